"""Columns are sorted by what their cells are worth, however they are written."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.chat.tables.values import kind_of, markers, sort_keys, without_markers


def in_order(cells: list[str]) -> list[str]:
    keys = sort_keys(cells)
    return [cell for _, cell in sorted(zip(keys, cells, strict=True), key=lambda pair: pair[0])]


@pytest.mark.parametrize(
    "cells",
    [
        ["9", "80", "700"],
        ["EUR 9.50 [1]", "EUR 80.00 [2]", "EUR 1,200.00 [3]"],
        ["9,50 \u20ac", "80,00 \u20ac", "1.200,00 \u20ac", "10.000,00 \u20ac"],
        ["1.200", "1.200,50", "12.000"],  # the comma of one cell says what the points are
        ["1,200", "12,000", "120,000"],
        ["-3 %", "0 %", "12.5 %"],
        ["\u221212", "7", "1\u202f000"],
        ["1'200.50", "12'000.00"],
        ["9 sessions", "12 sessions"],
    ],
)
def test_numbers(cells: list[str]) -> None:
    assert kind_of(cells) == "number"
    assert in_order(list(reversed(cells))) == cells


@pytest.mark.parametrize(
    "cells",
    [
        ["2023-12-31", "2024-01-02 [4]", "2024-10-01"],
        ["31.12.2023", "2.1.2024", "01.10.2024"],
        ["2023-12", "2024-01", "2024-10"],
        ["31 December 2023", "2. M\u00e4rz 2024", "3 de octubre de 2024"],
        ["December 2023", "March 2024"],
    ],
)
def test_dates(cells: list[str]) -> None:
    assert kind_of(cells) == "date"
    assert in_order(list(reversed(cells))) == cells


def test_words_and_what_is_no_single_kind() -> None:
    assert kind_of(["lease.pdf", "12"]) == "text"
    assert kind_of(["Flat 12 in the street by the river, third floor", "3"]) == "text"
    assert kind_of(["2024-13-01"]) == "text"
    assert kind_of(["", " "]) == "text"
    assert in_order(["b", "A", "c"]) == ["A", "b", "c"]


def test_empty_cells_come_last_whatever_the_kind() -> None:
    assert in_order(["", "2", "[1]", "1"]) == ["1", "2", "", "[1]"]
    assert in_order(["", "2024-01-01"]) == ["2024-01-01", ""]


def test_citations_are_no_part_of_a_value() -> None:
    assert without_markers("EUR 12 [3] [14]") == "EUR 12"
    assert markers("EUR 12 [3] [14]") == [3, 14]


@given(st.lists(st.text(max_size=20), min_size=1, max_size=6))
def test_any_column_can_be_sorted(cells: list[str]) -> None:
    assert sorted(in_order(cells)) == sorted(cells)
