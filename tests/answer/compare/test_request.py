"""What a question compares, in four languages; what compares nothing is another task."""

from __future__ import annotations

import pytest

from assistant.answer.compare.request import read_compare, with_aspect
from tests.busy import processor_s

SIDES: tuple[tuple[str, tuple[str, ...], str], ...] = (
    ("difference between the 2023 and 2024 running costs", ("running costs 2023", "2024 running costs"), ""),
    ("compare the house rules with the lease about pets", ("house rules", "lease"), "pets"),
    ("which is cheaper, the gym or the swimming club?", ("gym", "swimming club"), ""),
    ("is Nora's pay higher than Jonas's?", ("Nora's pay", "Jonas's pay"), ""),
    (
        "difference between jonas's pay in march 2024 and in march 2025",
        ("in march 2024", "in march 2025"),
        "jonas's pay",
    ),
    (
        "Compare Nora's net pay in March 2024 and March 2025",
        ("Nora's net pay in March 2024", "Nora's net pay in March 2025"),
        "",
    ),
    (
        "difference between Nora's and Jonas's pay in May 2024",
        ("Nora's pay in May 2024", "Jonas's pay in May 2024"),
        "",
    ),
    (
        "what changed about the roof between the minutes of 2024 and 2025?",
        ("minutes of 2024", "minutes of 2025"),
        "roof",
    ),
    ("How much more is our payment since 2024 than at the start?", ("since 2024", "at the start"), "our payment"),
    ("compare the rent in 2022, 2023 and 2024", ("rent in 2022", "rent in 2023", "rent in 2024"), ""),
    ("phone contract vs gym contract", ("phone contract", "gym contract"), ""),
    ("Vergleiche die Hausordnung mit dem Mietvertrag", ("Hausordnung", "Mietvertrag"), ""),
    ("Was ist der Unterschied zwischen der Miete 2023 und 2024?", ("Miete 2023", "Miete 2024"), ""),
    ("Was ist teurer, das Fitnessstudio oder das Internet?", ("Fitnessstudio", "Internet"), ""),
    ("Ist Noras Gehalt höher als das von Jonas?", ("Noras Gehalt", "Gehalt von Jonas"), ""),
    ("¿Qué diferencia hay entre el seguro del coche y el del hogar?", ("seguro del coche", "seguro del hogar"), ""),
    ("¿Cuál es más rápida al descargar, Glide 50 o Glide 250?", ("Glide 50", "Glide 250"), "rápida al descargar"),
    ("Which one is faster, Glide 50 or Glide 250?", ("Glide 50", "Glide 250"), ""),
    ("¿Qué es más caro, el gimnasio o internet?", ("gimnasio", "internet"), ""),
    ("Quelle est la différence entre le loyer de 2023 et 2024 ?", ("loyer de 2023", "loyer de 2024"), ""),
)
NOTHING_COMPARED = (
    "When is rent due?",
    "What does the lease say about pets and noise?",
    "Who is taller than Theo?",
    "What time is high water?",
    "Is more than one cat allowed?",
    "Is the deposit more than three months' rent?",
    "Which files mention the ferry and the car?",
    "Which letter is about the ferry, the car or the train?",
)


@pytest.mark.parametrize(("question", "sides", "aspect"), SIDES)
def test_sides_and_aspect(question: str, sides: tuple[str, ...], aspect: str) -> None:
    request = read_compare(question)
    assert request.fit > 0.5 and request.sides == sides and request.aspect == aspect


@pytest.mark.parametrize(
    ("question", "name"),
    [
        ("what changed between the two versions", ""),
        ("differences between the two versions of the lease", "lease"),
        ("Was hat sich zwischen den beiden Versionen der Packliste geändert?", "Packliste"),
        ("compare the two packing lists", "packing lists"),
    ],
)
def test_two_versions(question: str, name: str) -> None:
    request = read_compare(question)
    assert request.is_versions and request.aspect == name and request.fit > 0.5


@pytest.mark.parametrize("question", NOTHING_COMPARED)
def test_what_compares_nothing(question: str) -> None:
    assert read_compare(question).fit == 0


def test_a_yes_no_question_says_which_way() -> None:
    assert read_compare("Is the gym cheaper than the club?").is_yes_no
    assert read_compare("Is the gym cheaper than the club?").wanted == "lower"
    assert not read_compare("which is cheaper, the gym or the club?").is_yes_no


def test_another_aspect_of_the_same_sides() -> None:
    request = with_aspect(read_compare("Compare Nora's net pay in March 2024 and March 2025"), "and the gross pay?")
    assert request.aspect == "gross pay" and request.sides == ("Nora's in March 2024", "Nora's in March 2025")


@pytest.mark.parametrize("piece", ["between a and b ", "is a more than b ", "compare ", ", or more than "])
def test_a_long_question_takes_no_time(piece: str) -> None:
    started = processor_s()
    read_compare(piece * 20_000)
    assert processor_s() - started < 2
