"""`assistant doctor`: many small checks, each with its remedy; `--prove` shows that nothing can leave the machine."""

from __future__ import annotations

import sqlite3
import sys
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass

import click

from assistant.cli.output import json_option, print_json
from assistant.config.paths import Paths, find_paths
from assistant.config.schema import Config, load_config
from assistant.domain.errors import AssistantError

NOT_ENFORCEABLE = 3


@dataclass(frozen=True, slots=True)
class Check:
    """One thing looked at. `remedy` is empty where all is well."""

    name: str
    ok: bool
    detail: str
    remedy: str = ""


@click.command()
@click.option("--prove", "with_proof", is_flag=True, help="Try to reach the internet in four ways.")
@json_option
def command(with_proof: bool, as_json: bool) -> None:
    """Check the installation. Exit 1 if something is wrong; with --prove, 3 where the seal cannot be enforced."""
    checks = list(_proof() if with_proof else _checks(find_paths()))
    if as_json:
        print_json({"ok": all(check.ok for check in checks), "checks": [asdict(check) for check in checks]})
    else:
        for check in checks:
            click.echo(f"{'ok  ' if check.ok else 'FAIL'}  {check.name}: {check.detail}")
            if check.remedy:
                click.echo(f"      {check.remedy}")
    if all(check.ok for check in checks):
        return
    from assistant.sandbox.lockdown import is_sealed

    sys.exit(NOT_ENFORCEABLE if with_proof and not is_sealed() else 1)


def _proof() -> Iterator[Check]:
    """First this process, then the one helper that is outside the seal, if the settings asked for it."""
    from assistant.sandbox.proof import prove
    from assistant.sandbox.relay import running_relay

    yield _open_doors(find_paths())
    relay = running_relay()
    for result in [*prove(), *(relay.prove() if relay else ())]:
        remedy = "" if result.passed else "Do not use this installation for private files; please report this."
        yield Check(result.name, result.passed, f"must be {result.expected}: {result.detail}", remedy)


def _open_doors(paths: Paths) -> Check:
    """What may be reached although the program is sealed."""
    from assistant.config.server_address import parse_server

    settings = load_config(paths.config_file).answers
    if settings.generator != "server":
        return Check("open doors", True, "none: no helper may reach anything")
    server = parse_server(settings.server_url, settings.server_host)
    if server.unix_path:
        return Check("open doors", True, f"none but a Unix socket of this machine: {server.shown}")
    which = "ANOTHER MACHINE, to which questions and passages go" if server.leaves_machine else "this machine"
    return Check("open doors", True, f"one: a helper process may reach {server.shown} ({which}), as the settings say")


def _checks(paths: Paths) -> Iterator[Check]:
    yield Check("python", sys.version_info >= (3, 11), sys.version.split()[0])
    yield _attempt("sqlite", _sqlite)
    yield _attempt("settings", lambda: _settings(paths))
    yield _attempt("file modes", lambda: _modes(paths))
    yield _attempt("network", _network)
    yield from _models(paths)
    yield _attempt("reading", lambda: _reading(paths))
    yield _attempt("policy", lambda: _policy(paths))
    yield _attempt("library", lambda: _library(paths))


def _attempt(name: str, look: Callable[[], str]) -> Check:
    try:
        return Check(name, True, look())
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
    load_config(paths.config_file)
    return str(paths.config_file) if paths.config_file.exists() else "defaults"


def _modes(paths: Paths) -> str:
    from assistant.sandbox.permissions import find_open_paths

    for folder in (paths.library, paths.models, paths.logs, paths.state):
        for found in find_open_paths(folder) if folder.exists() else ():
            raise AssistantError(f"{found}.", f"Run: chmod -R go-rwx {str(folder)!r}")
    return "private"


def _reading(paths: Paths) -> str:
    from assistant.answer.reader.span_onnx import OnnxSpanReader
    from assistant.answer.reader.span_starter import READER_NAME, is_current

    folder = paths.models / READER_NAME
    if not is_current(folder):
        return "by words alone; assistant models pull starter makes the reading model"
    return OnnxSpanReader(folder).identity


def _network() -> str:
    from assistant.sandbox.lockdown import is_sealed

    if not is_sealed():
        raise AssistantError("Internet sockets are not refused by this system.", "Run: assistant doctor --prove")
    return "sealed: the system refuses internet sockets to this program"


def _models(paths: Paths) -> Iterator[Check]:
    from assistant.models.installed import list_installed, verify

    installed = list_installed(paths.models)
    if not any(model.role == "embedding" for model in installed):
        yield Check("models", False, "no embedding model is installed", "Run: assistant models pull starter")
    for model in installed:

        def look(model: object = model) -> str:
            verify(model)  # type: ignore[arg-type]
            return "whole"

        yield _attempt(f"model {model.name}", look)


def _policy(paths: Paths) -> str:
    from assistant.app.policies import policy_folders
    from assistant.guard.policy.load import load_policy

    config: Config = load_config(paths.config_file)
    policy = load_policy(config.guard.policy, policy_folders(paths))
    return f"{policy.id}, {len(policy.rules)} rules"


def _library(paths: Paths) -> str:
    from assistant.store.ledger.database import Database
    from assistant.store.library import ledger_exists

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
