"""A request to every process of this library to drop its key: `assistant vault lock`.

Invariant: the request is a file whose content says nothing; a process that sees another one than when it unlocked the
vault locks it.
"""

from __future__ import annotations

import secrets

from assistant.config.paths import Paths
from assistant.disk.durable import write_durably
from assistant.domain.errors import AssistantError, UsageError
from assistant.vault.place import is_destroyed, is_vault
from assistant.vault.unlocked import unlocked_after

_REQUEST = "lock-request"


def request_lock(paths: Paths) -> str:
    """Ask all processes to lock; returns what is to be said. Raises UsageError where there is no vault."""
    if not is_vault(paths.vault) or is_destroyed(paths.vault):
        raise UsageError("There is no vault.", "Make one with: assistant vault create")
    try:
        write_durably(paths.vault / _REQUEST, secrets.token_bytes(16))
    except OSError as error:
        raise AssistantError(f"The request cannot be written ({error.strerror}).", "Close the app by hand.") from error
    return "The vault is locked: the app and watches that run drop the key within seconds; commands, when they end."


def lock_requests(paths: Paths) -> bytes:
    """The last request; another value than before means: lock."""
    try:
        return (paths.vault / _REQUEST).read_bytes()
    except OSError:
        return b""


def lock_state(paths: Paths) -> tuple[bytes, float] | None:
    """(the last request before this process unlocked the vault, when that was); None where it has not."""
    return unlocked_after(paths.vault)
