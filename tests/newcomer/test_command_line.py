"""What went wrong on the command line when it was tried as a new user would; the number is the entry's."""

from __future__ import annotations

import os
import re
import sqlite3
import sys
from collections.abc import Iterator
from contextlib import closing, redirect_stderr, redirect_stdout
from pathlib import Path

import click
import pytest

from assistant.cli.ask.shown import Asked, show_answer
from assistant.cli.library.narration import Narration
from assistant.cli.terminal.live_line import LiveLine
from assistant.domain.events import AnswerEvent, Checked, Delta, Finished, IndexingFinished, ScanFinished, Step
from assistant.domain.records.answers import Answer
from assistant.domain.records.verdicts import Finding, Verdict
from assistant.domain.scope import Scope
from tests.architecture.test_documentation import _tree
from tests.cli.called import Screen, call, make_home
from tests.promises.terminal import Terminal
from tests.store.libraries import open_library, put
from tests.tui.doubles.scripted import ScriptedAssistant
from tests.waiting import until

FILES = ("/archive/letters/may.txt", "/archive/letters/june.txt", "/archive/lease.txt")


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """A home without models whose library holds three files."""
    made = make_home(tmp_path)
    library = open_library(made / "library")
    for seed, path in enumerate(FILES, start=1):
        put(library, path, f"Text number {seed} of the archive.", seed=seed)
    library.close()
    return made


def files_of(home: Path) -> int:
    with closing(sqlite3.connect(home / "library" / "ledger.sqlite3")) as ledger:
        return int(ledger.execute("SELECT count(*) FROM files").fetchone()[0])


def a_model(home: Path) -> None:
    folder = home / "models" / "small"
    folder.mkdir(parents=True)
    (folder / "manifest.json").write_text(
        '{"schema": 1, "name": "small", "role": "language", "revision": "1", "licence": "MIT", "size_bytes": 4, '
        '"window_tokens": 9, "memory_mb": 1, "main": "w.gguf", '
        '"files": [{"path": "w.gguf", "size_bytes": 4, "sha256": "' + "0" * 64 + '"}]}'
    )
    (folder / "w.gguf").write_bytes(b"GGUF")


# ---------------------------------------------------------------- 11


@pytest.mark.parametrize(
    "line",
    ["forget --all", "forget /archive/letters", "forget --missing", "models remove small", "audit start"],
)
def test_newcomer_11_what_cannot_be_undone_is_not_done_where_nobody_can_be_asked(home: Path, line: str) -> None:
    a_model(home)
    done = call(home, *line.split())
    assert done.code == 2 and done.out == ""
    assert "cannot be undone" in done.err and "--yes" in done.err
    assert (home / "models" / "small" / "w.gguf").exists() and files_of(home) == 3


def test_newcomer_11_yes_says_it_in_advance(home: Path) -> None:
    a_model(home)
    assert call(home, "models", "remove", "small", "-y", "--json").json["name"] == "small"
    assert not (home / "models" / "small").exists()
    assert call(home, "audit", "start", "--yes").code == 0
    assert call(home, "forget", "/no/such", "--yes").code == 5  # it went as far as looking for the file


def test_newcomer_11_every_command_that_destroys_can_be_told_yes() -> None:
    commands = {" ".join(words): command for words, command in _tree()}
    for name in ("forget", "models remove", "vault remove", "audit start"):
        assert any("--yes" in parameter.opts for parameter in commands[name].params), name


@pytest.mark.skipif(sys.platform == "win32", reason="there are no pseudo-terminals")
@pytest.mark.parametrize(
    ("line", "asks", "typed", "code"),
    [
        ("forget /archive/letters", "Forget 2 files", "\n", 1),
        ("forget --all", "Forget 3 files", "n\n", 1),
        ("models remove small", "Delete the model small", "y\n", 0),
    ],
)
def test_newcomer_11_a_terminal_is_asked_and_told_how_much(
    home: Path, line: str, asks: str, typed: str, code: int
) -> None:
    a_model(home)
    environment = {**os.environ, "ASSISTANT_HOME": str(home), "TERM": "xterm"}
    terminal = Terminal([sys.executable, "-m", "assistant", *line.split()], environment, home.parent)
    try:
        terminal.wait_for(asks)
        terminal.wait_for("[y/N]")
        terminal.type(typed)
        assert terminal.wait() == code
        until(lambda: ("Nothing was changed." if code else "removed") in terminal.text, "the last line")
    finally:
        terminal.close()
    assert files_of(home) == 3
    assert (home / "models" / "small").exists() is bool(code)


# ---------------------------------------------------------------- 15


def test_newcomer_15_every_kind_that_is_not_read_is_named_with_its_number() -> None:
    endings = [f".{letter}{letter}" for letter in "abcdefghijklmnopqrstuvwxyz"]
    kinds = tuple((ending, 30 - number) for number, ending in enumerate(endings))
    told = Narration().line(ScanFinished(1, 0, 0, 0, 0, 500, kinds))
    assert all(f"{number} {ending}" in told for ending, number in kinds)
    assert "..." not in told


# ---------------------------------------------------------------- 17


def warned(rule: str) -> Checked:
    return Checked(Verdict("output", "warn", "", (Finding(rule, "d", "warn", "x"),)))


