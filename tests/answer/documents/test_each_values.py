"""The right line of a paper, and what the values of several papers add up to."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.answer.documents.each.labels import concepts_of
from assistant.answer.documents.each.one_file import Asked, Found, ask_file
from assistant.answer.documents.each.request import read_each
from assistant.answer.documents.each.totals import FileValue, total_sentence
from assistant.answer.documents.values.value import Value
from tests.answer.retrieve.made import passage

_PAYSLIP = """Payslip March 2024
Paid on 27 March 2024
Leave left 22.5 days
Monthly salary 4,180.00
Gross pay 4,400.00
Income tax -702.40
Deductions in all -1,559.30
Net pay 2,840.70
The net pay of the month before was corrected."""
_INVOICE = """Kestrel Garage
Invoice no. 5520, 17 June 2024
Two new tyres 164.00
Sum without tax 202.00
Tax 40.40
To pay EUR 242.40
Due date: 1 July 2024"""
_LOST = "RECHNUNG 24-031\nvom 12. M\u00e4rz 2024\n\nReparatur\nGesamtbetrag\n1.284,00 \u20ac\n\nDanke"


def _ask(question: str, text: str) -> Found | None:
    request = read_each(question)
    return ask_file(Asked(question, request.labels, request.kind, request.is_code), [passage(text)], None)


@pytest.mark.parametrize(
    ("question", "text", "written"),
    [
        ("What is the net pay on each payslip?", _PAYSLIP, "2,840.70"),
        ("What is the gross pay on each payslip?", _PAYSLIP, "4,400.00"),
        ("Wie hoch ist der Nettolohn auf jeder Gehaltsabrechnung?", _PAYSLIP, "2,840.70"),
        ("What is the income tax on each payslip?", _PAYSLIP, "-702.40"),
        ("When was each payslip paid?", _PAYSLIP, "27 March 2024"),
        ("On each payslip, how many days of leave are left?", _PAYSLIP, "22.5 days"),
        ("How much is each invoice?", _INVOICE, "EUR 242.40"),
        ("What is the total of each invoice?", _INVOICE, "EUR 242.40"),
        ("What is the date of each invoice?", _INVOICE, "17 June 2024"),
        ("What is the due date of each invoice?", _INVOICE, "1 July 2024"),
        ("Wie hoch ist der Gesamtbetrag auf jeder Rechnung?", _LOST, "1.284,00 \u20ac"),
    ],
)
def test_the_value_of_the_right_line_is_taken(question: str, text: str, written: str) -> None:
    found = _ask(question, text)
    assert found is not None and found.value.written == written
    assert written in text[slice(*found.quote)]


def test_a_paper_that_does_not_say_it_has_no_value() -> None:
    assert _ask("What is the union fee on each payslip?", "Dear Nora,\n\nthe cat is well. 14 May 2024.") is None


def _values(*amounts: tuple[str, str]) -> list[FileValue]:
    return [
        FileValue(f"{at}.txt", Value("amount", number, 0, 1, Decimal(number), currency))
        for at, (number, currency) in enumerate(amounts)
    ]


def test_sums_are_exact_and_unlike_currencies_stay_apart() -> None:
    assert total_sentence(_values(("0.10", "EUR"), ("0.20", "EUR")), "sum", "en") == "In all: EUR 0.30 (2 files)."
    mixed = total_sentence(_values(("1000.50", "EUR"), ("2", "CHF"), ("3", "EUR")), "sum", "de")
    assert "EUR 1.003,50" in mixed and "CHF 2" in mixed and "nicht zusammengez\u00e4hlt" in mixed


@given(st.lists(st.decimals(0, 10**6, places=2), min_size=1, max_size=40))
def test_a_sum_is_the_sum_of_its_values(numbers: list[Decimal]) -> None:
    sentence = total_sentence(_values(*((str(number), "EUR") for number in numbers)), "sum", "en")
    assert sentence.startswith(f"In all: EUR {sum(numbers):,f} ")


def test_deductions_add_up_without_their_minus() -> None:
    assert "EUR 3.50" in total_sentence(_values(("-1.25", "EUR"), ("-2.25", "EUR")), "sum", "en")


def test_the_highest_names_its_file_and_mixed_currencies_have_none() -> None:
    assert total_sentence(_values(("3", "EUR"), ("9", "EUR")), "greatest", "en") == "Highest: EUR 9 in 1.txt."
    assert total_sentence(_values(("3", "EUR"), ("9", "CHF")), "greatest", "en") == ""


def test_the_newest_file_leads_where_the_latest_is_asked_for_whatever_is_highest() -> None:
    days = ("2024-03", "2024-05", "2025-03")
    found = [
        replace(one, day=day) for one, day in zip(_values(("3", "EUR"), ("9", "EUR"), ("5", "EUR")), days, strict=True)
    ]
    assert total_sentence(found, "greatest", "en", "newest") == "Newest: EUR 5 in 2.txt."
    assert total_sentence(found, "least", "de", "oldest") == "Ältester Wert: EUR 3 in 0.txt."
    assert total_sentence(_values(("3", "EUR")), "greatest", "en", "newest") == ""


def test_nothing_is_computed_that_was_not_asked_for() -> None:
    assert total_sentence(_values(("3", "EUR")), "", "en") == ""


@pytest.mark.parametrize(
    ("words", "meant"),
    [(("nettolohn",), {"net", "pay"}), (("salaire", "sueldo", "wage"), {"pay"}), (("einkommensteuer",), {"income"}),
     (("lohnsteuer",), {"pay", "tax"}), (("impuesto", "impot"), {"tax"})],
)  # fmt: skip
def test_labels_mean_the_same_in_all_languages(words: tuple[str, ...], meant: set[str]) -> None:
    assert {concepts_of(word) for word in words} == {frozenset(meant)}


def test_a_paragraph_is_read_sentence_by_sentence() -> None:
    text = (
        "The sum insured is EUR 68,000. The yearly premium with tax is EUR 142.80, due in May. The excess is EUR 150."
    )
    found = _ask("What is the yearly premium in each insurance policy?", text)
    assert found is not None and found.value.written == "EUR 142.80"
    assert text[slice(*found.quote)].startswith("The yearly") and text[slice(*found.quote)].endswith("May.")


@pytest.mark.parametrize(
    ("question", "line", "value"),
    [
        ("sodium in each report", "Sodium 139 mmol/l 135 - 145", "139"),
        ("Natrium in jedem Befund", "Natrium 139 mmol/l (135 - 145)", "139"),
        ("net pay on each payslip", "Item: Net pay; This month: 1,360.00; Year to date: 5,299.00", "1,360.00"),
        ("net pay to date on each payslip", "Net pay this month: 1,360.00; to date: 5,299.00", "5,299.00"),
    ],
)
def test_bounds_and_sums_since_january_are_no_values(question: str, line: str, value: str) -> None:
    found = _ask(question, f"Report\n{line}\nEnd of it")
    assert found is not None and found.value.written == value


@pytest.mark.parametrize(
    ("asked", "written"),
    [("Albumin", "Albumine"), ("bilirubin", "Bilirrubina"), ("H\u00e4matokritwert", "haematocrit")],
)
def test_a_label_meets_the_word_of_another_language_that_is_spelled_alike(asked: str, written: str) -> None:
    found = _ask(f"{asked} in each report", f"Report\n{written} 42\nEnd of it")
    assert found is not None and found.value.written == "42"


def test_who_is_asked_for_is_a_name_and_no_figure() -> None:
    found = _ask("Who is the guest on each bill?", "Bill\nGuest: Ada Quill, room 12\nTotal EUR 90.00")
    assert found is not None and found.value.written.startswith("Ada Quill")
