"""A library into a vault, and out of it again.

Invariant: the other form is written beside the present one and compared with it; one rename decides, and what a kill
leaves before or after it is undone or finished by `unfinished.py`.
"""

from __future__ import annotations

import json
import secrets
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager, suppress
from pathlib import Path

from assistant.app.vault import unfinished
from assistant.app.vault.names import holding_names
from assistant.config import vault_settings
from assistant.config.paths import LEDGER, Paths
from assistant.config.schema import load_config, read_written
from assistant.disk.durable import private_folder, sync_folder, write_durably
from assistant.disk.wiping import wipe_folder
from assistant.domain.errors import AssistantError, UsageError
from assistant.vault import unlocked
from assistant.vault.cabinet import close_cabinet
from assistant.vault.cipher import KEY_BYTES, connect, require_cipher
from assistant.vault.copying import copy_database, exclusive
from assistant.vault.header import read_header, write_header
from assistant.vault.place import VAULT, is_destroyed, is_vault
from assistant.vault.shelf import Shelf, shelf_of
from assistant.vault.wraps import measure_cost, new_code, read_secret, require_strong, wrap

Narrate = Callable[[str], None]
Show = Callable[[str], None]  # a recovery code, to the person who has to write it down
_LOCK = "audit.lock"  # of the record: it says nothing and is made anew


def create_vault(paths: Paths, passphrase: str, narrate: Narrate, cost: int = 0, show: Show = lambda code: None) -> str:
    """Put the library into a new vault and unlock it; returns its recovery code, which is kept nowhere.

    `show` gets the code before the rename that decides: whatever ends the program after that, it has been seen. `cost`
    is scrypt's; 0 measures it. Raises UsageError, LibraryBusy, AssistantError; then nothing was changed, unless
    the error says so.
    """
    require_cipher()
    require_strong(passphrase)
    with owning(paths):
        if is_vault(paths.vault) and not is_destroyed(paths.vault):
            raise UsageError("The library is in a vault already.", "Another passphrase: assistant vault change")
        load_config(paths.config_file)  # settings that cannot be read are mended first
        key, code = secrets.token_bytes(KEY_BYTES), new_code()
        cost = cost or measure_cost()
        new = private_folder(unfinished.new_vault(paths) / VAULT)  # named as it will be, so that it opens as a vault
        write_header(new, [wrap(key, *read_secret(secret), cost) for secret in (passphrase, code)])
        unlocked.unlock(new, key, unfinished.new_vault(paths))
        try:
            _fill(paths, new, key, narrate, lambda: _show(code, new, show))
        finally:
            close_cabinet(new)
            unlocked.lock(new)
        unlocked.unlock(paths.vault, key, paths.config_file)
        narrate("Wiping the plain files.")
        try:
            unfinished.settle(paths)
        except AssistantError as error:  # the vault holds the library from here on
            what = f"The library is in the vault. {error.message} Some of its plain files may still lie there."
            raise AssistantError(what, "Check that the disk may be written; any command tries again.") from error
    return code


def _fill(paths: Paths, new: Path, key: bytes, narrate: Narrate, before: Callable[[], None]) -> None:
    """Write the vault and rename it into its place; `before` is called when all but that is done."""
    audit = shelf_of(paths.state / unfinished.AUDIT)
    (new / unfinished.MARK).touch(mode=0o600)

    from assistant.store.index.generations import forget_index

    def finish() -> None:
        # Last, because settings and decisions may be written by others while the library is copied.
        names = {key: value for key, value in _settings(paths).items() if key in vault_settings.KEYS}
        vault_settings.keep_on(vault_settings.shelf_in(new), names)
        _copy_files(audit, shelf_of(new / unfinished.AUDIT))
        close_cabinet(new)
        before()
        if is_destroyed(paths.vault):  # only now: until then nobody may go on without a key unawares
            wipe_folder(paths.vault)
        _into_place(new, paths.vault)

    if not paths.plain_ledger.is_file() or not paths.plain_ledger.stat().st_size:
        finish()
        return
    with exclusive(paths.plain_ledger, None) as source:
        narrate("Writing the library anew, under the key, and comparing the two.")
        copy_database(source, new / LEDGER, key)
        _copy_key(paths.plain_ledger, new / LEDGER)
        with closing(connect(new / LEDGER, key)) as copied:
            forget_index(copied)
        finish()