def test_newcomer_17_no_warning_cuts_an_answer_in_two(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TERM", "xterm")
    screen = Screen(live=True)  # one terminal for both streams, as a person has it
    events: list[AnswerEvent] = [
        Step("looking"),
        Delta("The first half "),
        warned("unsupported"),
        Delta("and the second."),
        warned("unsupported"),
        Finished(Answer("The first half and the second.", False, "extractive")),
    ]
    with redirect_stdout(screen), redirect_stderr(screen), LiveLine() as line:
        show_answer(iter(events), Asked("What?", Scope()), ScriptedAssistant(), line)
    text = re.sub(r"\x1b\[[0-9;]*[a-zA-Z]", "", screen.getvalue())
    assert "The first half and the second.\n" in text
    assert text.index("and the second.") < text.index("the rule unsupported")
    assert text.count("unsupported") == 1


# ---------------------------------------------------------------- 18


class _Asked:
    def __init__(self, monkeypatch: pytest.MonkeyPatch, says: bool) -> None:
        self.questions: list[str] = []
        self.pulled = 0
        monkeypatch.delenv("ASSISTANT_ASKED_TO_PULL", raising=False)
        monkeypatch.setattr("assistant.cli.models.offer.sys", self)
        self._says = says
        monkeypatch.setattr(click, "confirm", self._confirm)
        monkeypatch.setattr("assistant.app.command_line.first_pull.pull_starter", self._pull)
        self.stdin = self.stderr = Screen(live=True)

    def _confirm(self, text: str, **_: object) -> bool:
        self.questions.append(text)
        return self._says

    def _pull(self) -> bool:
        self.pulled += 1
        return True


@pytest.mark.parametrize("says", [True, False])
def test_newcomer_18_the_first_command_offers_to_fetch_what_it_needs(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, says: bool
) -> None:
    asked, home = _Asked(monkeypatch, says), make_home(tmp_path)
    done = call(home, "index", str(tmp_path))
    assert [("84 MB" in text, "Fetch them now?" in text) for text in asked.questions] == [(True, True)]
    assert asked.pulled == int(says)
    assert done.code == 3 and "assistant models pull starter" in done.err  # nothing was really fetched


def test_newcomer_18_who_has_models_or_is_a_script_is_not_asked(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    home = make_home(tmp_path)
    assert call(home, "index", str(tmp_path)).code == 3  # no terminal: nobody is asked
    a_model(home)
    asked = _Asked(monkeypatch, says=True)
    call(home, "index", str(tmp_path))
    assert asked.questions == [] and asked.pulled == 0


# ---------------------------------------------------------------- 22


def test_newcomer_22_a_wait_moves_and_shows_its_seconds(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TERM", "xterm")

    def events() -> Iterator[AnswerEvent]:
        until(lambda: "looking through your files  1 s" in screen.getvalue(), "a clock while it is searched")
        yield Delta("A quote.\n")
        until(lambda: "writing  1 s" in screen.getvalue(), "a clock while the model thinks")
        yield Delta("And a sentence.")
        yield Finished(Answer("A quote.\nAnd a sentence.", False, "a-model"))

    screen = Screen(live=True)
    with redirect_stdout(screen), redirect_stderr(screen), LiveLine() as line:
        show_answer(events(), Asked("What?", Scope()), ScriptedAssistant(), line)
    left = re.sub(r"[^\n]*\r\x1b\[K", "", screen.getvalue())  # what stays when lines were written over
    assert left.startswith("A quote.\nAnd a sentence.\n")


# ---------------------------------------------------------------- 25

_INTERNAL = re.compile(r"extractive|quarantin|DEGRADED|\{rule\}|[0-9a-f]{12}|must be works|\bA [aeiou]", re.IGNORECASE)


def test_newcomer_25_a_person_reads_words_and_no_internals(home: Path) -> None:
    told = [
        call(home, *line.split())
        for line in ("status", "status --files", "policy list", "policy diff standard strict", "vault status", "doctor")
    ]
    for done in told:
        assert _INTERNAL.search(done.out + done.err) is None, _INTERNAL.search(done.out + done.err)
    finished = IndexingFinished(3, 1, 0, 0, 0, 9, 1.0)
    assert "1 could not be read" in Narration().line(finished)


def test_newcomer_25_a_difference_of_policies_shows_the_old_and_the_new_value(home: Path) -> None:
    text = call(home, "policy", "diff", "standard", "strict").out
    assert re.search(r"^~ rule injected-passage\n    when: 0\.70 or more -> 0\.55 or more$", text, re.MULTILINE)
    found = call(home, "policy", "diff", "standard", "strict", "--json").json["values"]
    assert {"name": "injected-passage", "key": "when", "old": "0.70 or more", "new": "0.55 or more"} in found


# ---------------------------------------------------------------- untrue in the README


@pytest.fixture(scope="module")
def commands_part(repository: Path) -> str:
    text = (repository / "README.md").read_text("utf-8")
    return text.split("\n## Commands\n")[1].split("\n## ")[0]


def test_newcomer_untrue_every_option_is_in_the_part_about_commands(commands_part: str) -> None:
    from assistant.cli.main import assistant

    missing = {
        f"{' '.join(words)} {parameter.opts[-1]}"
        for words, command in [((), assistant), *_tree()]
        if not isinstance(command, click.Group) or not words
        for parameter in command.params
        if isinstance(parameter, click.Option) and not parameter.hidden
        if not re.search(rf"(?<![\w-]){re.escape(parameter.opts[-1])}(?![\w-])", commands_part)
    }
    assert missing == set()


def test_newcomer_untrue_every_target_that_the_makefile_declares_is_there(repository: Path) -> None:
    text = (repository / "Makefile").read_text("utf-8")
    declared = {name for line in re.findall(r"^\.PHONY:(.*)$", text, re.MULTILINE) for name in line.split()}
    assert declared and declared <= set(re.findall(r"^([\w-]+):", text, re.MULTILINE))


def test_newcomer_untrue_the_archive_has_one_number_of_passages(repository: Path) -> None:
    """What the safeguards were measured on is pieces of its texts, and says so."""
    assert not re.search(r"archive \(\d+ passages\)", (repository / "README.md").read_text("utf-8"))
