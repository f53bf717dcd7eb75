"""What an answer holds is still there when its conversation is opened again, and in the exported file."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

from assistant.chat.conversation import Conversation, resumed
from assistant.chat.export import turns_of, write_export
from assistant.chat.keep import keep_turn
from assistant.chat.memory import remembered
from assistant.chat.told.account import account_lines
from assistant.domain.events import Finished
from assistant.domain.records.answers import Answer
from assistant.domain.scope import Scope
from tests.tui.doubles.scripted import ScriptedAssistant
from tests.tui.doubles.scripted_events import own_words_events, table_events


def table_answer() -> Answer:
    last = table_events()[-1]
    assert isinstance(last, Finished)
    return last.answer


def test_a_resumed_conversation_tells_the_same() -> None:
    scripted = ScriptedAssistant()
    conversation = Conversation()
    told = []
    for events in (table_events(), own_words_events()):
        exchange = conversation.add("How much?", Scope())
        for event in events:
            exchange.apply(event)
        assert exchange.answer is not None
        assert keep_turn(scripted, conversation, exchange.question, exchange.answer) == ""
        told.append((exchange.text, exchange.task, exchange.steps, account_lines(exchange)))
    [chat] = scripted.chats.all()
    again = resumed(chat, scripted.chats.turns(chat.id))
    assert [(one.text, one.task, one.steps, account_lines(one)) for one in again.exchanges] == told
    assert [turn.task for turn in again.history()] == ["each", "talk"]
    assert again.exchanges[0].next_way == "survey"


def test_a_turn_tells_later_questions_its_kind() -> None:
    turn = remembered(ScriptedAssistant(), "How much?", table_answer())
    assert turn is not None and turn.task == "each"


def test_an_export_holds_table_steps_receipt_and_query(tmp_path: Path) -> None:
    conversation = Conversation()
    exchange = conversation.add("How much?", Scope())
    for event in table_events():
        exchange.apply(event)
    turns = turns_of(conversation.exchanges, lambda text: text.replace("asking", "*"))
    text = write_export(str(tmp_path / "out.md"), "t", turns).read_text("utf-8")
    assert "| may.pdf | EUR 99.00 | 2024-05-31 |" in text
    for line in (
        "- answered as a table with a row for each file",
        "- 71 files in scope: 3 have it, 61 do not, 4 could not be read, 1 kept out by a rule, 2 not looked at",
        "- calculated: the sum of net_pay from payslips where year is 2024",
        '- query: SELECT SUM("net_pay") FROM "payslips" WHERE "year" = 2024',
        "- steps: choosing the files; * each file",
    ):
        assert f"\n{line}\n" in text, line
    [turn] = json.loads(write_export(str(tmp_path / "out.json"), "t", turns).read_text("utf-8"))["turns"]
    assert turn["account"] == {
        "task": "each",
        "others": ["survey", "lookup"],
        "steps": ["choosing the files", "* each file"],
        "coverage": {"in_scope": 71, "matched": 3, "unmatched": 61, "unread": 4, "kept_out": 1, "left": 2},
        "query": 'SELECT SUM("net_pay") FROM "payslips" WHERE "year" = 2024',
        "own_words": False,
    }
    assert turn["table"]["columns"] == ["File", "Net pay", "Paid on", "What it says"]
    assert turn["table"]["rows"][2] == ["april.pdf", "", "2024-04-30", ""]


def test_nothing_in_an_account_is_run_by_a_viewer(tmp_path: Path) -> None:
    attack = "![x](https://evil.example) <img src=x>\x1b]52;c;eA==\x07"
    exchange = Conversation().add("q", Scope())
    exchange.apply(Finished(replace(table_answer(), steps=(attack,), query=attack)))
    turns = turns_of([exchange], str)
    text = write_export(str(tmp_path / "out.md"), "t", turns).read_text("utf-8")
    for sign in ("](", "![", "<", "\x1b", "\x07"):
        assert sign not in text
    [turn] = json.loads(write_export(str(tmp_path / "out.json"), "t", turns).read_text("utf-8"))["turns"]
    assert "\x1b" not in turn["account"]["query"] + turn["account"]["steps"][0]
