"""Quotes: which sentences, widened to their figure, joined where they stand together, word for word."""

from __future__ import annotations

from dataclasses import replace

import pytest

from assistant.answer.extractive import (
    choose,
    joined,
    newest_first,
    quoted,
    with_all_parts,
    with_its_figure,
    with_its_item,
)
from assistant.answer.reader.sentences import FEATURES, Candidate, SentenceReader
from assistant.domain.records.passages import NumberedPassage
from tests.answer.reader.test_reader_spans import Flat
from tests.answer.retrieve.made import passage
from tests.generate.prompts import numbered

TEXT = (
    "Notice is given by the third working day. This amounts to three months.\n"
    "The keys are handed back. Pets need consent."
)
PASSAGES = (numbered(1, TEXT), numbered(2, "Ordinary notice is waived for two years."))


def candidate(text: str, score: float, position: int, *, kind: float = 1.0, passage: int = 0) -> Candidate:
    start = PASSAGES[passage].passage.text.index(text)
    features = tuple(kind if name == "kind" else 0.0 for name in FEATURES)
    return Candidate(passage, position, start, start + len(text), text, features, score)


NOTICE = candidate("Notice is given by the third working day.", 9.0, 0, kind=0.0)
MONTHS = candidate("This amounts to three months.", 8.0, 1)
KEYS = candidate("The keys are handed back.", 5.0, 2)
PETS = candidate("Pets need consent.", 8.2, 3)
WAIVED = candidate("Ordinary notice is waived for two years.", 8.5, 0, passage=1)


def test_what_is_far_behind_the_best_is_not_quoted() -> None:
    assert choose([NOTICE, WAIVED, MONTHS, KEYS]) == [NOTICE, WAIVED, MONTHS]
    assert choose([NOTICE, KEYS]) == [NOTICE]
    assert choose([]) == []


def test_the_same_said_twice_is_quoted_once() -> None:
    twin = candidate("Notice is given by the third working day.", 8.9, 0)
    assert choose([NOTICE, twin, MONTHS]) == [NOTICE, MONTHS]


def test_a_sentence_without_the_figure_asked_for_takes_the_one_beside_it_along() -> None:
    widened = with_its_figure(NOTICE, [NOTICE, MONTHS], PASSAGES)
    assert widened.text == "Notice is given by the third working day. This amounts to three months."
    assert with_its_figure(NOTICE, [NOTICE, PETS], PASSAGES) == NOTICE
    assert with_its_figure(MONTHS, [MONTHS, NOTICE], PASSAGES) == MONTHS


def test_sentences_beside_each_other_are_one_quote_in_reading_order() -> None:
    quotes = joined([MONTHS, WAIVED, NOTICE], PASSAGES)
    assert [quote.text for quote in quotes] == [
        "Notice is given by the third working day. This amounts to three months.",
        "Ordinary notice is waived for two years.",
    ]


def test_sentences_apart_and_of_other_passages_stay_quotes_of_their_own() -> None:
    assert joined([NOTICE, PETS, WAIVED], PASSAGES) == [NOTICE, PETS, WAIVED]


def test_a_quote_is_one_line_with_its_number() -> None:
    both = joined([MONTHS, KEYS], PASSAGES)[0]
    assert quoted(both, PASSAGES) == "\u201cThis amounts to three months. The keys are handed back.\u201d [1]"


@pytest.mark.parametrize(
    "text",
    [
        "Day: Monday; Leader: Osei\nDay: Tuesday; Leader: Lund",
        "- The cellar is 4 degrees cold.\n- The attic is 31 degrees warm.",
        "Pump 40-18 fits the pond.\nPump 40-81 fits the well.",
        "| Osei | 12 |\n| Lund | 14 |",
    ],
)
def test_a_row_an_item_and_a_short_line_are_quoted_alone(text: str) -> None:
    passages = (numbered(1, text),)
    lines = text.split("\n")
    both = [Candidate(0, at, text.index(line), text.index(line) + len(line), line, (1.0,) * len(FEATURES), 9.0 - at)
            for at, line in enumerate(lines)]  # fmt: skip
    assert [quote.text for quote in joined(both, passages)] == lines


