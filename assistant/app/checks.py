"""The checks of the installation, and the proof that nothing can leave the machine.

Invariant: a failed check names its remedy; no check changes anything.
"""

from __future__ import annotations

import shlex
import sqlite3
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

from assistant.config.paths import Paths
from assistant.config.schema import load_config, read_config
from assistant.domain.errors import AssistantError, VaultLocked

if TYPE_CHECKING:
    from assistant.models.installed import InstalledModel


_AS_IT_HAS_TO_BE = {"works": "possible", "refused": "refused"}
_REPORT = "Do not use this installation for private files; please report this."


@dataclass(frozen=True, slots=True)
class Check:
    """The result of one check. `remedy` is "" if nothing is wrong."""

    name: str
    ok: bool
    detail: str
    remedy: str = ""


@dataclass(frozen=True, slots=True)
class Proof:
    """The attempts to break the seal; `sealed` is False if the system cannot enforce it at all."""

    checks: tuple[Check, ...]
    sealed: bool


def check_installation(paths: Paths) -> tuple[Check, ...]:
    """Everything that has to be in order, from Python to the library."""
    return (
        Check("python", sys.version_info >= (3, 11), sys.version.split()[0]),
        _attempt("sqlite", _sqlite),
        _attempt("settings", partial(_settings, paths)),
        *_modes(paths),
        _attempt("network", _network),
        Check("own places", True, _own_places()),
        _attempt("cage of the readers", _cage),
        *_models(paths),
        _attempt("reading", partial(_reading, paths)),
        _attempt("policy", partial(_policy, paths)),
        *_library_and_record(paths),
    )


def check_data(paths: Paths) -> tuple[Check, ...]:
    """Read all stored text, vectors, tables and conversations, and the audit record, and compare them with their
    checksums. It takes a second or two for each 300 MB."""
    return (*_stored_data(paths), _attempt("audit record", partial(_audit, paths)))


def prove_seal(paths: Paths) -> Proof:
    """Try to leave this machine: from this process, and from those outside the seal that the settings need; to change
    files elsewhere; and to reach other programs.

    Raises ConfigError for settings that cannot be read.
    """
    from assistant.sandbox.listener.sealed_side import running_listener
    from assistant.sandbox.lockdown import is_sealed
    from assistant.sandbox.places.proof import prove_places
    from assistant.sandbox.proof import prove
    from assistant.sandbox.relay.sealed_side import running_relay

    checks = [_open_doors(paths), _listens(paths)]
    relay, listener = running_relay(), running_listener()
    outside = [*(relay.prove() if relay else ()), *(listener.prove() if listener else ())]
    for result in [*prove(), *prove_places(), *outside]:
        told = result.detail if result.passed else f"it has to be {_AS_IT_HAS_TO_BE[result.expected]}: {result.detail}"
        checks.append(Check(result.name, result.passed, told, "" if result.passed else _REPORT))
    return Proof((*checks, *_hostile_reader()), is_sealed())


def _hostile_reader() -> Iterator[Check]:
    """What a parser that was taken over can reach. What this system cannot hold is said, and is no failure."""
    from assistant.ingest.parse.process.hostile import let_it_try
    from assistant.sandbox.hostile.attempt import REFUSED
    from assistant.sandbox.hostile.everything import ATTEMPTS

    yield _attempt("cage of the readers", _cage)
    held = _held()
    found = let_it_try() if held else {}
    for attempt in ATTEMPTS if found else ():
        came, claimed = found.get(attempt.name, "not tried"), attempt.part in held
        if not claimed:
            yield Check(f"hostile reader: {attempt.name}", True, f"not held on this system: {came}")
            continue
        ok = came == REFUSED
        yield Check(f"hostile reader: {attempt.name}", ok, f"must be refused: {came}", "" if ok else _REPORT)


def _cage() -> str:
    """Which parts of the cage hold, and which this system has not."""
    from assistant.sandbox.cage.enter import PARTS

    held = _held()
    missing = [part for part in PARTS if part not in held]
    return "; ".join(
        [
            f"holds {', '.join(held)}" if held else "none on this system: limits and the seal hold alone",
            *([f"this system cannot hold {', '.join(missing)}"] if held and missing else []),
        ]
    )


def _held() -> tuple[str, ...]:
    from assistant.ingest.parse.process.hostile import what_holds
    from assistant.ingest.parse.process.worker import WorkerFailed

    try:
        return what_holds()
    except WorkerFailed as failure:
        raise AssistantError(failure.message, "Please report this: no file can be read.") from None


def _listens(paths: Paths) -> Check:
    """Who can come in."""
    tcp = load_config(paths.config_file).serve.tcp
    if not tcp:
        return Check("programs over TCP", True, "none: nothing listens at an internet socket")
    return Check(
        "programs over TCP",
        True,
        f"EXCEPTION, by your setting serve.tcp: a process outside of the seal may listen at {tcp} for `assistant serve"
        " --tcp`, for programs of this machine that know the token",
    )


def _open_doors(paths: Paths) -> Check:
    """What the sealed program can still reach."""
    from assistant.config.server_address import named_server

    server = named_server(load_config(paths.config_file).answers)
    if server is None:
        return Check("open doors", True, "none: no helper may reach anything")
    if server.unix_path:
        return Check("open doors", True, f"none but a Unix socket of this machine: {server.shown}")
    which = "ANOTHER MACHINE, to which questions and passages go" if server.leaves_machine else "this machine"
    return Check("open doors", True, f"one: a helper process may reach {server.shown} ({which}), as the settings say")


def _attempt(name: str, check: Callable[[], str]) -> Check:
    try:
        return Check(name, True, check())
    except AssistantError as error:
        return Check(name, False, error.message, error.hint)


