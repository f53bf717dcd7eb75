"""Steps, receipts, queries, ways and refusals in words."""

from __future__ import annotations

import pytest

from assistant.chat.told.account import receipt_line, step_line
from assistant.chat.told.query_words import query_words
from assistant.chat.told.refusal import Face, Looked, advice, headline, looked_for
from assistant.chat.told.ways import WAYS, answered_as, split_way, way_of, ways_of
from assistant.domain.events import Step
from assistant.domain.records.files import FileRecord
from assistant.domain.records.program import TaskInfo
from assistant.domain.records.results import Coverage
from assistant.domain.scope import Scope

FACE = Face("esc lifts the limit", "x in the library", "/{word}")


@pytest.mark.parametrize(
    ("step", "said"),
    [
        (Step("reading section 3 of 14"), "reading section 3 of 14"),
        (Step("looking through the files", 1_040, 2_000), "looking through the files: 1,040 of 2,000"),
        (Step("asking each file", 4, 9, 130.0), "asking each file: 4 of 9, 2 min left"),
        (Step("a\nb", left_s=0.4), "a b"),
    ],
)
def test_steps(step: Step, said: str) -> None:
    assert step_line(step) == said


def test_a_receipt_names_every_number_that_is_not_nothing() -> None:
    assert receipt_line(Coverage(1, 1, 0)) == "1 file in scope: 1 has it, 0 do not"
    assert receipt_line(Coverage(76, 12, 55, 4, 2, 3)) == (
        "76 files in scope: 12 have it, 55 do not, 4 could not be read, 2 kept out by a rule, 3 not looked at"
    )


@pytest.mark.parametrize(
    ("sql", "said"),
    [
        (
            'SELECT SUM("amount") FROM "groceries" WHERE "month" = \'March\' AND "amount" >= 10',
            "the sum of amount from groceries where month is \u201cMarch\u201d and amount is at least 10",
        ),
        (
            "SELECT shop, AVG(price) FROM t GROUP BY shop ORDER BY price DESC LIMIT 5;",
            "shop, the average of price from t for each shop sorted by price highest first only the first 5",
        ),
        (
            "SELECT COUNT(*) FROM t WHERE name <> 'O''Hara'",
            "the number of rows from t where name is not \u201cO'Hara\u201d",
        ),
        ("select * from t where a in (1, 2)", "everything from t where a is one of (1, 2)"),
        ("SELECT (price * 2) FROM t", "(price * 2) from t"),
    ],
)
def test_a_query_in_words(sql: str, said: str) -> None:
    assert query_words(sql).casefold() == said.casefold()


def test_ways() -> None:
    assert len({way.word for way in WAYS}) == len({way.task for way in WAYS}) == len(WAYS)
    assert answered_as("survey") == "answered as a list of files"
    assert answered_as("lookup") == answered_as("") == ""
    assert answered_as("rhyme") == "answered as rhyme"
    known = ways_of([TaskInfo("survey", "x"), TaskInfo("rhyme", "In verse.")])
    assert [(way.word, way.help) for way in known] == [("list", way_of("survey").help), ("rhyme", "In verse.")]
    found = split_way("list  which files name Ann? ", known)
    assert found is not None
    assert (found[0].task, found[1]) == ("survey", "which files name Ann?")
    assert split_way("summary of it", known) is None


def test_a_refusal_says_where_it_looked_and_what_helps() -> None:
    files = (
        FileRecord("/a.pdf", "/", "indexed"),
        FileRecord("/b.pdf", "/", "quarantined", reason="no_text"),
        FileRecord("/c.exe", "/", "quarantined", reason="unsupported"),
    )
    everywhere = Looked("fee for\na cat", Scope(), files, ("survey",))
    assert headline(everywhere.scope) == "Nothing in your files answers this."
    assert looked_for(everywhere) == "Looked for: fee for a cat (1 file)"
    assert advice(everywhere, FACE) == [
        "Try other words, or add the folder in which it stands.",
        "1 file could not be read and may hold it: x in the library.",
        "It could be asked for a list of files instead: /list.",
    ]


def test_a_refusal_under_a_limit_names_the_limit_first_and_asks_for_no_folder() -> None:
    limited = Looked("fee", Scope(folders=("/home/sample_docs",)))
    assert headline(limited.scope) == "Nothing in sample_docs/ answers this."
    assert looked_for(limited) == "Looked for: fee"
    assert advice(limited, FACE) == ["It was looked for only there: esc lifts the limit.", "Try other words."]


@pytest.mark.parametrize(
    ("scope", "number"),
    [
        (Scope(), "2 files"),
        (Scope(paths=("/home/lease.pdf",)), ""),
        (Scope(paths=("/home/lease.pdf", "/home/scan.PDF")), "1 file"),
        (Scope(folders=("/home",)), "1 file"),
        (Scope(folders=("/home/",), suffixes=(".txt",)), ""),
        (Scope(suffixes=(".pdf",)), "2 files"),
        (Scope(modified_after_ns=5), "1 file"),
        (Scope(modified_before_ns=5), "1 file"),
        (Scope(modified_before_ns=3), ""),
    ],
)
def test_only_unread_files_within_the_limit_are_said_to_hold_it_perhaps(scope: Scope, number: str) -> None:
    files = (
        FileRecord("/home/lease.pdf", "/", "indexed", mtime_ns=3),
        FileRecord("/home/scan.PDF", "/", "quarantined", reason="no_text", mtime_ns=3),
        FileRecord("/homeward/tickets.pdf", "/", "quarantined", reason="needs_password", mtime_ns=5),
    )
    told = [line.partition(" could")[0] for line in advice(Looked("fee", scope, files), FACE) if "not be read" in line]
    assert told == ([number] if number else [])
