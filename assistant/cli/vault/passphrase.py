"""Where a passphrase comes from: the terminal, or a file descriptor that the caller has opened.

Invariant: it is in no argument, no variable of the environment and no file of ours.
"""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Callable

import click

from assistant.config.appearance import read_lock_minutes
from assistant.config.paths import Paths, find_paths
from assistant.domain.errors import UsageError, VaultLocked

_MOST_BYTES = 16_384
_TRIES = 3
_SLEPT_S = 60.0


class Passphrases:
    """The lines of one descriptor in their order, else what is typed at the terminal."""

    def __init__(self, descriptor: int | None = None) -> None:
        """The descriptor is read when a line is first wanted: on some systems the seal starts the program again."""
        self._descriptor = descriptor
        self._lines: list[str] | None = None
        self.asks = descriptor is None

    def ask(self, what: str, *, twice: bool = False) -> str:
        """One passphrase. Raises VaultLocked where nobody can be asked or the descriptor has no more, UsageError."""
        if self._descriptor is not None:
            if self._lines is None:
                self._lines = _lines_of(self._descriptor)
            if not self._lines:
                raise VaultLocked("--passphrase-fd has no further line.", "Write one passphrase a line.")
            return self._lines.pop(0)
        if not can_ask():
            raise VaultLocked(
                "The vault is locked, and there is no terminal to ask for its passphrase.",
                "Give it over a descriptor: assistant --passphrase-fd 3 ... 3< <(your password manager)",
            )
        typed: str = click.prompt(what, hide_input=True, err=True, confirmation_prompt=twice)
        return typed

    def try_with(self, opens: Callable[[str], None], what: str = "Passphrase of the vault") -> None:
        """Ask until `opens` takes it: three times at a terminal, once from a descriptor. Raises what `opens` raises."""
        for left in reversed(range(_TRIES if self.asks else 1)):
            try:
                opens(self.ask(what))
                return
            except UsageError as error:
                if not left:
                    raise
                click.echo(error.message, err=True)


def can_ask() -> bool:
    return sys.stdin.isatty() and sys.stderr.isatty()


def _lines_of(descriptor: int) -> list[str]:
    try:
        content = bytearray()
        while len(content) <= _MOST_BYTES and (block := os.read(descriptor, _MOST_BYTES + 1)):
            content += block
        if descriptor > 2:
            os.close(descriptor)
        text = content.decode("utf-8")
    except OSError as error:
        raise UsageError(f"--passphrase-fd {descriptor} cannot be read ({error.strerror}).", _OPEN) from error
    except UnicodeDecodeError:
        raise UsageError("The passphrase is not UTF-8 text.", "Write one passphrase a line.") from None
    if len(content) > _MOST_BYTES:
        raise UsageError("The descriptor of --passphrase-fd holds too much.", "Write one passphrase a line.")
    lines = [line.rstrip("\r") for line in text.split("\n")]
    return lines[:-1] if lines[-1] == "" else lines


_OPEN = "Open it for reading, as the shell does with 3< <(command)."


def passphrases_of(context: click.Context) -> Passphrases:
    """What the command line was given."""
    found = context.find_object(Passphrases)
    return found if found is not None else Passphrases()


def unlock_here(context: click.Context) -> None:
    """Unlock this user's vault, if there is one. Raises AssistantError."""
    paths = find_paths()
    if not paths.has_traces_of_vault:  # the usual case: nothing is imported
        return
    from assistant.app.vault.unlocking import is_locked, unlock_vault

    if is_locked(paths):
        passphrases_of(context).try_with(lambda secret: unlock_vault(paths, secret))


def lock_here() -> None:
    """Drop the key of this user's vault; the library is closed by then."""
    from assistant.app.vault.unlocking import lock_vault

    lock_vault(find_paths())


def lock_watch(paths: Paths) -> LockWatch | None:
    """When the vault is to be locked; None where there is no vault."""
    return LockWatch(paths) if paths.has_vault else None


class LockWatch:
    """Says whether the vault is to be locked: by the setting, on `assistant vault lock`, and after a sleep.

    It is asked every second or more often; a longer time without a question is a machine that slept. It looks back to
    the moment at which the vault was unlocked: what came between that and its own start counts.
    """

    def __init__(self, paths: Paths) -> None:
        from assistant.app.vault.requests import lock_state

        self._paths = paths
        self._before, self._asked = lock_state(paths) or (self._requests(), time.time())
        self._idle_most_s = read_lock_minutes(paths.config_file) * 60

    def _requests(self) -> bytes:
        from assistant.app.vault.requests import lock_requests

        return lock_requests(self._paths)

    def __call__(self, idle_s: float) -> bool:
        """`idle_s`: seconds without a key."""
        since, self._asked = time.time() - self._asked, time.time()
        if self._requests() != self._before:
            return True
        return self._idle_most_s > 0 and (idle_s >= self._idle_most_s or since > _SLEPT_S)
