"""Ends a process on its way into a vault, out of it, or to another passphrase, and looks at what the next start finds.

Every call by which something reaches the disk for good is a place to end at: a sync, a rename, a removal, and the
statements of SQL. Invariant: whatever is found afterwards is whole and equal to what was there, in the one form or in
the other, and nothing of the plain form stands beside a vault.
"""

from __future__ import annotations

import importlib
import os
import random
import shutil
import signal
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from assistant.app.vault import unfinished
from assistant.app.vault.change import change_passphrase, create_vault, destroy_if_vault, remove_vault
from assistant.app.vault.renewal import renew_key
from assistant.app.vault.unlocking import is_locked, unlock_vault
from assistant.config.paths import Paths, find_paths
from assistant.vault import cipher
from assistant.vault.unlocked import WrongPassphrase
from tests.app.vault.vaults import COST, PASSPHRASE, Held, held, into_vault, marks_below
from tests.store.kills import Report, forked

WAYS = ("create", "remove", "change", "renew")
OTHER = "another passphrase altogether"


def quiet(text: str) -> None:
    """A Narrate that does nothing."""


def walk(paths: Paths, way: str) -> None:
    """Go the whole way."""
    if way == "create":
        create_vault(paths, PASSPHRASE, quiet, COST)
    elif way == "remove":
        unlock_vault(paths, PASSPHRASE)
        remove_vault(paths, quiet)
    elif way == "destroy":
        destroy_if_vault(paths)
    elif way == "renew":
        renew_key(paths, PASSPHRASE, OTHER, quiet, COST)
    else:
        change_passphrase(paths, PASSPHRASE, OTHER, COST)


@contextmanager
def stopping_at(number: int, count: list[int]) -> Iterator[None]:
    """Kill this process before the call `number` (from 1) that changes the disk; `count` counts them."""

    def before() -> None:
        count[0] += 1
        if count[0] == number:
            os.kill(os.getpid(), signal.SIGKILL)

    def wrapped(function: Callable[..., Any]) -> Callable[..., Any]:
        def called(*arguments: Any, **named: Any) -> Any:
            before()
            return function(*arguments, **named)

        return called

    places: list[tuple[Any, str]] = [
        (os, "fsync"),
        *((Path, name) for name in ("rename", "replace", "unlink", "rmdir")),
    ]
    originals = [(owner, name, getattr(owner, name)) for owner, name in places]
    connect = cipher.connect

    def traced(*arguments: Any, **named: Any) -> Any:
        connection = connect(*arguments, **named)
        connection.set_trace_callback(lambda sql: before() if _writes(sql) else None)
        return connection

    users = ("assistant.vault.cabinet", "assistant.vault.copying", "assistant.app.vault.change")
    modules: list[Any] = [importlib.import_module(name) for name in users]
    for owner, name, function in originals:
        setattr(owner, name, wrapped(function))
    for module in modules:
        module.connect = traced
    try:
        yield
    finally:
        for owner, name, function in originals:
            setattr(owner, name, function)
        for module in modules:
            module.connect = connect


def _writes(sql: str) -> bool:
    return sql.split(maxsplit=1)[0].upper() in ("COMMIT", "INSERT", "DELETE", "SELECT", "ATTACH", "DETACH", "CREATE")


def points(template: Path, folder: Path, way: str) -> int:
    """The number of places on the way."""
    paths = copy(template, folder)

    def job(report: Report) -> None:
        count = [0]
        with stopping_at(0, count):
            walk(paths, way)
        report(str(count[0]))

    lines, status = forked(job)
    assert status == 0, lines
    return int(lines[-1])


def end_at(template: Path, folder: Path, way: str, number: int, before: Held) -> list[str]:
    """Kill at one place, start again, and tell what is wrong; nothing where all is well."""
    paths = copy(template, folder)

    def job(report: Report) -> None:
        with stopping_at(number, [0]):
            walk(paths, way)

    _, status = forked(job)
    found = [] if os.WIFSIGNALED(status) else [f"it was not ended: {status}"]
    return found + look(paths, way, before)


def end_after(template: Path, folder: Path, way: str, seconds: float, before: Held) -> list[str]:
    """As `end_at`, at a moment instead of a place."""
    paths = copy(template, folder)
    forked(lambda report: walk(paths, way), kill_after_s=seconds)
    return look(paths, way, before)


def look(paths: Paths, way: str, before: Held) -> list[str]:
    """What is wrong after a kill, as the next start finds it in a process of its own."""

    def job(report: Report) -> None:
        for one in _look(paths, way, before):
            report(one)

    lines, status = forked(job)
    return lines if status == 0 else [*lines, f"the next start ended with {status}"]


def _look(paths: Paths, way: str, before: Held) -> Iterator[str]:
    if is_locked(paths):
        try:
            unlock_vault(paths, PASSPHRASE)
        except WrongPassphrase:
            if way not in ("change", "renew"):
                yield "the passphrase does not open it"
            unlock_vault(paths, OTHER)
        if marks := marks_below(paths.config_file.parent):
            yield f"plain beside the vault: {marks[:3]}"
    if unfinished.is_unfinished(paths):
        yield "something is left unfinished"
    now = held(paths)
    if now != before:
        yield f"not as it was: {now} for {before}"
    left = {file.name for file in paths.library.iterdir()} - _KNOWN
    left |= {file.name for file in (paths.library / "vault").glob("renew*")}
    if left:
        yield f"left over: {sorted(left)}"


# The journal holds the file's first page at most, without any row: what leaving the write-ahead log has to change.
_ENDS = ("", "-wal", "-shm", "-journal")
_KNOWN = {"vault", "owner.lock", "owner.pid", "names.lock", "ledger.key", *(f"ledger.sqlite3{end}" for end in _ENDS)}


def templates(folder: Path, make: Callable[[Path], Paths]) -> tuple[dict[str, Path], Held]:
    """A home to start each way from, and what each holds."""
    plain = make(folder / "plain")
    before = held(plain)
    vault = copy(folder / "plain", folder / "in vault")
    forked(lambda report: report(into_vault(vault)))  # in a fork: this process stays without its key
    return {
        "create": folder / "plain",
        "remove": folder / "in vault",
        "change": folder / "in vault",
        "renew": folder / "in vault",
    }, before


def copy(template: Path, folder: Path) -> Paths:
    shutil.rmtree(folder, ignore_errors=True)
    shutil.copytree(template, folder)
    return find_paths({"ASSISTANT_HOME": str(folder)})


def draw(total: int, count: int, seed: int) -> list[int]:
    """`count` of the places, spread over all of them."""
    chosen = random.Random(seed)
    step = max(1, total // count)
    return [min(total, start + chosen.randrange(step)) for start in range(1, total + 1, step)]
