"""Each question of the archive can be answered as its answer key says, and those without an answer have none."""

import csv
from collections import Counter
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path

import pytest

from assistant.evaluation.matching.tokens import says, says_one, tokens
from assistant.evaluation.questions import Question, read_questions

from .build import ARCHIVE, LOCKED, SCAN, TRUNCATED
from .reading import pages_of
from .test_archive import archive_files, readable_texts

QUESTIONS = read_questions(ARCHIVE / "questions.yaml")
ANSWERED = [question for question in QUESTIONS if question.kind != "unanswerable"]
UNANSWERABLE = [question for question in QUESTIONS if question.kind == "unanswerable"]
TASKS = {"lookup", "summary", "survey", "each", "table", "compare", "dates", "about", "talk"}
OWN_WORDS = {"about", "talk"}  # kinds that are not answered from the files


def pages(file: str, page: int | None = None) -> list[str]:
    found = pages_of(ARCHIVE / file)
    return [found[page - 1]] if page else found


def whole(*files: str) -> str:
    return " ".join(text for file in files for text in pages(file))


def stands_in(answer: str, texts: list[str]) -> bool:
    return any(answer.lower() in text.lower() for text in texts)


def rows(file: str) -> list[dict[str, str]]:
    return list(csv.DictReader((ARCHIVE / file).read_text("utf-8").splitlines()))


def test_counts_and_splits() -> None:
    assert len(UNANSWERABLE) == 80
    assert {question.task for question in ANSWERED} | {q.tasks[0] for q in ANSWERED if q.tasks} == TASKS
    assert {question.fitting_tasks[0] for question in QUESTIONS if question.kind == "follow_up"} == TASKS
    for kind in ("answerable", "unanswerable", "follow_up"):
        halves = Counter((q.split, q.fitting_tasks[0]) for q in QUESTIONS if q.kind == kind)
        for task in TASKS:
            assert halves["tune", task] == halves["report", task], (kind, task)
    assert len({question.id for question in QUESTIONS}) == len(QUESTIONS)
    assert len({(question.question, question.previous) for question in QUESTIONS}) == len(QUESTIONS)
    assert {question.language for question in QUESTIONS} == {"en", "de", "es", "fr"}


def test_half_of_the_yes_no_questions_are_to_be_answered_no() -> None:
    polarities = Counter(question.polarity for question in QUESTIONS if question.polarity)
    assert polarities == {"yes": 15, "no": 15}
    halves = Counter((question.split, question.polarity) for question in QUESTIONS if question.polarity)
    assert min(halves.values()) >= 7


def test_follow_ups_have_a_turn_before() -> None:
    for question in QUESTIONS:
        assert question.previous or question.kind != "follow_up", question.id
        assert not question.previous or question.kind != "answerable", question.id
        assert all(turn.question and turn.answer for turn in question.previous)


def test_a_question_without_an_answer_says_in_what_it_misses_and_nothing_else() -> None:
    for question in UNANSWERABLE:
        known = question.model_dump(exclude_defaults=True).keys()
        assert known <= {"id", "kind", "split", "question", "language", "miss", "previous"}, question.id
        assert question.miss, question.id
    misses = Counter(question.miss for question in UNANSWERABLE)
    assert min(misses.values()) >= 6
    assert misses["outside"] == 6


ABSENT = (
    *("blood group", "massage", "hearing aid", "E77", "carrot cake", "bicicleta", "Mongolia", "lactose"),
    *("dioptre", "divorce", "motorbike", "strawberry jam", "tax return", "vacuum", "alarm system", "piano lesson"),
    *("oven bulb", "E99", "calorie", "window pane", "per litre", "litres per 100", "franchise", "sick leave of Nora"),
    *("December 2019", "January 2019", "August 2023", "January 2022", "2021-12", "Hilde@", "fourth line"),
)


def test_what_the_unanswerable_ask_for_is_nowhere() -> None:
    texts = [text.lower() for text in readable_texts()]
    assert [words for words in ABSENT if any(words.lower() in text for text in texts)] == []
    assert any("deposit" in text for text in texts)


