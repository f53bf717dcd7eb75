"""Rules for dates: found in four languages, counted only where the text itself gives the day they count from."""

from __future__ import annotations

from datetime import date

import pytest

from assistant.answer.dates.rules import after, find_rules
from tests.busy import processor_s

OWN = date(2024, 10, 3)


@pytest.mark.parametrize(
    ("sentence", "rule"),
    [
        (
            "Notice at the latest two months before the end of the insurance year.",
            "two months before the end of the insurance year",
        ),
        ("Give notice by the third working day of a month.", "by the third working day of a month"),
        ("You may end it with six weeks' notice to the end of the term.", "six weeks' notice to the end of the term"),
        ("This amounts to a notice period of three months.", "notice period of three months"),
        ("It falls due thirty days after the account has arrived.", "thirty days after the account has arrived"),
        ("Kündigung mit einer Frist von drei Monaten zum Quartalsende.", "Frist von drei Monaten zum Quartalsende"),
        ("Spätestens zwei Wochen vor dem Ende der Laufzeit.", "zwei Wochen vor dem Ende der Laufzeit"),
        ("Con un preaviso de dos meses.", "preaviso de dos meses"),
        ("Tres meses antes del vencimiento.", "Tres meses antes del vencimiento"),
        ("Un mois avant la fin du contrat.", "Un mois avant la fin du contrat"),
        ("They answered within a day that the premium stays.", "within a day"),
    ],
)
def test_a_rule_is_found_with_what_it_counts_from(sentence: str, rule: str) -> None:
    [found] = find_rules(sentence, OWN)
    assert sentence[found.start : found.end] == rule and found.day is None


@pytest.mark.parametrize(
    ("sentence", "day"),
    [
        ("Please pay within ten days without any deduction.", date(2024, 10, 13)),
        ("Zahlbar innerhalb von 14 Tagen netto.", date(2024, 10, 17)),
        ("Bitte zahlen Sie binnen 10 Werktagen.", date(2024, 10, 17)),
        ("Please reply within two weeks of the date of this letter.", date(2024, 10, 17)),
        ("Rogamos pagar en un plazo de 30 días a partir de la fecha.", date(2024, 11, 2)),
        ("Veuillez payer dans un délai de 15 jours à compter de la date de la facture.", date(2024, 10, 18)),
    ],
)
def test_a_demand_counts_from_its_own_date(sentence: str, day: date) -> None:
    assert [rule.day for rule in find_rules(sentence, OWN)] == [day]
    assert [rule.day for rule in find_rules(sentence)] == [None]


@pytest.mark.parametrize(
    "sentence",
    [
        "You may give notice within one month of our letter.",
        "It is paid back if you return the wristband within four weeks after the end of membership.",
        "The landlord answers within three weeks of receiving the name.",
    ],
)
def test_what_counts_from_something_else_stays_a_rule(sentence: str) -> None:
    assert [rule.day for rule in find_rules(sentence, OWN)] == [None]


@pytest.mark.parametrize(
    "sentence", ["Im Sommer möchten wir vier Wochen nach San Amaro.", "It took two days.", "Ten days of rain."]
)
def test_a_length_of_time_is_no_rule(sentence: str) -> None:
    assert find_rules(sentence, OWN) == []


def test_counting() -> None:
    assert after(date(2024, 1, 31), 1, "month") == date(2024, 2, 29) and after(date(2024, 2, 29), 1, "year") == date(
        2025, 2, 28
    )
    assert after(date(2024, 10, 4), 1, "working day") == date(2024, 10, 7) and after(
        date(2024, 11, 15), 2, "month"
    ) == date(2025, 1, 15)
    assert after(date(9999, 12, 1), 90, "day") is None and after(date(9999, 12, 1), 2, "month") is None


@pytest.mark.parametrize("piece", ["within ", "ten days ", "within ten days a ", "1 day "])
def test_hostile_text_takes_time_in_proportion(piece: str) -> None:
    started = processor_s()
    find_rules(piece * (200_000 // len(piece)), OWN)
    assert processor_s() - started < 5
