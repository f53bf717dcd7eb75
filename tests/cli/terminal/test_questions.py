"""A command line without a command: questions, mistakes, and what comes on standard input."""

from __future__ import annotations

import shlex
from pathlib import Path

import pytest

from assistant.cli.ask.given import MOST_BYTES
from assistant.cli.main import COMMANDS, assistant
from assistant.cli.routing import INSIDE, with_command
from assistant.domain.errors import UsageError
from tests.cli.called import call, make_home
from tests.cli.json.test_every_command import commands


def routed(line: str) -> str:
    return shlex.join(with_command(shlex.split(line), assistant, COMMANDS))


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    (tmp_path / "letters").mkdir()
    (tmp_path / "lease.pdf").write_text("x")
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.mark.parametrize(
    "line",
    [
        "'when is the rent due?'",
        "when is the rent due",
        "Mietvertrag?",
        "letters from the landlord in may",  # a folder is called like the first word
        "-v -c 'and the deposit?'",
        "--color never how much notice does the lease ask for",
        "--passphrase-fd 3 how much notice",
        "--json 'who is it?'",
        "--private when is it",
        "-",
        "statue of liberty tickets",
    ],
)
def test_a_question_needs_no_command(here: Path, line: str) -> None:
    found = with_command(shlex.split(line), assistant, COMMANDS)
    at = found.index("ask")
    assert [*found[:at], *found[at + 1 :]] == shlex.split(line)


@pytest.mark.parametrize("line", ["status", "-v status", "--help", "", "ask what is it", "--passphrase-fd 3 search x"])
def test_a_command_stays_a_command(here: Path, line: str) -> None:
    assert with_command(shlex.split(line), assistant, COMMANDS) == shlex.split(line)


@pytest.mark.parametrize(
    ("line", "says"),
    [
        ("statsu", "assistant status"),
        ("serach 'notice period'", "assistant search 'notice period'"),
        ("pull starter", "assistant models pull starter"),
        ("unlock", "assistant vault unlock"),
        ("hello", "assistant ask hello"),
        ("letters", "assistant index letters"),
        ("lease.pdf what is the notice", "assistant ask --in lease.pdf what is the notice"),
        ("./letters who wrote", "assistant ask --in ./letters who wrote"),
        ("/no/such/path", "There is no '/no/such/path'"),
        ("~/nowhere", "There is no '~/nowhere'"),
    ],
)
def test_a_mistake_is_not_asked_and_what_was_meant_is_said(here: Path, line: str, says: str) -> None:
    with pytest.raises(UsageError) as error:
        with_command(shlex.split(line), assistant, COMMANDS)
    assert says in str(error.value)


def test_the_words_that_stand_inside_groups_are_there() -> None:
    assert {f"{group} {word}" for word, group in INSIDE.items()} <= {name for name, _ in commands()}
    assert not set(INSIDE) & set(COMMANDS)


def test_an_unknown_option_is_told_as_one(tmp_path: Path) -> None:
    done = call(make_home(tmp_path), "--no-such-option", "x")
    assert done.code == 2 and "No such option" in done.err


def test_what_cannot_be_a_question_on_standard_input_is_said(tmp_path: Path) -> None:
    home = make_home(tmp_path)
    assert "no question" in call(home, "ask", "-", given=b"  \n").err
    assert "no question" in call(home, "ask").err
    assert "no question" in call(home, "ask", given=b"").err
    large = call(home, "ask", "summarise", given=b"x" * (MOST_BYTES + 1))
    assert large.code == 2 and "4 MB" in large.err and "assistant index FILE" in large.err
    limited = call(home, "ask", "--since", "2024", "summarise", given=b"some text")
    assert limited.code == 2 and "instead of it" in limited.err
    assert call(home, "ask", "--batch", __file__, "and a question").code == 2
