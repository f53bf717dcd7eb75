"""Questions that may be offered: made from sentences, titles and names; asked before they are offered."""

from __future__ import annotations

import random
from dataclasses import replace

import pytest

from assistant.app.offered.suggest import is_answered
from assistant.domain.records.answers import Answer, Citation
from assistant.domain.records.results import ResultTable
from assistant.evaluation.own.choose import PagedFile
from assistant.evaluation.own.offered import Offered, offered_questions, values_of_page

PAPERS = {
    "/a/lease.pdf": "The deposit is EUR 1,850.00, paid in three parts. Ada Ferrant signed it in Port Ellery.",
    "/a/club.txt": "The minimum term is twelve months. Members meet in the hall near Port Ellery every week.",
    "/a/letter.md": "The next meeting is on 14 March 2025, and we meet in Port Ellery as always.",
}


@pytest.mark.parametrize(
    ("text", "question", "expected"),
    [
        ("The deposit is EUR 1,850.00, paid in three parts.", "How much is the deposit?", "EUR 1,850.00"),
        ("In all cases the notice period is three months.", "How long is the notice period?", "three months"),
        ("The next meeting is on 14 March 2025.", "When is the next meeting?", "14 March 2025"),
        ("Die Kaution betr\u00e4gt 900 Euro und wird auf ein Konto gelegt.", "Wie hoch ist die Kaution?", "900 Euro"),
        (
            "La cuota es de 30 euros al mes y se paga en efectivo.",
            "\u00bfCu\u00e1nto cuesta la cuota?",
            "30 euros al mes",
        ),
        (
            "Le loyer est de 780 euros et il est pay\u00e9 avec les charges.",
            "Combien co\u00fbte le loyer ?",
            "780 euros",
        ),
    ],
)
def test_a_sentence_that_says_what_something_is_gives_a_question(text: str, question: str, expected: str) -> None:
    assert [(one.question, one.expected) for one in values_of_page(text, "/a/x.md")] == [(question, expected)]


@pytest.mark.parametrize(
    "text",
    [
        "The deposit is kept apart from the landlord's own money.",  # no value
        "The excess is EUR 150 for each claim after 14 days.",  # two kinds of values
        "The one of 2024 is EUR 12.",  # nobody knows what is meant
        "It is EUR 12.",
        "The fee of EUR 30 is EUR 30.",  # the question would give the answer away
    ],
)
def test_what_no_person_would_ask_gives_none(text: str) -> None:
    assert list(values_of_page(text, "/a/x.md")) == []


def test_the_sorts_take_turns_and_every_file_is_asked_about_before_a_second_time() -> None:
    files = [PagedFile(path, 4 if path.endswith(".pdf") else 1) for path in PAPERS]
    titles = {"/a/lease.pdf": "Lease of the flat"}
    made = list(offered_questions(files, titles, 3, lambda path, page: PAPERS[path]))
    assert {one.sort for one in made} == {"value", "summary", "mention"}
    values = [one.path for one in made if one.sort == "value"]
    assert sorted(values[:3]) == sorted(PAPERS)
    assert [one.question for one in made if one.sort == "mention"] == ["Which files mention Port Ellery?"]
    assert [one.question for one in made if one.sort == "summary"] == ["Summarise \u201cLease of the flat\u201d"]
    assert made == list(offered_questions(files, titles, 3, lambda path, page: PAPERS[path]))


def test_nothing_is_made_of_a_page_that_a_rule_keeps_out() -> None:
    files = [PagedFile(path, 1) for path in PAPERS]
    assert list(offered_questions(files, {}, 3, lambda path, page: None)) == []


def test_titles_that_cannot_be_said_or_are_shared_are_not_summarised() -> None:
    files = [PagedFile(f"/a/{number}.pdf", 9) for number in range(4)]
    titles = {"/a/0.pdf": "Terms", "/a/1.pdf": "Terms", "/a/2.pdf": "x" * 90, "/a/3.pdf": "See <a> [b] | c"}
    assert list(offered_questions(files, titles, random.Random(1).randint(0, 9), lambda path, page: "")) == []


def an_answer(**changes: object) -> Answer:
    cited = Citation(1, "/a/lease.pdf", 3, "The deposit is EUR 1,850.00.", 0, 28)
    return replace(Answer("\u201cThe deposit is EUR 1,850.00.\u201d [1]", False, "extractive", (cited,)), **changes)  # type: ignore[arg-type]


def test_only_what_is_answered_from_its_own_file_is_offered() -> None:
    asked = Offered("How much is the deposit?", "EUR 1,850.00", "/a/lease.pdf", "value")
    assert is_answered(asked, an_answer())
    elsewhere = Citation(1, "/a/other.pdf", 3, "The deposit is EUR 1,850.00.", 0, 28)
    for bad in (
        None,
        an_answer(refused=True),
        an_answer(blocked=True),
        an_answer(interrupted=True),
        an_answer(citations=()),
        an_answer(citations=(elsewhere,)),
        an_answer(citations=(replace(elsewhere, path="/a/lease.pdf", quote="The deposit is kept apart."),)),
    ):
        assert not is_answered(asked, bad)


def test_a_list_needs_two_files_and_a_summary_its_own_document() -> None:
    table = ResultTable(("File", "Quote"), (("a", "b"), ("c", "d")))
    mention = Offered("Which files mention Port Ellery?", "Port Ellery", "", "mention")
    assert is_answered(mention, an_answer(table=table, task="survey"))
    assert not is_answered(mention, an_answer(table=replace(table, rows=table.rows[:1])))
    summary = Offered("Summarise \u201cLease\u201d", "", "/a/lease.pdf", "summary")
    assert is_answered(summary, an_answer(task="summary"))
    assert not is_answered(summary, an_answer(task="lookup"))
