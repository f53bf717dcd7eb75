"""The line conversation."""

from __future__ import annotations

import io
import json
from pathlib import Path

from assistant.cli.plain import run_plain
from assistant.domain.errors import GenerationFailed
from assistant.domain.events import Checked
from tests.tui.doubles.hostile import KNOWN, offending
from tests.tui.doubles.scripted import ScriptedAssistant
from tests.tui.doubles.scripted_events import LEASE, a_verdict, answer_events, blocked_events, refusal_events
from tests.tui.hostile.test_hostile import load


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
    assert "[policy: phone number was hidden in the answer by the rule personal.phone]" in said
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


def test_conversations_are_kept_found_gone_on_with_renamed_and_deleted(scripted: ScriptedAssistant) -> None:
    scripted.events = lambda _: answer_events(checks=[Checked(a_verdict())])
    talk(scripted, "What about notice?", "/new", "What about rent?")
    said = talk(
        scripted, "/history about notice", "/resume 1", "And then?", "/rename Leaving", "/history", "/delete 2", "no",
        "/delete 2", "yes", "/history", "/resume 7", "/delete",
    )  # fmt: skip
    assert "What about notice? (1 question)" in said
    assert "> What about notice?" in said
    assert "[policy: something was hidden in the answer by the rule personal.phone]" in said
    assert [turn.question for turn in scripted.asked[-1][1]] == ["What about notice?"]
    assert "Leaving (2 questions)" in said
    assert "Kept." in said
    assert [chat.title for chat in scripted.kept.all()] == ["Leaving"]
    assert "There is no conversation '7'. /history numbers them." in said
    assert "There is no conversation ''" in said


def test_a_private_conversation_is_not_kept_and_what_cannot_be_is_told_once(scripted: ScriptedAssistant) -> None:
    said = talk(scripted, "/private", "secret", "/rename x", "/private", "open")
    assert "nothing is saved" in said
    assert "it has no title" in said
    assert [chat.title for chat in scripted.kept.all()] == ["open"]
    scripted.kept.read_only = True
    said = talk(scripted, "one", "two")
    assert said.count("This conversation is not saved: Another process owns the library.") == 1


def test_limits_explanation_and_export(scripted: ScriptedAssistant, tmp_path: Path) -> None:
    file = tmp_path / "told.json"
    said = talk(
        scripted, "/why", "@flat/ @.pdf", "notice", "/why", "/limit", "/limit words", "@since:never notice",
        "plain", "/export", f"/export {file}", f"/export {file}", "/open x",
    )  # fmt: skip
    assert "Nothing has been asked yet." in said
    assert "Only in flat/, .pdf." in said
    assert scripted.asked[0][2].suffixes == (".pdf",)
    assert "evidence 0.82, needed 0.40" in said
    assert "No limit." in said
    assert "A limit is written with @." in said
    assert "'never' is no date." in said
    assert scripted.asked[1][2].is_empty
    assert "no file is named" in said
    assert "is there already" in said
    assert "There is no source x." in said
    assert [turn["question"] for turn in json.loads(file.read_text())["turns"]] == ["notice", "plain"]


def test_a_rule_that_asks_asks_at_a_terminal_only(scripted: ScriptedAssistant) -> None:
    class Terminal(io.StringIO):
        def isatty(self) -> bool:
            return True

    verdict = a_verdict("names.ask", "retrieval", "ask", "May this be read?")
    scripted.consents = [(verdict, LEASE)]
    out = io.StringIO()
    run_plain(lambda: scripted, Terminal("notice\nyes\nnotice\n\n/quit\n"), out)
    assert "Rule names.ask asks" in out.getvalue()
    assert scripted.answers == [True, False]
    scripted.answers.clear()
    talk(scripted, "notice", "yes")
    assert scripted.answers == [False, False]


def test_help_names_every_command(scripted: ScriptedAssistant) -> None:
    said = talk(scripted, "/help")
    for word in ("/open N", "/why", "/limit", "/private", "/history", "/resume", "/rename", "/delete", "/export"):
        assert word in said


def test_nothing_hostile_is_written(scripted: ScriptedAssistant) -> None:
    for text in KNOWN:
        load(scripted, text)
        assert offending(talk(scripted, text or "q", "/open 1", "/files", "/why", "/history", "/resume 1")) == []
