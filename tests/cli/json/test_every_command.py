"""`--json`: every command that prints data has it, and `docs/json.md` names what it prints."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import click
import pytest

from assistant.cli.main import assistant
from tests.cli.called import Called, call, make_home
from tests.store.libraries import open_library, put

NO_DATA = {"chat", "completion", "pipe"}  # the app, a text for a shell, and what speaks nothing but JSON
_SEEN_ELSEWHERE = {  # with models, with a vault, or for minutes; `ask` in tests/cli/ask
    "ask", "open", "serve", "index", "watch", "search", "doctor",
    "eval retrieval", "eval answers", "eval own", "models pull",
    "models hardware", "models use", "models remove", "models export", "models import", "models add",
    "vault create", "vault change", "vault unlock", "vault lock", "vault remove",
}  # fmt: skip
CALLS = {
    "status": (),
    "rebuild": (),
    "models list": (),
    "models discover": (),
    "models path": (),
    "models verify": (),
    "policy list": (),
    "policy check": ("standard",),
    "policy show": ("standard",),
    "policy test": ("base",),
    "policy diff": ("base", "standard"),
    "policy explain": ("When is the rent due?", "--policy", "base"),
    "policy use": ("base",),
    "policy score": (),
    "audit show": (),
    "audit start": ("--yes",),
    "audit verify": (),
    "config show": (),
    "config get": ("answers.generator",),
    "config set": ("answers.generator", "extractive"),
    "config unset": ("answers.generator",),
    "config path": (),
    "paths": (),
    "vault status": (),
    "mcp allow": ("/usr/share",),
    "mcp status": (),
    "mcp deny": ("--all",),
    "forget": ("--all", "--yes"),
}


def commands(group: click.Group = assistant, above: str = "") -> Iterator[tuple[str, click.Command]]:
    context = click.Context(group)
    for name in group.list_commands(context):
        command = group.get_command(context, name)
        assert command is not None
        if isinstance(command, click.Group):
            yield from commands(command, f"{above}{name} ")
        else:
            yield f"{above}{name}", command


@pytest.fixture(scope="module")
def documented(repository: Path) -> dict[str, set[str]]:
    """The words in backticks behind each command of the table."""
    table = (repository / "docs" / "json.md").read_text("utf-8").split("## All other commands")[1]
    rows = re.findall(r"^\| (`.+?`) \| (.+) \|$", table, re.MULTILINE)
    return {name: set(re.findall(r"`(\w+)`", keys)) for names, keys in rows for name in re.findall(r"`(.+?)`", names)}


def test_every_command_has_it() -> None:
    without = {name for name, command in commands() if not any("--json" in one.opts for one in command.params)}
    assert without == NO_DATA


def test_every_command_is_documented(documented: dict[str, set[str]]) -> None:
    assert {name for name, _ in commands()} - NO_DATA - set(documented) == {"ask"}
    assert set(documented) <= {name for name, _ in commands()}


def test_every_command_is_called_here_or_known_to_be_elsewhere() -> None:
    assert set(CALLS) | _SEEN_ELSEWHERE | NO_DATA == {name for name, _ in commands()}


@pytest.fixture(scope="module")
def printed(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Called]:
    """What each command prints in one home."""
    folder = tmp_path_factory.mktemp("json")
    home = make_home(folder)
    library = open_library(home / "library")
    put(library, "/archive/letter.txt", "The specialist recommends rest.", seed=1)
    library.close()
    texts = folder / "texts.jsonl"
    texts.write_text('{"id": "a", "text": "a key: AKIAIOSFODNN7EXAMPLE"}\n', "utf-8")
    scored = ("keys", "--policy", "standard", "--data", str(texts))
    return {
        name: call(home, *name.split(), *(scored if name == "policy score" else arguments), "--json")
        for name, arguments in CALLS.items()
    }


@pytest.mark.parametrize("name", CALLS)
def test_what_is_printed_is_what_is_documented(
    name: str, printed: dict[str, Called], documented: dict[str, set[str]]
) -> None:
    done = printed[name]
    assert done.code == 0, done.err
    assert len(done.out.splitlines()) == 1
    keys = set(done.json)
    if name != "policy score":
        assert next(iter(done.json)) == "schema" and done.json["schema"] == 1
    assert keys - {"schema"} <= documented[name]
    assert len(keys) > 1 or name == "audit show"
