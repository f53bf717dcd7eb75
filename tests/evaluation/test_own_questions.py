"""Questions from a person's own files: fair, spread over the files, kept from what the guard keeps out, and counted."""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import replace

import pytest

from assistant.domain.records.answers import Answer, Citation
from assistant.domain.stop import StopSignal
from assistant.evaluation.matching.tokens import says, tokens
from assistant.evaluation.own.choose import PagedFile, choose_questions
from assistant.evaluation.own.make import OwnQuestion, language_of, questions_of_page
from assistant.evaluation.own.report import OwnReport, ask_own

from .answering import answer

LEASE = (
    "The tenants give the landlord a security of EUR 3,720.00 at the beginning of the lease. "
    "The visit of the chimney sweep takes place on 14 October 2024 in the whole building. "
    "Washing machines must stand on a mat and may run for 15 hours a day in each flat. "
    "The caretaker of the whole building is called Bram Okafor and lives beside the lift."
)
ROWS = "\n".join(f"date: 2024-0{n}-03; payee: Hallam Quay Properties; amount: -15{n}0.00" for n in range(1, 6))
GERMAN = (
    "Die Miete für die Wohnung beträgt jeden Monat 1.240,00 Euro und wird auf das Konto der Vermieterin überwiesen."
)


def made(text: str, seed: int = 1) -> list[OwnQuestion]:
    return questions_of_page(text, "/x/lease.pdf", 1, random.Random(seed))


@pytest.mark.parametrize("seed", range(5))
@pytest.mark.parametrize("text", [LEASE, ROWS, GERMAN])
def test_what_is_expected_stands_in_the_sentence_and_not_in_the_question(text: str, seed: int) -> None:
    questions = made(text, seed)
    assert questions
    for question in questions:
        assert says(tokens(question.sentence), tokens(question.expected))
        assert not says(tokens(question.question), tokens(question.expected))


def test_figures_dates_and_names_are_asked_for_by_what_they_are() -> None:
    asked = {one.expected: one.question for seed in range(5) for one in made(LEASE, seed)}
    assert asked["EUR 3,720.00"].startswith("How much: ")
    assert asked["14 October 2024"].startswith("When: ")
    assert asked["15"].startswith("How many hours: ")
    assert asked["Bram Okafor"].startswith("Who or what is ")


def test_a_row_is_told_by_its_other_cells() -> None:
    for question in made(ROWS):
        assert question.style == "row"
        assert question.question.startswith("What is ")
        assert " where " in question.question


def test_questions_are_in_the_language_of_the_page() -> None:
    [question] = made(GERMAN)
    assert (question.question[:9], question.expected) == ("Wie viel:", "1.240,00 Euro")
    assert language_of("Le loyer de la maison est dans le contrat avec les charges pour le mois qui vient") == "fr"
    assert language_of("El precio de la casa está en el contrato que se firmó para este año") == "es"


def test_headings_and_fragments_give_no_question() -> None:
    assert made("Rent\n\n1.1\n\nPage 3\n\n4,180.00") == []


FILES = [PagedFile("/x/a.pdf", 2), PagedFile("/x/b.pdf", 1), PagedFile("/x/secret.pdf", 1)]


def page_text(path: str, page: int) -> str:
    return LEASE


def admit(text: str, path: str) -> str | None:
    return None if "secret" in path else text


def test_every_file_is_asked_about_before_any_twice_and_the_seed_decides() -> None:
    chosen = choose_questions(FILES[:2], 4, 1, page_text, admit)
    assert sorted(question.path for question in chosen) == ["/x/a.pdf", "/x/a.pdf", "/x/b.pdf", "/x/b.pdf"]
    assert {question.path for question in chosen[:2]} == {"/x/a.pdf", "/x/b.pdf"}
    assert choose_questions(FILES[:2], 4, 1, page_text, admit) == chosen
    assert choose_questions(FILES[:2], 4, 2, page_text, admit) != chosen


def test_what_the_guard_keeps_out_gives_no_question_and_reaches_no_model() -> None:
    seen: list[str] = []

    def write(sentence: str, expected: str) -> str:
        seen.append(sentence)
        return ""

    chosen = choose_questions(FILES, 50, 1, lambda path, page: LEASE if "secret" not in path else ROWS, admit, write)
    assert {question.path for question in chosen} == {"/x/a.pdf", "/x/b.pdf"}
    assert len(seen) == len(chosen)
    assert not any("Hallam" in sentence for sentence in seen)


@pytest.mark.parametrize(
    ("written", "taken"),
    [
        ("What security do the tenants have to give?", True),
        ('"What security do the tenants have to give?"', True),
        ("The security is high.", False),
        ("How? Why?", False),
        ("Is the security EUR 3,720.00 or EUR 15 or on 14 October 2024 by Bram Okafor?", False),
    ],
)
def test_a_models_question_is_taken_if_it_is_one_and_keeps_the_answer_to_itself(written: str, taken: bool) -> None:
    for question in choose_questions(FILES[:1], 4, 1, page_text, admit, lambda sentence, expected: written):
        if question.expected in written or not taken:
            assert question.style != "model"
        else:
            assert (question.style, question.question) == ("model", written.strip('"'))


def report(*rights: tuple[str, bool, bool]) -> OwnReport:
    """A report over questions of files with a suffix, whose page was `found` and which were answered `right`."""
    questions = [
        OwnQuestion(f"q{number}", "42", "It is 42.", f"/x/{number}{suffix}", 1, "figure")
        for number, (suffix, _, _) in enumerate(rights)
    ]

    def answers() -> Iterator[Answer]:
        for question, (_, found, right) in zip(questions, rights, strict=True):
            cited = (Citation(1, question.path, None, "It is 42.", 0, 1),) if found else ()
            said = "It is 42." if right else "It is 41."
            yield replace(answer(said, refused=not found and not right), citations=cited)

    given = answers()
    return OwnReport(
        ask_own(questions, lambda text: next(given), StopSignal(), lambda done, total: None), {"no_text": 2}, "x"
    )


def test_the_report_says_in_words_where_it_falls_short() -> None:
    made_report = report(*[(".pdf", True, True)] * 9, *[(".csv", True, False)] * 3, (".eml", False, False))
    figures = made_report.as_json()
    assert (figures["n"], figures["found"], figures["answered"], figures["right"]) == (13, 12, 12, 9)
    assert figures["kinds"]["tables"]["right"] == 0
    words = " ".join(made_report.words())
    assert "Of 13 questions 12 found the right page, 9 were answered rightly, 1 were refused." in words
    assert "Weakest: tables (0 of 3)." in words
    assert "2 scans without text" in words
    assert {row["path"] for row in figures["files"]} == {"/x/9.csv", "/x/10.csv", "/x/11.csv", "/x/12.eml"}


def test_without_questions_it_says_so() -> None:
    assert report().words()[0].startswith("No question could be made")


def test_a_stop_keeps_what_was_asked() -> None:
    stop = StopSignal()
    questions = [OwnQuestion(f"q{number}", "42", "It is 42.", "/x/a.pdf", 1, "figure") for number in range(5)]

    def ask(text: str) -> Answer:
        if text == "q2":
            stop.stop()
        return answer("It is 42.")

    assert len(ask_own(questions, ask, stop, lambda done, total: None)) == 2
