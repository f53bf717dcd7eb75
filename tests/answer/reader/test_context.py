"""What stands around a sentence: its section, its record, its label."""

from __future__ import annotations

import pytest

from assistant.answer.reader.context.ends import names_other_end
from assistant.answer.reader.context.labels import answers_label, only_repeats, row_of
from assistant.answer.reader.context.records import Record, records
from assistant.answer.reader.context.sections import places
from assistant.domain.records.documents import Chunk
from assistant.domain.records.passages import Passage
from assistant.text.sentences import sentence_spans
from assistant.text.words import stems
from assistant.text.written.ids import ids_in


def _passage(
    text: str, *, headings: tuple[str, ...] = (), sections: tuple[tuple[str, ...], ...] = (), path: str = "/a/notes.md"
) -> Passage:
    chunk = Chunk(1, path, None, 0, len(text), headings, "", text)
    return Passage(chunk, text, 0.5, 1, sections=sections)


def _records(question: str, passage: Passage) -> dict[str, Record]:
    spans = sentence_spans(passage.text)
    found = records(ids_in(question), passage, spans, places(passage, spans))
    return {passage.text[start:end].strip(): record for (start, end), record in zip(spans, found, strict=True)}


def test_a_joined_passage_knows_the_headings_of_its_parts() -> None:
    text = "# Fridge\n\nBought in May.\n\n# Washer\n\nBought in June.\n\nIt is loud."
    passage = _passage(text, headings=("Fridge",), sections=(("Fridge",), ("Washer",)))
    spans = sentence_spans(text)
    placed = {text[start:end]: place for (start, end), place in zip(spans, places(passage, spans), strict=True)}
    assert placed["Bought in May."].headings == ("Fridge",)
    assert placed["Bought in June."].headings == placed["It is loud."].headings == ("Washer",)


def test_a_redacted_passage_keeps_its_sections() -> None:
    text = "# Fridge\n\nBought from [name].\n\n# Washer\n\nBought in June."
    passage = _passage(text, headings=("Fridge",), sections=(("Fridge",), ("Washer",)))
    assert places(passage, sentence_spans(text))[-1].headings == ("Washer",)


def test_a_line_of_its_own_is_a_heading_where_the_format_has_none() -> None:
    text = "PUMP\n\nIt was checked in May.\n\nBOILER\n\nIt was checked in June."
    assert [place.headings for place in places(_passage(text), sentence_spans(text))][-1] == ("BOILER",)
    sections = _passage("Net pay 2,838\n\nIt rises in May.", headings=("Payslip",))
    assert places(sections, sentence_spans(sections.text))[-1].headings == ("Payslip",)


@pytest.mark.parametrize(
    ("text", "headings", "expected"),
    [
        ("Sails\n\nJib\n\nArea 12 m\n\nMainsail\n\nArea 21 m", (), ("Mainsail",)),
        ("Small boat\n\n4 seats\n\nLarge boat\n\n9 seats", (), ("Large boat",)),
        ("Dryer Lavina T3\n\nIt was bought in May.", (), ("Dryer Lavina T3",)),
        ("Cellar\n\nKey 4\n\nIt hangs beside the door.", (), ("Key 4",)),  # a number of its own names a thing
        ("Herd\n\nGarantie 36 Monate", (), ("Herd",)),
    ],
)
def test_a_figure_stands_under_the_line_that_names_it(
    text: str, headings: tuple[str, ...], expected: tuple[str, ...]
) -> None:
    assert places(_passage(text, headings=headings), sentence_spans(text))[-1].headings == expected


def test_what_stands_beside_the_text_is_said_of_the_page() -> None:
    text = "We paint boats.\n\nBeside the text\n\nOpen from nine to five."
    chunk = Chunk(1, "/a/page.html", None, 0, len(text), ("Boatyard Lund",), "", text, title="Boatyard Lund")
    passage = Passage(chunk, text, 0.5, 1, sections=(("Boatyard Lund",), ("Beside the text",)))
    assert places(passage, sentence_spans(text))[-1].headings == ("Boatyard Lund",)


def test_a_row_of_a_table_is_a_record_of_its_own() -> None:
    rows = _passage("Part: Stool; Price: 96.20\nPart: Shelf ZK-810/4; Price: 61.75\nPart: Bench; Price: 12.10")
    found = _records("price of ZK-810/4", rows)
    assert found == {
        "Part: Stool; Price: 96.20": Record.NONE,
        "Part: Shelf ZK-810/4; Price: 61.75": Record.ASKED,
        "Part: Bench; Price: 12.10": Record.NONE,
    }
    assert row_of("Part: Stool; Price: 96.20") == (("Part", "Price"), "Stool 96.20")
    assert row_of("Price: 96.20") is row_of("He came at nine; he left at ten.") is None


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("Invoice: F-0092\nTotal: 81.60\n\nInvoice: F-0093\nTotal: 77.20", "Total: 77.20"),
        ("Total: 77.20\nInvoice: F-0093\n\nTotal: 81.60\nInvoice: F-0092", "Total: 77.20"),
        ("F-0092 came in May. It was paid late.\n\nF-0093 came in June. It was paid at once.", "It was paid at once."),
    ],
)
def test_a_line_belongs_to_the_id_of_its_record(text: str, sentence: str) -> None:
    found = _records("What about F-0093?", _passage(text))
    assert found[sentence] is Record.ASKED
    assert all(record is Record.OTHER for said, record in found.items() if "81.60" in said or said.endswith("late."))


def test_the_file_name_and_the_heading_name_the_record_too() -> None:
    assert _records("What of F-0093?", _passage("Paid in May.", path="/a/F-0093.txt"))["Paid in May."] is Record.ASKED
    assert _records("What of F-0093?", _passage("Paid in May.", headings=("F-0092",)))["Paid in May."] is Record.OTHER
    assert _records("What of F-0093?", _passage("Paid in May."))["Paid in May."] is Record.NONE


def test_a_line_that_repeats_the_question_is_no_answer() -> None:
    question = "Which supplier sent invoice INV-2024-00419?"
    assert only_repeats("Invoice number: INV-2024-00419", question, ids_in(question))
    assert not only_repeats("Supplier: Nilsen Holz", question, ids_in(question))
    assert answers_label("Supplier: Nilsen Holz", set(stems(question)))
    assert not answers_label("Date: 02.04.2024", set(stems(question)))


@pytest.mark.parametrize(
    ("question", "start", "end"),
    [
        ("When does the fishing permit run out?", "Valid from: 1 May 2026", "Valid to: 30 April 2027"),
        ("Wann endet der Kurs?", "Beginn: 3. März 2026", "Ende: 9. Juni 2026"),
        ("¿Hasta cuándo vale el abono?", "Inicio: 1 de mayo", "Fin: 30 de junio"),
    ],
)
def test_the_other_end_of_a_time_is_no_answer(question: str, start: str, end: str) -> None:
    assert names_other_end(question, start) and not names_other_end(question, end)


@pytest.mark.parametrize(
    "question", ["Since when is the permit valid?", "When does the course start?", "Ab wann gilt er?"]
)
def test_nor_is_the_end_for_the_start(question: str) -> None:
    assert names_other_end(question, "Valid until: 9 June 2026") and not names_other_end(
        question, "Valid from: 1 May 2026"
    )
    assert not names_other_end(question, "Valid from - to: 1 May to 9 June") and not names_other_end(
        question, "To wait is dull."
    )