def test_a_row_is_not_widened_by_the_next_one() -> None:
    text = "Boat: Kestrel; Berth: east\nBoat: Heron; Berth: 27"
    passages = (numbered(1, text),)
    first, second = text.split("\n")
    row = replace(NOTICE, start=0, end=len(first), text=first)
    other = replace(MONTHS, start=len(first) + 1, end=len(text), text=second)
    assert with_its_figure(row, [row, other], passages) == row


def test_a_step_is_quoted_whole() -> None:
    text = "1. Open the valve.\n2. Drain it. Wait an hour."
    step = replace(NOTICE, start=19, end=31, text="2. Drain it.", step=1.0)
    assert with_its_item(step, (numbered(1, text),)).text == "2. Drain it. Wait an hour."
    assert with_its_item(NOTICE, PASSAGES) == NOTICE


def test_the_newest_document_leads_where_the_latest_is_asked_for() -> None:
    given = [NumberedPassage(n, name, passage(f"Total due {n}00.00", path=f"/bills/{name}")) for n, name in
             enumerate(["gas_2024-02.txt", "gas_2024-11.txt", "gas_2023-12.txt"], 1)]  # fmt: skip
    read = [Candidate(at, 0, 0, 16, one.passage.text, (), 9.0 - at) for at, one in enumerate(given)]

    def order(question: str) -> list[int]:
        return [one.passage for one in newest_first(question, read, given)]

    assert order("How much was the latest gas bill?") == [1, 0, 2]
    assert order("Wie hoch war die letzte Rechnung?") == [1, 0, 2]
    assert order("What was on the gas bill of February 2024, the last one I opened?") == [0, 1, 2]
    assert order("How much was the gas bill?") == [0, 1, 2]
    undated = [*given[:2], NumberedPassage(3, "c", passage("Total due 1.00", path="/bills/gas.txt"))]
    assert [one.passage for one in newest_first("the latest gas bill", read, undated)] == [0, 1, 2]


def test_what_the_next_paragraph_says_of_another_thing_is_not_taken_along() -> None:
    first, second = (
        "The guest house in Elmby is run by 佐藤 美咲 near the canal.",
        "The guest house in Osby is run by Fina Gross near the mill.",
    )
    text = f"{first}\n\n{second}\n\nThe keys hang in the hall."
    passages = (numbered(1, text),)
    features = tuple(0.0 for _ in FEATURES)
    one = Candidate(0, 0, 0, len(first), first, features, 9.0)
    start = text.index(second)
    other = Candidate(0, 1, start, start + len(second), second, tuple(1.0 for _ in FEATURES), 8.0)
    assert with_its_figure(one, [one, other], passages) == one


_ROOF = (
    "Roofer: Marek Lund. Helper: Ada Voss.\n"
    "The roof was done on 4 May 2023 for EUR 8,120.00. The guarantee is five years."
)


@pytest.mark.parametrize(
    ("question", "both"),
    [
        ("Who is the roofer, and who is the helper?", ("Roofer: Marek Lund.", "Helper: Ada Voss.")),
        ("Who is the helper and when was the roof done?", ("Helper: Ada Voss.", "The roof was done on 4 May 2023")),
        ("What did the roof cost and how long is the guarantee?", ("EUR 8,120.00", "five years")),
    ],
)
def test_each_of_two_things_that_are_asked_for_is_quoted(question: str, both: tuple[str, str]) -> None:
    reader, passages = SentenceReader(Flat(), lambda word: 1.0), (numbered(1, _ROOF),)
    best = reader.read(question, [passages[0].passage])[:1]
    quotes = [quote.text for quote in with_all_parts(reader, question, best, passages)]
    assert all(any(part in quote for quote in quotes) for part in both), quotes


def test_a_question_for_one_thing_and_one_without_quotes_gain_nothing() -> None:
    reader, passages = SentenceReader(Flat(), lambda word: 1.0), (numbered(1, _ROOF),)
    best = reader.read("Who is the roofer?", [passages[0].passage])[:1]
    assert with_all_parts(reader, "Who is the roofer?", best, passages) == list(best)
    assert with_all_parts(reader, "Who is the roofer, and who is the helper?", [], passages) == []
