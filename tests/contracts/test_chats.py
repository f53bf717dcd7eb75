"""The Chats port: the ledger's table, and the scripted one that the app's tests use."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from assistant.domain.errors import NothingFound, UsageError
from assistant.domain.ports.chats import Chats
from assistant.domain.records.answers import Citation
from assistant.domain.records.chats import StoredAccount, StoredDecision
from assistant.domain.records.results import Coverage
from assistant.store.chats_table import ChatsTable
from assistant.store.ledger.database import Database
from tests.tui.doubles.scripted_chats import ScriptedChats


def redact(text: str) -> str:
    return text.replace("555", "[PHONE]")


@pytest.fixture(params=["ledger", "scripted"])
def chats(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Chats]:
    if request.param == "scripted":
        yield ScriptedChats(redact)
        return
    database = Database(tmp_path / "library" / "ledger.sqlite3")
    yield ChatsTable(database, redact)
    database.close()


def test_turns_are_kept_redacted_and_in_order(chats: Chats) -> None:
    cited = [Citation(1, "/a.md", 1, "call 555", 0, 8)]
    done = (StoredDecision("output", "personal.phone", "redact", 2),)
    first = chats.add_turn(None, "call 555?", "dial 555 [1]", "answered", "extractive", cited, done)
    assert chats.add_turn(first, "and then?", "nothing", "refused", "extractive", []) == first
    one, two = chats.turns(first)
    assert (one.question, one.answer, one.quotes[0].quote) == ("call [PHONE]?", "dial [PHONE] [1]", "call [PHONE]")
    assert (one.number, one.state, one.decisions) == (1, "answered", done)
    assert (two.number, two.state, two.quotes) == (2, "refused", ())
    assert one.asked <= two.asked


def test_how_an_answer_came_about_is_kept_redacted(chats: Chats) -> None:
    account = StoredAccount(
        "survey", ("each", "lookup"), ("calling 555", "reading"), Coverage(9, 2, 6, 1), "SELECT 555", own_words=True
    )
    chat = chats.add_turn(None, "q", "a", "answered", "e", [], (), account)
    chats.add_turn(chat, "q", "a", "answered", "e", [])
    told, untold = (turn.account for turn in chats.turns(chat))
    assert told == replace(account, steps=("calling [PHONE]", "reading"), query="SELECT [PHONE]")
    assert untold == StoredAccount()


def test_the_newest_comes_first_and_search_looks_into_all_of_it(chats: Chats) -> None:
    first = chats.add_turn(None, "Wo ist die Ärztin?", "In Ulm.", "answered", "e", [])
    second = chats.add_turn(None, "other", "more", "answered", "e", [])
    assert [chat.id for chat in chats.all()] == [second, first]
    assert [chat.id for chat in chats.all("ärztin")] == [first]
    assert [chat.id for chat in chats.all("ULM")] == [first]
    assert chats.all("nowhere") == []
    chats.add_turn(first, "again", "yes", "answered", "e", [])
    assert [(chat.id, chat.turns) for chat in chats.all()] == [(first, 2), (second, 1)]


def test_rename_and_delete(chats: Chats) -> None:
    chat = chats.add_turn(None, "one", "two", "answered", "e", [])
    chats.rename(chat, "numbers\n555")
    assert chats.all()[0].title == "numbers [PHONE]"
    with pytest.raises(UsageError):
        chats.rename(chat, "  ")
    chats.delete(chat)
    assert chats.all() == []
    assert chats.turns(chat) == []
    with pytest.raises(NothingFound):
        chats.rename(chat, "x")
    with pytest.raises(NothingFound):
        chats.add_turn(chat, "q", "a", "answered", "e", [])
    assert chats.add_turn(None, "next", "a", "answered", "e", []) != chat
