"""What a kill has left of a way into a vault or out of it: finished where the decisive rename was done, else undone.

    into    vault.new/    is being written    -- renamed to vault/ -->       vault/ with a mark: plain files are wiped
    out     plain.new/    is being written    -- vault/ renamed -->          vault.old/: plain files are put in place
    renewed renewed-*     are being written   -- vault.json replaced -->     they take the places of the old databases

Invariant: at each moment exactly one of the two, the plain library or the vault, is the whole one; and of a vault that
gets a new key, the databases of exactly one key are.
"""

from __future__ import annotations

import json
from contextlib import suppress
from pathlib import Path

from assistant.app.vault.names import holding_names
from assistant.config.file import take_names_out, write_settings
from assistant.config.paths import LEDGER, Paths
from assistant.disk.durable import private_folder, sync_folder, write_durably
from assistant.disk.wiping import wipe_file, wipe_folder
from assistant.domain.errors import AssistantError, LibraryBusy, StoreDamaged
from assistant.vault.cabinet import CABINET
from assistant.vault.header import HEADER, is_renewed, read_header, write_header
from assistant.vault.place import NEW_PLAIN, NEW_VAULT, OLD_VAULT, VAULT, is_vault

MARK = "wiping"  # in a vault whose plain files are not all wiped yet
DESTROYING = "destroying"  # in a vault whose keys and contents are to go for good
SETTINGS = "settings.json"  # in `plain.new`: the settings that hold names of files
RENEWING = "renewing"  # in a vault that is being written anew under another key
DATABASES = (LEDGER, CABINET)
AUDIT = "audit"
_LOG_ENDS = ("-wal", "-shm", "-journal")


def new_vault(paths: Paths) -> Path:
    return paths.library / NEW_VAULT


def old_vault(paths: Paths) -> Path:
    return paths.library / OLD_VAULT


def new_plain(paths: Paths) -> Path:
    return paths.library / NEW_PLAIN


def is_unfinished(paths: Paths) -> bool:
    """Whether there is anything to finish or undo."""
    marks = (paths.vault / mark for mark in (MARK, DESTROYING, RENEWING))
    return any(place.exists() for place in (new_vault(paths), old_vault(paths), new_plain(paths), *marks))


def settle(paths: Paths) -> None:
    """Finish or undo what was left; the caller owns the library. Raises AssistantError."""
    if is_vault(paths.vault) and old_vault(paths).exists():
        what = f"Below {str(paths.library)!r} are two vaults: {VAULT}, and {OLD_VAULT} of a way out that was cut off."
        raise AssistantError(what, "Move away the one that you do not want to go on with; then run the command again.")
    try:
        wipe_folder(new_vault(paths)) if new_vault(paths).exists() else None
        if is_vault(paths.vault):
            wipe_folder(new_plain(paths)) if new_plain(paths).exists() else None
            if (paths.vault / DESTROYING).exists():
                destroy_in_place(paths.vault)
            if (paths.vault / RENEWING).exists():
                with suppress(StoreDamaged):  # keys that cannot be read are told by whoever opens the vault
                    settle_renewal(paths.vault)
            if (paths.vault / MARK).exists():
                wipe_plain(paths)
        elif old_vault(paths).exists():
            put_plain(paths)
        elif new_plain(paths).exists():
            wipe_folder(new_plain(paths))
    except OSError as error:
        raise AssistantError(
            f"What was begun with the vault cannot be finished ({error.strerror}).",
            "Check that the disk is not full and that the folder may be written; then run the command again.",
        ) from error


def settle_if_free(paths: Paths) -> None:
    """As `settle`, by whoever does not own the library. Raises LibraryBusy while its owner is at it."""
    from assistant.store.ledger.owner import Owner

    if not is_unfinished(paths):
        return
    try:
        owner = Owner(paths.lock)
    except LibraryBusy:
        renewing = (paths.vault / RENEWING).exists()
        if not renewing and (is_vault(paths.vault) or paths.plain_ledger.exists()):
            return  # one of the two is whole, and its owner does the rest
        raise
    try:
        with holding_names(paths, "Another process changes the settings."):
            settle(paths)
    finally:
        owner.release()