def test_what_is_asked_of_another_person_or_year_stands_there_for_the_right_one_alone() -> None:
    vaccinations = rows("health/vaccinations_and_checkups.csv")
    assert {row["person"] for row in vaccinations if row["what"].startswith("Flu")} == {"Nora", "Jonas", "Theo"}
    assert "Kitchen" not in (ARCHIVE / "home/notes.md").read_text("utf-8").split("## Paint")[1].split("##")[0]
    assert min(row["date"] for row in rows("home/meter_readings.csv")) == "2022-09-01"
    assert all(row["date"].startswith("2024-") for row in rows("finance/budget_2024.csv"))


WITH_ANSWERS = [question for question in ANSWERED if question.answers and question.file]


@pytest.mark.parametrize("question", WITH_ANSWERS, ids=[question.id for question in WITH_ANSWERS])
def test_an_answer_stands_word_for_word_on_its_page(question: Question) -> None:
    assert question.file
    assert (question.page is not None) == (question.file.endswith(".pdf")), "the page, where there are pages"
    there = pages(question.file, question.page)
    others = [pages(other) for other in question.also]
    assert any(stands_in(answer, there) for answer in question.answers)
    assert all(any(stands_in(answer, other) for answer in question.answers) for other in others)
    assert any(says_one(tokens(page), question.answers) for page in there), "and the evaluation finds it there"


WITH_PARTS = [question for question in ANSWERED if question.facts or question.key_facts]


@pytest.mark.parametrize("question", WITH_PARTS, ids=[question.id for question in WITH_PARTS])
def test_every_part_of_a_fact_stands_in_the_files(question: Question) -> None:
    files = question.sources or tuple(
        path.relative_to(ARCHIVE).as_posix() for path in archive_files() if "payslips" in path.parts
    )
    text = tokens(whole(*(file for file in files if file != TRUNCATED)))
    for part in (*question.facts, *question.key_facts):
        assert says_one(text, part), part
    assert len(question.key_facts) in (0, 6)


WITH_VALUES = [question for question in ANSWERED if question.values]


@pytest.mark.parametrize("question", WITH_VALUES, ids=[question.id for question in WITH_VALUES])
def test_every_value_stands_in_its_file(question: Question) -> None:
    for file, values in question.values.items():
        assert says_one(tokens(whole(file)), values), file


WITH_DATES = [question for question in ANSWERED if question.dates]


@pytest.mark.parametrize("question", WITH_DATES, ids=[question.id for question in WITH_DATES])
def test_every_date_and_its_words_stand_in_the_file(question: Question) -> None:
    assert question.file
    text = whole(question.file)
    said = frozenset(one for token in tokens(text) for one in token.implies)
    for expected in question.dates:
        month_and_day = expected.date if len(expected.date) == 5 else expected.date[5:]
        assert expected.date in said or f"--{month_and_day}" in said, expected.date
        assert any(says(tokens(text), tokens(word)) for word in expected.words), expected.words


MENTIONED = {
    "v01": "Elske", "v02": "Beaconfield", "v03": "Tamar", "v04": "Petrossian", "v05": "Larkspur", "v06": "Holm Island",
    "v07": "Danvers", "v08": "Brightside", "v09": "Eladio", "v10": "Xacobo", "v11": "Calder Roofing",
    "v12": "Fairweather", "v13": "Okafor", "v14": "Yilmaz-Crane", "v15": "Northmoor", "v16": "Pillar and Pulse",
    "f15": "Santa Brisa", "f16": "Holloway-Sato",
}  # fmt: skip
SURVEYS = [question for question in ANSWERED if question.fitting_tasks[0] == "survey"]


def files_that_mention(words: str) -> set[str]:
    names = {path.relative_to(ARCHIVE).as_posix() for path in archive_files() if path.suffix not in {".jpg", ".zip"}}
    return {name for name in names - {SCAN, TRUNCATED, LOCKED} if stands_in(words, pages(name))}