def remove_vault(paths: Paths, narrate: Narrate) -> None:
    """Take the library out of its vault, which has to be unlocked, and destroy that.

    Raises UsageError, LibraryBusy, VaultLocked, AssistantError; then nothing was changed.
    """
    with owning(paths):
        if not is_vault(paths.vault):
            raise UsageError("There is no vault.", "See: assistant vault status")
        if is_destroyed(paths.vault):
            wipe_folder(paths.vault)
            return
        if paths.plain_ledger.exists():
            what = (
                f"Beside the vault lies a plain library, {str(paths.plain_ledger)!r}, as an earlier version makes it."
            )
            raise UsageError(what, "Move it away; then run the command again.")
        key = unlocked.key_of(paths.vault)
        plain = private_folder(unfinished.new_plain(paths))
        if paths.ledger.is_file() and paths.ledger.stat().st_size:
            with exclusive(paths.ledger, key) as source:
                narrate("Writing the library anew, without a key, and comparing the two.")
                copy_database(source, plain / LEDGER, None)
            _copy_key(paths.ledger, plain / LEDGER)
        audit = shelf_of(paths.audit)
        if audit.names():
            private_folder(plain / unfinished.AUDIT)
            _copy_files(audit, shelf_of(plain / unfinished.AUDIT))
        names = vault_settings.read_names(paths.config_file)
        write_durably(plain / unfinished.SETTINGS, json.dumps(names).encode())
        close_cabinet(paths.vault)
        _into_place(paths.vault, unfinished.old_vault(paths))
        unlocked.lock(paths.vault)
        narrate("Destroying the vault.")
        unfinished.settle(paths)


def change_passphrase(paths: Paths, secret: str, passphrase: str, cost: int = 0, show: Show = lambda code: None) -> str:
    """Another passphrase and recovery code for the same key; `secret` is one of the present ones. Returns the code.

    `show` gets the code before it replaces the old one. Raises UsageError, LibraryBusy, StoreDamaged, AssistantError;
    then the old ones still hold.
    """
    with owning(paths):
        key = unlocked.open_wraps(paths.vault, secret)
        require_strong(passphrase)
        code, cost = new_code(), cost or measure_cost()
        wraps = [wrap(key, *read_secret(one), cost) for one in (passphrase, code)]
        tell_code(code, show)
        write_header(paths.vault, wraps)
        read_header(paths.vault)
    return code


def _show(code: str, vault: Path, show: Show) -> None:
    """Show the code of a vault that is on the disk for good, once that was read back."""
    read_header(vault)
    sync_folder(vault)
    tell_code(code, show)


def tell_code(code: str, show: Show) -> None:
    """Raises AssistantError where nobody can have seen it."""
    try:
        show(code)
    except OSError as error:
        what = f"The recovery code could not be shown ({error.strerror}). Nothing was changed."
        raise AssistantError(what, "Run the command at a terminal, or have its output read.") from error


def destroy_if_vault(paths: Paths) -> bool:
    """Destroy the vault's key and all that is under it; False where there is no vault. Raises LibraryBusy.

    An empty folder stays, so that nobody goes on without a key unawares.
    """
    if not is_vault(paths.vault):
        return False
    with owning(paths):
        close_cabinet(paths.vault)
        unlocked.lock(paths.vault)
        try:
            unfinished.destroy_in_place(paths.vault)
        except OSError as error:
            what = f"The vault could not be destroyed as a whole ({error.strerror})."
            raise AssistantError(what, f"Remove the folder {str(paths.vault)!r}.") from error
    return True


@contextmanager
def owning(paths: Paths) -> Iterator[None]:
    """Own the library, with nothing left unfinished in it. An OSError becomes an AssistantError."""
    from assistant.store.ledger.owner import Owner

    owner = Owner(paths.lock)
    try:
        with holding_names(paths, "Another process changes the settings."):
            unfinished.settle(paths)
            try:
                yield
            except BaseException:
                with suppress(AssistantError, OSError):  # the next command tries again
                    unfinished.settle(paths)
                raise
    except OSError as error:
        raise AssistantError(
            f"The disk refuses ({error.strerror}).", "Check that it is not full and that the folder may be written."
        ) from error
    finally:
        owner.release()


def _into_place(folder: Path, place: Path) -> None:
    """The rename that decides."""
    sync_folder(folder)
    sync_folder(folder.parent)
    folder.rename(place)
    sync_folder(place.parent)


def _copy_files(source: Shelf, target: Shelf) -> None:
    for name in source.names():
        content = source.read(name)
        if content is not None and name != _LOCK:
            target.put(name, content, durable=True)
            if target.read(name) != content:
                raise AssistantError("The audit record could not be copied. Nothing was changed.", "Try again.")


def _copy_key(source: Path, target: Path) -> None:
    """The key of the checksums."""
    key = source.with_suffix(".key")
    if key.is_file():
        write_durably(target.with_suffix(".key"), key.read_bytes())


def _settings(paths: Paths) -> dict[str, object]:
    written = read_written(paths.config_file)
    return {f"{section}.{name}": value for section, inner in written.items() for name, value in inner.items()}