def _sqlite() -> str:
    with sqlite3.connect(":memory:") as memory:
        try:
            memory.execute("CREATE VIRTUAL TABLE t USING fts5(x)")
        except sqlite3.OperationalError:
            raise AssistantError("SQLite was built without FTS5.", "Use a Python from python.org.") from None
    return f"{sqlite3.sqlite_version} with FTS5"


def _settings(paths: Paths) -> str:
    _, wrong = read_config(paths.config_file)
    if wrong:
        raise AssistantError(
            " ".join(value.said for value in wrong),
            f"Set it anew: assistant config set {wrong[0].key} VALUE, or take it out: assistant config unset",
        )
    return str(paths.config_file) if paths.config_file.exists() else "defaults"


def _modes(paths: Paths) -> Iterator[Check]:
    """What others could change of ours, above or inside it, a check each; then what they could read."""
    from assistant.config.private import find_exposures

    exposures = [Check("file modes", False, found.problem, found.remedy) for found in find_exposures(paths)]
    yield from exposures or [_attempt("file modes", partial(_readable, paths))]


def _readable(paths: Paths) -> str:
    from assistant.sandbox.permissions import find_open_paths

    for folder in (paths.library, paths.models, paths.logs, paths.state):
        for found in find_open_paths(folder) if folder.exists() else ():
            raise AssistantError(f"{found}.", f"Run: chmod -R go-rwx {shlex.quote(str(folder))}")
    return "private"


def _network() -> str:
    from assistant.sandbox.lockdown import is_sealed

    if not is_sealed():
        raise AssistantError("Internet sockets are not refused by this system.", "Run: assistant doctor --prove")
    return "sealed: the system refuses internet sockets to this program"


def _own_places() -> str:
    """Where the sealed program can change files, and whom it can reach on this machine."""
    from assistant.sandbox.kernel.landlock import CUTTING
    from assistant.sandbox.places.filter import holds
    from assistant.sandbox.places.held import present_places

    places = present_places()
    said = ["this system (Linux before 5.19, or without Landlock) lets the program write wherever you may"]
    if places.held:
        said = [f"files are changed in {', '.join(map(str, places.folders))} alone"]
        if CUTTING not in places.parts:
            said.append("others can be cut, because Linux is older than 6.2")
    return "; ".join([*said, "connects to no other program" if holds() else "may connect to Unix sockets"])


def _models(paths: Paths) -> Iterator[Check]:
    from assistant.models.installed import list_installed

    installed = list_installed(paths.models)
    if not any(model.role == "embedding" for model in installed):
        yield Check("models", False, "no embedding model is installed", "Run: assistant models pull starter")
    for model in installed:
        yield _attempt(f"model {model.name}", partial(_model, model))


def _model(model: InstalledModel) -> str:
    from assistant.models.installed import verify

    verify(model)
    return "whole"


def _reading(paths: Paths) -> str:
    from assistant.answer.reader.span_onnx import OnnxSpanReader
    from assistant.answer.reader.span_starter import READER_NAME, is_current

    folder = paths.models / READER_NAME
    if not is_current(folder):
        return "by words alone; assistant models pull starter makes the reading model"
    return OnnxSpanReader(folder).identity


def _policy(paths: Paths) -> str:
    from assistant.app.policies import load_active_policy

    policy = load_active_policy(paths)
    return f"{policy.id}, {len(policy.rules)} rules"


def _stored_data(paths: Paths) -> Iterator[Check]:
    from assistant.store.damage import examine
    from assistant.store.ledger.database import ledger_exists

    if not ledger_exists(paths.ledger):
        yield Check("stored data", True, "nothing indexed yet")
        return
    try:
        for found in examine(paths.ledger, paths.index):
            yield Check(found.what, not found.problem, found.problem or found.detail, found.remedy)
    except AssistantError as error:
        yield Check("stored data", False, error.message, error.hint)


def _audit(paths: Paths) -> str:
    from assistant.app.audit import verify_record

    report = verify_record(paths)
    if not report.ok:
        where = f" (line {report.line})" if report.line else ""
        raise AssistantError(
            f"It is not whole{where}: {report.problem}.", "Keep a copy, then see: assistant audit verify"
        )
    return f"whole, {report.entries:,} entries"


def _library_and_record(paths: Paths) -> Iterator[Check]:
    from assistant.app.vault.unlocking import describe_vault, is_locked

    try:
        locked = is_locked(paths)
    except VaultLocked:  # its key was destroyed, as `described` says
        locked = False
    except AssistantError as error:
        yield Check("vault", False, error.message, error.hint)
        return
    state, described = describe_vault(paths)
    yield Check("vault", True, described)
    if state == "locked" and paths.plain_ledger.exists():
        what = f"A plain library lies beside the vault, as an earlier version makes it: {str(paths.plain_ledger)!r}."
        yield Check("plain library", False, what, "Move it away, and open this library with this version alone.")
    if locked:
        yield Check("library", True, "in the vault, not looked at; with the passphrase: assistant doctor --read-data")
        return
    if state != "destroyed":
        yield _attempt("library", partial(_library, paths))
        yield _attempt("audit record", partial(_audit, paths))


def _library(paths: Paths) -> str:
    from assistant.store.ledger.database import Database, ledger_exists

    if not ledger_exists(paths.ledger):
        return "nothing indexed yet"
    database = Database(paths.ledger, read_only=True)
    try:
        if not database.is_sound():
            raise AssistantError(
                "The ledger is damaged.", f"Move {str(paths.library)!r} away and run assistant index again."
            )
        return f"sound, {database.number('SELECT count(*) FROM files')} files"
    finally:
        database.close()