@pytest.mark.parametrize("question", SURVEYS, ids=[question.id for question in SURVEYS])
def test_a_survey_names_exactly_the_files_that_hold_the_words(question: Question) -> None:
    found = files_that_mention(MENTIONED[question.id])
    assert set(question.files) <= found
    assert found <= {*question.files, *question.may}


def paid(**wanted: str) -> list[Decimal]:
    """Amounts of the budget whose columns begin with `wanted`, without their sign."""
    found = [row for row in rows("finance/budget_2024.csv") if all(row[k].startswith(v) for k, v in wanted.items())]
    return [abs(Decimal(row["amount_eur"])) for row in found]


def payslips(person: str, part: str) -> list[Decimal]:
    folder = ARCHIVE / "work/payslips" / person
    texts = [" ".join(pages_of(path)) for path in folder.glob("*.pdf") if path.stem != Path(TRUNCATED).stem]
    return [Decimal(text.split(part)[1].split()[0].replace(",", "").lstrip("-")) for text in texts]


RESULTS: dict[str, Callable[[], Decimal | int]] = {
    "e11": lambda: sum(payslips("nora", "Net pay ")),
    "e12": lambda: sum(payslips("jonas", "Net pay ")),
    "e13": lambda: max(payslips("nora", "Gross pay ")),
    "e14": lambda: min(payslips("jonas", "Income tax ")),
    "t01": lambda: sum(paid(category="groceries")),
    "t02": lambda: sum(
        Decimal(row["cost_eur"]) for row in rows("car/service_history.csv") if row["workshop"] == "Brightside Motors"
    ),
    "t03": lambda: sum(paid(category="cat")),
    "t04": lambda: sum(paid(category="travel")),
    "t05": lambda: max(paid(category="groceries")),
    "t06": lambda: max(paid(payee="Tidewater")),
    "t07": lambda: Decimal(sum(paid(category="groceries"))) / len(paid(category="groceries")),
    "t08": lambda: sum("tyres changed" in row["work"] for row in rows("car/service_history.csv")),
    "t09": lambda: sum(row["read_by"] == "Ida" for row in rows("home/meter_readings.csv")),
    "t10": lambda: sum(paid(payee="Fennel Mobile")),
    "t11": lambda: sum(row["what"].startswith("Flu") for row in rows("health/vaccinations_and_checkups.csv")),
    "t12": lambda: sum(row["person"] == "Theo" for row in rows("health/vaccinations_and_checkups.csv")),
    "t13": lambda: sum(paid(payee="Northmoor Energy")),
    "t14": lambda: sum(paid(payee="Pillar and Pulse")),
    "t15": lambda: max(sum(paid(category="groceries", payee=row["payee"])) for row in rows("finance/budget_2024.csv")),
    "t16": lambda: len(paid(payee="Coopmarkt Quay")),
    "t17": lambda: sum(paid(category="income", date="2024-04")),
    "t18": lambda: sum(paid(category="groceries", date="2024-03")),
    "f17": lambda: sum(paid(category="car")),
    "f18": lambda: sum(paid(payee="Ellery Harbour Board")),
}
WITH_NUMBERS = [question for question in QUESTIONS if question.number is not None]


@pytest.mark.parametrize("question", WITH_NUMBERS, ids=[question.id for question in WITH_NUMBERS])
def test_a_number_is_what_the_calculation_gives(question: Question) -> None:
    assert question.number == RESULTS[question.id]()


def test_every_answer_has_something_to_be_compared_with() -> None:
    for question in ANSWERED:
        asked = (question.answers, question.facts, question.key_facts, question.files, question.values, question.dates)
        expected = any(asked) or question.number is not None
        assert expected or set(question.fitting_tasks) <= OWN_WORDS or question.id.startswith("k"), question.id


def test_questions_are_spread_over_the_archive() -> None:
    files = {file for question in ANSWERED for file in question.sources}
    suffixes = {Path(name).suffix for name in files}
    assert len(files) >= 50
    assert {".pdf", ".docx", ".md", ".txt", ".html", ".csv", ".eml"} <= suffixes
