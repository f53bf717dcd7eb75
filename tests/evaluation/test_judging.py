"""Each part that a question gives is asked of an answer, and nothing else is."""

from __future__ import annotations

from typing import Any

import pytest

from assistant.domain.records.answers import Answer
from assistant.domain.records.results import ResultTable
from assistant.evaluation.judging import citation_right, faults, files_found, values_found

from .answering import FILES, answer, question


def wrong(given: Answer, **fields: Any) -> list[str]:
    """The names of what is wrong with `given` as the answer to a question with `fields`."""
    return [fault.name for fault in faults(question(**fields), given, FILES)]


def table(*rows: tuple[str, ...]) -> str:
    return "\n".join(ResultTable(("file", "value"), rows).lines())


def test_one_of_the_answers_is_enough() -> None:
    assert wrong(answer("It is twelve sessions."), answers=["12 sessions", "a dozen"]) == []
    assert wrong(answer("It is 120 sessions."), answers=["12 sessions"]) == ["answer"]


def test_every_part_of_a_fact_is_asked_for() -> None:
    parts = [["6 May 2024"], ["10:40"]]
    assert wrong(answer("On 2024-05-06 at 10:40."), facts=parts) == []
    assert wrong(answer("On 6 May 2024."), facts=parts) == ["facts"]
    assert wrong(answer("Soon."), facts=parts) == ["facts", "facts"]


def test_a_refusal_is_right_only_where_nothing_answers() -> None:
    assert wrong(answer("Nothing answers this.", refused=True), answers=["12"]) == ["refused"]
    assert wrong(answer("", blocked=True), answers=["12"]) == ["blocked"]
    assert wrong(answer("Nothing.", refused=True), kind="unanswerable") == []
    assert wrong(answer("It is 12."), kind="unanswerable") == ["answered"]
    assert wrong(answer("Hello!"), task="talk") == []
    assert wrong(answer("Nothing.", refused=True), task="talk") == ["refused"]


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        ("No, e-mail is void.", []),
        ("E-mail is not enough.", []),
        ("Nein, das geht nicht.", []),
        ("“Notice by e-mail is void.” [1]", []),
        ("Yes, that is fine.", ["polarity"]),
        ("You can send an e-mail.", ["polarity"]),
        ("“Notice is given in writing.” [1]", ["polarity"]),
        ("“Notice by e-mail is void.” [1]\nYes, you can.", ["polarity"]),
    ],
)
def test_yes_and_no_are_told_apart(said: str, expected: list[str]) -> None:
    assert wrong(answer(said), polarity="no", answers=["by e-mail is void"]) == expected


def test_a_mere_no_counts_though_a_quote_holds_its_letters() -> None:
    said = answer("“Nothing of use.” [1]\n\nNo. [1]", "old notes.md")
    assert wrong(said, polarity="no", answers=["of no avail"]) == []
    assert wrong(said, polarity="yes", answers=["of no avail"]) == ["polarity"]


KEY_FACTS = [["42,600"], ["Calder Roofing"], ["9 September 2024"], ["Ferrant"], ["window"], ["balcony"]]


def test_a_summary_needs_four_key_facts_and_nothing_untrue() -> None:
    fields: dict[str, Any] = {"task": "summary", "file": "notes.md", "key_facts": KEY_FACTS}
    whole = "Calder Roofing mended the roof for 42,600 euros on 9 September 2024. In the end Ms Ferrant paid."
    assert wrong(answer(whole), **fields) == []
    assert wrong(answer("Calder Roofing mended the roof for EUR 42,600."), **fields) == ["key_facts"]
    assert wrong(answer(whole.replace("Ms Ferrant", "Ms Kallis")), **fields) == ["key_facts", "untrue"]
    assert wrong(answer(whole + " It took 35 days."), **fields) == ["untrue"]
    assert wrong(answer(whole + " (page 3 of 4, notes.md)"), **fields) == []


