"""Conversations in the ledger: kept redacted, found again, and emptied with the files they were made from."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from assistant.domain.errors import LibraryBusy, NothingFound, UsageError
from assistant.domain.records.answers import Citation
from assistant.domain.records.chats import StoredAccount, StoredDecision, decisions_of
from assistant.domain.records.documents import recognised_mark
from assistant.domain.records.results import Coverage
from assistant.domain.records.verdicts import Finding, Verdict
from assistant.store.chats_table import ChatsTable
from assistant.store.ledger.database import Database
from assistant.store.ledger.schema import m006_chat_accounts
from assistant.store.library import SqliteLibrary
from assistant.store.upkeep import Upkeep
from tests.store.conftest import source
from tests.store.libraries import generations_of, make_older, open_library, put

SECRET = "the xylophone quartet rehearses on zephyrous evenings"
STAYS = "a page about gardening tools for small gardens"


def cited(path: str, quote: str = SECRET) -> Citation:
    return Citation(1, path, 1, quote, 0, len(quote))


def chats(library: SqliteLibrary) -> ChatsTable:
    return ChatsTable(library.database, lambda text: text.replace("555", "[PHONE]"))


def test_turns_are_kept_redacted_in_order_and_found(library: SqliteLibrary) -> None:
    put(library, "/archive/a.md", SECRET, seed=1)
    table = chats(library)
    first = table.add_turn(None, "call 555?", "dial 555 [1]", "answered", "extractive", [cited("/archive/a.md", "555")])
    assert table.add_turn(first, "and then?", "nothing", "answered", "extractive", []) == first
    second = table.add_turn(None, "other", "more", "answered", "extractive", [])
    assert [chat.id for chat in table.all()] == [second, first]
    assert [chat.id for chat in table.all("NOTHING")] == [first]
    one, two = table.turns(first)
    assert (one.question, one.answer, one.quotes[0].quote) == ("call [PHONE]?", "dial [PHONE] [1]", "[PHONE]")
    assert (one.number, two.number, one.quotes[0].gone) == (1, 2, False)
    table.rename(first, "numbers 555")
    assert table.all("numbers")[0].title == "numbers [PHONE]"
    table.delete(first)
    assert table.turns(first) == []
    assert library.database.number("SELECT count(*) FROM chat_quotes") == 0
    with pytest.raises(UsageError):
        table.rename(second, " \n")
    for action in (lambda: table.rename(first, "x"), lambda: table.add_turn(first, "q", "a", "answered", "e", [])):
        with pytest.raises(NothingFound):
            action()


def test_a_quote_says_when_its_source_is_gone_or_changed(library: SqliteLibrary) -> None:
    put(library, "/archive/a.md", SECRET, seed=1)
    put(library, "/archive/b.md", "another page", seed=2)
    table = chats(library)
    citations = [cited("/archive/a.md"), Citation(2, "/archive/b.md", 1, "another", 0, 7)]
    chat = table.add_turn(None, "q", "a", "answered", "e", citations)
    assert [quote.gone for quote in table.turns(chat)[0].quotes] == [False, False]
    put(library, "/archive/a.md", "now it says something else", seed=3, content="new")
    library.forget("/archive/b.md")
    quotes = table.turns(chat)[0].quotes
    assert [quote.standing for quote in quotes] == ["changed", "gone"]
    assert [quote.gone for quote in quotes] == [True, True]


def test_a_quote_from_a_picture_says_so_while_its_page_is_there(library: SqliteLibrary) -> None:
    put(library, "/archive/a.md", SECRET, seed=1)
    table = chats(library)
    chat = table.add_turn(None, "q", "a", "answered", "e", [cited("/archive/a.md")])
    assert table.turns(chat)[0].quotes[0].recognised == 0
    library.mark("/archive/a.md", {1: ("some-rule", recognised_mark(0.93))})
    assert table.turns(chat)[0].quotes[0].recognised == 93
    library.forget("/archive/a.md")
    assert [quote.recognised for quote in table.turns(chat)[0].quotes] in ([], [0])


def test_a_quote_follows_its_file_to_where_it_was_moved(library: SqliteLibrary) -> None:
    put(library, "/archive/a.md", SECRET, seed=1)
    table = chats(library)
    chat = table.add_turn(None, "q", "a", "answered", "e", [cited("/archive/a.md")])
    library.move("/archive/a.md", source("/archive/new/a.md", "/archive/a.md"))
    quote = table.turns(chat)[0].quotes[0]
    assert (quote.path, quote.standing) == ("/archive/new/a.md", "same")
    put(library, "/archive/new/a.md", "now it says something else", seed=3, content="new")
    quote = table.turns(chat)[0].quotes[0]
    assert (quote.path, quote.standing) == ("/archive/new/a.md", "changed")


def test_quotes_of_two_files_that_exchanged_their_names_stay_apart(library: SqliteLibrary) -> None:
    put(library, "/archive/a.md", SECRET, seed=1)
    put(library, "/archive/b.md", STAYS, seed=2)
    table = chats(library)
    chat = table.add_turn(None, "q", "a", "answered", "e", [cited("/archive/a.md")])
    library.move_all(
        [
            ("/archive/a.md", source("/archive/b.md", "/archive/a.md")),
            ("/archive/b.md", source("/archive/a.md", "/archive/b.md")),
        ]
    )
    quote = table.turns(chat)[0].quotes[0]
    assert (quote.path, quote.standing) == ("/archive/b.md", "same")


def test_what_the_rules_did_is_kept_without_text(library: SqliteLibrary) -> None:
    found = Finding("personal.phone", "pii", "redact", "privacy", (0, 3), label="555")
    verdicts = [Verdict("output", "redact", "x", (found, found)), Verdict("input", "allow", "x")]
    table = chats(library)
    chat = table.add_turn(None, "q", "a", "answered", "e", [], decisions_of(verdicts))
    assert table.turns(chat)[0].decisions == (StoredDecision("output", "personal.phone", "redact", 2),)


def test_search_ignores_case_in_every_script(library: SqliteLibrary) -> None:
    table = chats(library)
    chat = table.add_turn(None, "Wo ist die Ärztin?", "Ποῦ", "refused", "e", [])
    assert [one.id for one in table.all("ärztin")] == [chat]
    assert [one.id for one in table.all("ΠΟΥ͂")] == [chat]
    assert table.all("nirgends") == []


def test_a_deleted_conversation_leaves_no_byte_behind(tmp_path: Path) -> None:
    library = open_library(tmp_path)
    table = chats(library)
    chat = table.add_turn(None, f"{SECRET}?", SECRET * 40, "answered", "e", [])
    table.add_turn(None, "other", "more", "answered", "e", [])
    assert any(SECRET.encode() in file.read_bytes() for file in tmp_path.glob("ledger.sqlite3*"))
    table.delete(chat)
    assert not any(b"xylophone" in file.read_bytes() for file in tmp_path.glob("ledger.sqlite3*"))
    library.close()


def test_only_the_owner_writes_and_others_read(tmp_path: Path) -> None:
    library = open_library(tmp_path)
    chat = chats(library).add_turn(None, "q", "a", "answered", "e", [])
    database = Database(tmp_path / "ledger.sqlite3", read_only=True)
    reader = ChatsTable(database, str)
    assert [one.id for one in reader.all()] == [chat]
    for action in (
        lambda: reader.add_turn(chat, "q", "a", "answered", "e", []),
        lambda: reader.rename(chat, "x"),
        lambda: reader.delete(chat),
    ):
        with pytest.raises(LibraryBusy):
            action()
    database.close()
    library.close()


def test_forgetting_a_file_empties_the_answers_made_from_it(tmp_path: Path) -> None:
    library = open_library(tmp_path)
    put(library, "/archive/a.md", SECRET, seed=1)
    put(library, "/archive/b.md", "a page about gardening tools", seed=2)
    table = chats(library)
    chat = table.add_turn(None, "when?", f"{SECRET} [1]", "answered", "extractive", [cited("/archive/a.md")])
    table.add_turn(chat, "tools?", "gardening", "answered", "extractive", [cited("/archive/b.md", "gardening")])
    receipt = Upkeep(library.database, generations_of(library), (tmp_path,)).forget([Path("/archive/a.md")])
    gone, kept = table.turns(chat)
    assert (gone.question, gone.answer, gone.quotes, gone.forgotten) == ("when?", "", (), True)
    assert (kept.answer, kept.forgotten) == ("gardening", False)
    assert receipt.is_clean, receipt
    library.close()


def test_forgetting_a_file_empties_how_the_answer_came_about(tmp_path: Path) -> None:
    library = open_library(tmp_path)
    put(library, "/archive/a.md", SECRET, seed=1)
    put(library, "/archive/b.md", STAYS, seed=2)
    account = StoredAccount("each", ("lookup",), ("asking a.md",), Coverage(2, 1, 1), "SELECT 1", own_words=True)
    table = chats(library)
    chat = table.add_turn(None, "who?", "x [1]", "answered", "e", [cited("/archive/a.md")], (), account)
    table.add_turn(chat, "in steps?", "x", "answered", "e", [], (), replace(account, steps=(f"read {SECRET}",)))
    table.add_turn(chat, "in the query?", "x", "answered", "e", [], (), replace(account, query=f"= '{SECRET}'"))
    table.add_turn(chat, "elsewhere?", "y [1]", "answered", "e", [cited("/archive/b.md", STAYS)], (), account)
    receipt = Upkeep(library.database, generations_of(library), (tmp_path,)).forget([Path("/archive/a.md")])
    *emptied, kept = table.turns(chat)
    assert [(turn.answer, turn.account, turn.forgotten) for turn in emptied] == [("", StoredAccount(), True)] * 3
    assert (kept.account, kept.forgotten) == (account, False)
    assert receipt.is_clean, receipt
    library.close()


def test_turns_of_an_older_library_have_no_account(tmp_path: Path) -> None:
    library = open_library(tmp_path)
    chat = chats(library).add_turn(None, "q", "a", "answered", "e", [])
    library.close()
    make_older(tmp_path / "ledger.sqlite3", m006_chat_accounts)
    library = open_library(tmp_path)
    assert chats(library).turns(chat)[0].account == StoredAccount()
    library.close()


def test_an_answer_that_repeats_a_forgotten_file_without_citing_it_is_emptied_too(tmp_path: Path) -> None:
    library = open_library(tmp_path)
    put(library, "/archive/a.md", f"{SECRET}. {STAYS}", seed=1)
    put(library, "/archive/b.md", STAYS, seed=2)
    table = chats(library)
    chat = table.add_turn(None, "why zephyrous evenings, of all?", "I cannot say.", "answered", "e", [])
    table.add_turn(chat, "and then?", "As I said, the xylophone quartet rehearses.", "answered", "e", [])
    table.add_turn(chat, "tools?", STAYS, "answered", "e", [cited("/archive/b.md", STAYS)])
    receipt = Upkeep(library.database, generations_of(library), (tmp_path,)).forget([Path("/archive/a.md")])
    turns = table.turns(chat)
    assert [turn.question for turn in turns] == ["", "and then?", "tools?"]
    assert [turn.answer for turn in turns] == ["I cannot say.", "", STAYS]
    assert [turn.forgotten for turn in turns] == [True, True, False]
    assert [one.title for one in table.all()] == ["(forgotten)"]
    assert len(turns[2].quotes) == 1
    assert receipt.is_clean, receipt
    library.close()


@pytest.mark.parametrize("by", ["path", "missing", "all"])
def test_quotes_of_a_file_that_left_the_library_before_can_be_forgotten(tmp_path: Path, by: str) -> None:
    library = open_library(tmp_path)
    put(library, "/archive/a.md", SECRET, seed=1)
    table = chats(library)
    chat = table.add_turn(None, "when?", f"{SECRET} [1]", "answered", "e", [cited("/archive/a.md")])
    library.forget("/archive/a.md")
    library.finish()
    assert table.turns(chat)[0].quotes[0].gone
    upkeep = Upkeep(library.database, generations_of(library), (tmp_path,))
    if by == "path":
        receipt = upkeep.forget([Path("/archive/a.md")])
    else:
        receipt = upkeep.forget_files(upkeep.missing_files() if by == "missing" else upkeep.all_files())
    assert (table.turns(chat)[0].answer, table.turns(chat)[0].quotes) == ("", ())
    assert receipt.is_clean, receipt
    assert receipt.texts_sought > 0
    library.close()