def wipe_plain(paths: Paths) -> None:
    """Wipe the plain files that the vault has replaced; its mark goes last. Raises OSError."""
    (paths.vault / MARK).touch(mode=0o600)
    for folder in (paths.state / AUDIT, paths.index):
        if folder.exists():
            wipe_folder(folder)
    _take_names_out(paths)
    key = paths.plain_ledger.with_suffix(".key")
    for file in (*paths.config_file.parent.glob(f".{paths.config_file.name}.*.tmp"), *_logs(paths)):  # of kills
        wipe_file(file)
    for file in (key, key.with_suffix(".key.new"), paths.plain_ledger):
        wipe_file(file)
    sync_folder(paths.library)
    (paths.vault / MARK).unlink()
    sync_folder(paths.vault)


def _logs(paths: Paths) -> list[Path]:
    return [paths.plain_ledger.with_name(paths.plain_ledger.name + end) for end in _LOG_ENDS]


def renewed(vault: Path, name: str) -> Path:
    """Where a database of the vault is written anew."""
    return vault / f"renewed-{name}"


def settle_renewal(vault: Path) -> None:
    """Put the databases under the new key in place if its wraps hold, else wipe them. Raises OSError, StoreDamaged."""
    if is_renewed(vault):
        for name in DATABASES:
            if renewed(vault, name).exists():
                for end in (*_LOG_ENDS, ""):  # a log of the old one would be put into the new one
                    wipe_file(vault / f"{name}{end}")
                renewed(vault, name).rename(vault / name)
                sync_folder(vault)
        write_header(vault, read_header(vault))
    for name in DATABASES:
        for end in (*_LOG_ENDS, ""):
            wipe_file(vault / f"{renewed(vault, name).name}{end}")
    (vault / RENEWING).unlink()
    sync_folder(vault)


def put_plain(paths: Paths) -> None:
    """Put the plain files in place and destroy the vault. Every step may have been done before. Raises OSError."""
    plain = new_plain(paths)
    if (plain / paths.plain_ledger.name).exists():
        for log in _logs(paths):  # of another ledger, whose pages SQLite would put into this one
            wipe_file(log)
    for name in (paths.plain_ledger.with_suffix(".key").name, paths.plain_ledger.name):
        if (plain / name).exists():
            (plain / name).replace(paths.library / name)
    if (plain / AUDIT).is_dir():
        private_folder(paths.state / AUDIT)
        for file in sorted((plain / AUDIT).iterdir()):
            write_durably(paths.state / AUDIT / file.name, file.read_bytes())
            file.unlink()  # at once: a file that is being overwritten would be put in place after a kill
    if (plain / SETTINGS).exists():
        write_settings(paths.config_file, json.loads((plain / SETTINGS).read_bytes()))
        (plain / SETTINGS).unlink()
    sync_folder(paths.library)
    destroy(old_vault(paths))
    if plain.exists():
        wipe_folder(plain)


def destroy(vault: Path) -> None:
    """Wipe a vault, its keys first: from then on nobody can read the rest. Raises OSError."""
    wipe_file(vault / HEADER)
    sync_folder(vault)
    wipe_folder(vault)


def destroy_in_place(vault: Path) -> None:
    """As `destroy`, but the folder stays, and a kill on the way is made good by `settle`. Raises OSError."""
    mark = vault / DESTROYING
    mark.touch(mode=0o600)
    sync_folder(vault)
    wipe_file(vault / HEADER)
    sync_folder(vault)
    for inner in list(vault.iterdir()):
        if inner != mark:
            wipe_folder(inner)
    mark.unlink()
    sync_folder(vault)


def _take_names_out(paths: Paths) -> None:
    with suppress(AssistantError):  # settings that cannot be read are told by whoever reads them
        take_names_out(paths.config_file)