def test_a_survey_names_exactly_the_files() -> None:
    fields: dict[str, Any] = {"task": "survey", "files": ["notes.md", "pay/nora/2024-03.pdf"], "may": ["old notes.md"]}
    both = answer("Two files. [1] [2]", "notes.md", "pay/nora/2024-03.pdf")
    assert wrong(both, **fields) == []
    assert wrong(answer("One. [1]", "notes.md"), **fields) == ["files"]
    more = answer("Three. [1] [2] [3]", "notes.md", "pay/nora/2024-03.pdf", "pay/jonas/2024-03.pdf")
    assert wrong(more, **fields) == ["files"]
    assert files_found(question(**fields), more, FILES) == (2, 2, 1)
    optional = answer("Three. [1] [2] [3]", "notes.md", "pay/nora/2024-03.pdf", "old notes.md")
    assert wrong(optional, **fields) == []


def test_files_are_read_off_a_table_too() -> None:
    fields: dict[str, Any] = {"task": "survey", "files": ["notes.md", "pay/nora/2024-03.pdf"]}
    listed = answer(table(("notes.md", "roof [1]"), ("2024-03.pdf (pay/nora)", "pay")), "notes.md")
    assert wrong(listed, **fields) == []


VALUES = {"pay/nora/2024-03.pdf": ["2,840.70"], "pay/nora/2024-04.pdf": ["2,838.80"]}


def test_each_file_has_its_value_in_its_own_row() -> None:
    cited = ("pay/nora/2024-03.pdf", "pay/nora/2024-04.pdf")
    right = answer(table(("2024-03.pdf", "2840.7 [1]"), ("2024-04.pdf", "2,838.80 [2]")), *cited)
    swapped = answer(table(("2024-03.pdf", "2,838.80 [1]"), ("2024-04.pdf", "2,840.70 [2]")), *cited)
    assert wrong(right, task="each", values=VALUES) == []
    assert wrong(swapped, task="each", values=VALUES) == ["values"]
    assert values_found(question(task="each", values=VALUES), right, FILES) == 2
    assert values_found(question(task="each", values=VALUES), swapped, FILES) == 0


def test_a_number_is_exact_but_for_its_writing() -> None:
    assert wrong(answer("In all 9.207,12 €."), task="table", number="9207.12") == []
    assert wrong(answer("In all EUR -9,207.12."), task="table", number="9207.12") == []
    assert wrong(answer("In all 9,207.10."), task="table", number="9207.12") == ["number"]
    assert wrong(answer("On average 191.82."), task="table", number="191.815") == []
    assert wrong(answer("On average 191.8."), task="table", number="191.815") == ["number"]


def test_a_small_number_is_not_looked_for_in_a_long_table() -> None:
    rows = [(f"row {row}", "5") for row in range(6)]
    assert wrong(answer(table(*rows)), task="table", number="5") == ["number"]
    assert wrong(answer("5 times.\n" + table(*rows)), task="table", number="5") == []


def test_each_date_stands_in_a_line_with_its_words() -> None:
    dates = [{"date": "2024-09-09", "words": ["roof"]}, {"date": "03-27", "words": ["paid"]}]
    right = "9 September 2024: the roof\n27 March 2024: paid"
    assert wrong(answer(right), task="dates", dates=dates) == []
    assert wrong(answer("9 September 2024: paid\n27 March 2024: the roof"), task="dates", dates=dates) == ["dates"]
    assert wrong(answer("9 September: the roof\n27 March 2024: paid"), task="dates", dates=dates) == ["dates"]


def test_the_first_citation_is_of_a_right_file_and_page() -> None:
    asked = question(file="notes.md", also=["pay/nora/2024-03.pdf"])
    assert citation_right(asked, answer("x [1]", "notes.md"))
    assert citation_right(asked, answer("x [1]", "pay/nora/2024-03.pdf", "notes.md"))
    assert not citation_right(asked, answer("x [1]", "old notes.md", "notes.md"))
    assert not citation_right(question(file="notes.md", page=2), answer("x [1]", "notes.md"))
    assert not citation_right(asked, answer("x"))
