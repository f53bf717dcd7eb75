"""Opening the vault for this process, and closing it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing, contextmanager

from assistant.app.vault.names import holding_names
from assistant.app.vault.requests import lock_requests
from assistant.app.vault.unfinished import settle_if_free
from assistant.config.paths import Paths
from assistant.domain.errors import StoreDamaged, UsageError
from assistant.vault import unlocked
from assistant.vault.cabinet import close_cabinet
from assistant.vault.place import is_destroyed, is_vault


def is_locked(paths: Paths) -> bool:
    """Whether there is a vault that this process has not unlocked. What a kill has left is finished first.

    Raises VaultLocked where the vault's key was destroyed, StoreDamaged where it is gone otherwise.
    """
    settle_if_free(paths)
    if not is_vault(paths.vault) or unlocked.is_unlocked(paths.vault):
        return False
    unlocked.require_keys(paths.vault)
    return True


def unlock_vault(paths: Paths, secret: str) -> None:
    """Unlock the vault with its passphrase or recovery code. What a kill has left is finished first.

    Raises WrongPassphrase, VaultLocked, StoreDamaged."""
    settle_if_free(paths)
    require_vault(paths)
    before = lock_requests(paths)  # a request that comes while the key is derived is one to lock it again
    unlocked.unlock(paths.vault, unlocked.open_wraps(paths.vault, secret), paths.config_file, before)


def lock_vault(paths: Paths) -> None:
    """Drop the key; the library has to be closed."""
    close_cabinet(paths.vault)
    unlocked.lock(paths.vault)


def require_unlocked(paths: Paths) -> None:
    """Raises VaultLocked where there is a vault that this process has not unlocked."""
    if is_locked(paths):
        unlocked.key_of(paths.vault)


@contextmanager
def changing_names(paths: Paths) -> Iterator[None]:
    """Within it settings that hold names of files may be changed. Raises LibraryBusy while the library is on its way
    into a vault or out of it, VaultLocked where it has got into one since this process was started."""
    require_unlocked(paths)
    with holding_names(paths, "The library is on its way into a vault or out of it."):
        if is_vault(paths.vault):
            unlocked.key_of(paths.vault)
        yield


def check_secret(paths: Paths, secret: str) -> None:
    """Raises WrongPassphrase, VaultLocked, StoreDamaged where `secret` does not open the vault."""
    require_vault(paths)
    unlocked.open_wraps(paths.vault, secret)


def check_vault(paths: Paths) -> str:
    """Read the structure of all that the unlocked vault holds; returns what is to be said. Raises StoreDamaged."""
    from assistant.store.ledger.database import Database, ledger_exists

    if not ledger_exists(paths.ledger):
        return "The vault opens. Nothing is indexed in it yet."
    with closing(Database(paths.ledger, read_only=True)) as database:
        if not database.is_sound():
            raise StoreDamaged("The vault opens, and its ledger is damaged.", "Run: assistant doctor --read-data")
        return f"The vault opens: {database.number('SELECT count(*) FROM files'):,} files, sound."


def is_destroyed_vault(paths: Paths) -> bool:
    return is_destroyed(paths.vault)


def describe_vault(paths: Paths) -> tuple[str, str]:
    """(state, sentence): "none", "destroyed", "locked"."""
    if is_destroyed(paths.vault):
        return "destroyed", "The key of the vault was destroyed with all that was in it."
    if not is_vault(paths.vault):
        return "none", "There is no vault: the library is not encrypted. Use FileVault, LUKS or: assistant vault create"
    return "locked", "The library is in a vault; each command asks for its passphrase."


def is_vault_that_holds(paths: Paths) -> bool:
    """Whether there is a vault that was not destroyed, readable or not."""
    return is_vault(paths.vault) and not is_destroyed(paths.vault)


def require_vault(paths: Paths) -> None:
    """Raises UsageError where there is none."""
    if not is_vault(paths.vault):
        raise UsageError("There is no vault.", "Make one with: assistant vault create")
