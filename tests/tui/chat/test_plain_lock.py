"""The line conversation locks as the app does: by a command, by the clock, on request, and within an answer."""

from __future__ import annotations

import io
import os
import sys
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from types import SimpleNamespace
from typing import TextIO

import pytest
from click.testing import CliRunner

from assistant.cli import chat, plain
from assistant.cli.plain import run_plain
from assistant.cli.vault import ticking
from assistant.domain.events import AnswerEvent, Delta
from tests.tui.doubles.scripted import ScriptedAssistant
from tests.tui.doubles.scripted_events import answer_events
from tests.waiting import PATIENCE_S


@pytest.fixture(autouse=True)
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ticking, "LOOK_S", 0.01)
    monkeypatch.setattr("assistant.cli.lines._LOOK_S", 0.01)


@pytest.fixture
def pipe() -> Iterator[tuple[TextIO, Callable[[str], None]]]:
    """A source that stays open, and what writes to it."""
    reading, writing = os.pipe()
    with os.fdopen(reading, encoding="utf-8") as source:
        yield source, lambda text: _write(writing, text)
        os.close(writing)


def _write(descriptor: int, text: str) -> None:
    os.write(descriptor, text.encode())


Pipe = tuple[TextIO, Callable[[str], None]]


def test_the_clock_and_a_request_lock_while_a_line_is_waited_for(scripted: ScriptedAssistant, pipe: Pipe) -> None:
    source, write = pipe
    asked: list[float] = []

    def due(idle_s: float) -> bool:
        asked.append(idle_s)
        return len(asked) > 3

    out = io.StringIO()
    write("first\nseco")  # half a line does not keep it open
    scripted.events = lambda _: answer_events()
    assert run_plain(lambda: scripted, source, out, locks=due)
    assert scripted.closed
    assert [question for question, _, _ in scripted.asked] == ["first"]
    assert asked[-1] > 0.0


def test_what_was_typed_and_not_read_is_left_for_the_passphrase(scripted: ScriptedAssistant, pipe: Pipe) -> None:
    source, write = pipe
    locked = threading.Event()

    def events(_: str) -> list[AnswerEvent]:
        locked.set()
        return list(answer_events())

    scripted.events = events
    write("first\n")
    assert run_plain(lambda: scripted, source, io.StringIO(), locks=lambda idle_s: locked.is_set())
    write("the passphrase\n")
    assert os.read(source.fileno(), 100) == b"the passphrase\n"


def test_an_answer_that_is_being_written_ends_and_nothing_more_is_asked(scripted: ScriptedAssistant) -> None:
    writing = threading.Event()

    def due(idle_s: float) -> bool:
        assert idle_s == 0.0 or not writing.is_set()  # who reads along is not idle
        return writing.is_set()

    def endless(question: str) -> Iterator[AnswerEvent]:
        writing.set()
        stop = scripted.stops[-1]
        assert stop.wait(PATIENCE_S), "the answer was not stopped"
        yield Delta("cut off")

    scripted.events = endless  # type: ignore[assignment]
    out = io.StringIO()
    assert run_plain(lambda: scripted, io.StringIO("first\nsecond\n"), out, locks=due)
    assert [question for question, _, _ in scripted.asked] == ["first"]


def test_the_command_locks_where_there_is_a_vault_and_says_so_where_there_is_none(scripted: ScriptedAssistant) -> None:
    out = io.StringIO()
    assert run_plain(lambda: scripted, io.StringIO("/lock\nnever asked\n"), out, locks=lambda idle_s: False)
    assert not run_plain(lambda: scripted, io.StringIO("/lock\n/help\n"), out)
    assert "There is no vault to be locked." in out.getvalue()
    assert "/lock " in out.getvalue()
    assert scripted.asked == []


def test_lines_are_read_whole_whatever_the_pieces(scripted: ScriptedAssistant, pipe: Pipe) -> None:
    source, write = pipe
    scripted.events = lambda _: answer_events()
    written = threading.Thread(
        target=lambda: [write(piece) for piece in ("Was k", "ostet ü", "ber 5 €?\nno", "ch?\r\n/quit\n")]
    )
    written.start()
    assert not run_plain(lambda: scripted, source, io.StringIO(), locks=lambda idle_s: False)
    written.join()
    assert [question for question, _, _ in scripted.asked] == ["Was kostet über 5 €?", "noch?"]


def test_the_command_drops_the_key_and_asks_before_it_goes_on(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    done: list[str] = []
    due = iter([True, True, False])

    def run(open_assistant: object, locks: object) -> bool:
        done.append(f"run {locks}")
        return next(due)

    monkeypatch.setenv("ASSISTANT_HOME", str(tmp_path))
    monkeypatch.setattr(chat, "sys", SimpleNamespace(stdin=sys.stdin, stdout=sys.stdout))
    monkeypatch.setattr(chat, "seal_the_app", lambda **_: None)
    monkeypatch.setattr(plain, "run_plain", run)
    monkeypatch.setattr(chat, "lock_watch", lambda paths: "watched")
    monkeypatch.setattr(chat, "unlock_here", lambda context: done.append("unlock"))
    monkeypatch.setattr(chat, "lock_here", lambda: done.append("lock"))
    assert CliRunner().invoke(chat.command, ["--plain"]).exit_code == 0
    assert done == ["unlock", *["run watched", "lock", "unlock"] * 2, "run watched"]
