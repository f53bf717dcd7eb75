"""Sentences made alike: the one that holds all of the question is quoted, its neighbours are not."""

from __future__ import annotations

import pytest

from assistant.answer.reader.context.siblings import lesser_siblings
from assistant.answer.reader.lexical import sentences_of
from assistant.answer.reader.wanted import wanted
from assistant.domain.records.documents import Chunk
from assistant.domain.records.passages import Passage


def _passage(text: str, path: str = "/a/plan.docx", title: str = "", page: int | None = None) -> Passage:
    return Passage(Chunk(hash(text), path, page, 0, len(text), (), title, text, title=title), text, 0.5, 1)


def _kept(question: str, *passages: Passage) -> list[str]:
    """The statements that no sibling is better than."""
    asked = wanted(question, lambda word: 1.0)
    sentences = [sentence for part in sentences_of(asked, passages) for sentence in part]
    lesser = lesser_siblings(question, asked, sentences, passages)
    return [one.text for one, less in zip(sentences, lesser, strict=True) if not less and one.is_statement]


@pytest.mark.parametrize(
    ("question", "text", "kept"),
    [
        (
            "Who leads the course on Friday at 17:00?",
            "Day: Friday; Time: 15:00; Leader: Osei\nDay: Friday; Time: 17:00; Leader: Lund\n"
            "Day: Monday; Time: 17:00; Leader: Aranda",
            ["Day: Friday; Time: 17:00; Leader: Lund"],
        ),
        (
            "What does the pump of the well cost?",
            "The pump of the pond costs 90 euros. The pump of the well costs 140 euros.",
            ["The pump of the well costs 140 euros."],
        ),
        (
            "¿Cuánto cuesta el kayak para los niños?",
            "- El bote cuesta 12 euros para los niños\n- El kayak cuesta 8 euros para los niños",
            ["- El kayak cuesta 8 euros para los niños"],
        ),
    ],
)
def test_the_sibling_with_more_of_the_question_is_kept(question: str, text: str, kept: list[str]) -> None:
    assert _kept(question, _passage(text)) == kept


def test_what_holds_the_thing_asked_for_is_not_lowered_by_what_does_not() -> None:
    text = "The rent of the upper barn is due monthly. The rent of the barn is 410 euros."
    assert len(_kept("How much is the rent of the upper barn?", _passage(text))) == 2


def test_a_quantity_of_the_question_is_not_a_figure_of_another_kind() -> None:
    rows = "Before departure: more than 60 days; Kept: 20 per cent\nBefore departure: 59 to 15 days; Kept: 50 per cent"
    assert len(_kept("What is kept if we cancel 20 days before departure?", _passage(rows))) == 2


def test_the_name_of_the_file_decides_between_rows_made_alike() -> None:
    north = _passage("Item: Firewood; Euros: 7", "/a/lodge_north.csv", "lodge north")
    south = _passage("Item: Firewood; Euros: 9", "/a/lodge_south.csv", "lodge south")
    assert _kept("What does firewood cost in the south lodge?", north, south) == ["Item: Firewood; Euros: 9"]
    assert len(_kept("What does firewood cost?", north, south)) == 2


def test_only_what_grows_with_the_page_is_a_running_line() -> None:
    sections = [_passage(f"The warranty is {months} months.", "/a/papers.md", page=None) for months in (24, 36)]
    assert len(_kept("How long is the warranty?", *sections)) == 2
    pages = [
        _passage(f"The warranty is {months} months.", "/a/papers.pdf", page=at) for at, months in ((1, 24), (4, 36))
    ]
    assert len(_kept("How long is the warranty?", *pages)) == 2
    feet = [_passage(f"{said}\nYearbook 2024, sheet {at + 6}", "/a/y.pdf", page=at) for at, said in
            ((1, "The well is 31 m deep."), (5, "The pond is 4 m deep."))]  # fmt: skip
    assert _kept("How deep is the water?", *feet) == ["The well is 31 m deep.", "The pond is 4 m deep."]


@pytest.mark.parametrize(
    ("text", "statements"),
    [
        (
            "一、会费\n会费每季度六十元。学生免费！有问题吗？请问管理员。",
            ["会费每季度六十元。", "学生免费！", "请问管理员。"],
        ),
        ("営業時間\n店は九時に開きます。休みはいつですか？月曜日です。", ["店は九時に開きます。", "月曜日です。"]),
        ("किराया\nकिराया हर महीने की पाँच तारीख को देना है।", ["किराया हर महीने की पाँच तारीख को देना है।"]),
        ("هل المكتبة مفتوحة؟\nتفتح المكتبة في الصباح.", ["تفتح المكتبة في الصباح."]),
    ],
)
def test_marks_of_other_scripts_end_statements_and_questions(text: str, statements: list[str]) -> None:
    sentences = sentences_of(wanted("什么", lambda word: 1.0), [_passage(text)])[0]
    assert [one.text for one in sentences if one.is_statement] == statements


def test_a_sentence_without_spaces_has_the_length_of_its_words() -> None:
    short, long = sentences_of(
        wanted("会费", lambda word: 1.0), [_passage("交钱。\n会费每季度六十元，退休的人交四十元。")]
    )[0]
    assert (short.lexical["short"], long.lexical["short"]) == (1.0, 0.0)
    assert short.lexical["length"] < 0.2 < long.lexical["length"] < 0.5
