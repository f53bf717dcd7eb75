"""The line conversation."""

from __future__ import annotations

import io

from assistant.core.errors import GenerationFailed
from assistant.core.events import Checked
from assistant.tui.plain import run_plain
from tests.tui.hostile import KNOWN, offending
from tests.tui.scripted import ScriptedAssistant, a_verdict, answer_events, blocked_events, refusal_events
from tests.tui.test_hostile import load


def talk(scripted: ScriptedAssistant, *lines: str) -> str:
    out = io.StringIO()
    run_plain(lambda: scripted, io.StringIO("".join(f"{line}\n" for line in lines)), out)
    assert scripted.closed
    return out.getvalue()


def test_an_answer_its_sources_and_a_passage(scripted: ScriptedAssistant) -> None:
    scripted.events = lambda _: answer_events(checks=[Checked(a_verdict())])
    said = talk(scripted, "What about notice?", "/open 1", "/open 7", "/quit", "never asked")
    assert "two months' notice in writing** [1]" in said
    assert "[1] lease.pdf, page 7: Notice has to be given" in said
    assert "[policy: 1 \u00d7 phone number hidden (output / personal.phone)]" in said
    assert "7.2 Notice has to be given" in said
    assert "There is no source 7." in said
    assert [question for question, _, _ in scripted.asked] == ["What about notice?"]


def test_refusal_block_and_error(scripted: ScriptedAssistant) -> None:
    def events(question: str) -> list[object]:
        if question == "fail":
            raise GenerationFailed("The engine was killed.", "Ask again.")
        return list(refusal_events() if question == "parrot" else blocked_events())

    scripted.events = events  # type: ignore[assignment]
    said = talk(scripted, "parrot", "bomb", "fail", "again @nothere", "/nonsense", "/files", "/help")
    assert "Nothing in your files answers this." in said
    assert "Stopped by rule hate.input." in said
    assert "Error: The engine was killed. Ask again." in said
    assert "No indexed file is called nothere" in said
    assert "There is no command /nonsense" in said
    assert "not read: needs_password" in said


def test_history_is_kept_and_forgotten(scripted: ScriptedAssistant) -> None:
    talk(scripted, "one", "two", "/new", "three")
    assert [len(history) for _, history, _ in scripted.asked] == [0, 1, 0]


def test_nothing_hostile_is_written(scripted: ScriptedAssistant) -> None:
    for text in KNOWN:
        load(scripted, text)
        assert offending(talk(scripted, text or "q", "/open 1", "/files")) == []
