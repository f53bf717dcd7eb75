"""Tables stand in columns, within the width that there is."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from assistant.chat.tables.layout import aligned, cells_of
from assistant.domain.records.results import ResultTable

RULE = "\u2500" * 8 + "  " + "\u2500" * 12


def test_columns_stand_below_each_other_and_numbers_to_the_right() -> None:
    table = ResultTable(("File", "Net pay"), (("june.pdf", "1,884.20 [1]"), ("a.pdf", "99.00 [2]")))
    assert aligned(table, 80) == [
        "File           Net pay",
        RULE,
        "june.pdf  1,884.20 [1]",
        "a.pdf        99.00 [2]",
    ]


def test_a_wide_cell_goes_on_in_the_next_line() -> None:
    table = ResultTable(("File", "Quote"), (("a.pdf", "the tenant may end this agreement at any time"),))
    lines = aligned(table, 30)
    assert max(map(cells_of, lines)) <= 30
    assert [" ".join(line.split()) for line in lines[2:]] == ["a.pdf the tenant may end this", "agreement at any time"]


def test_wide_signs_count_twice() -> None:
    assert cells_of("\u6771\u4eac a") == 6
    lines = aligned(ResultTable(("A", "B"), (("\u6771\u4eac", "x"), ("ab", "y"))), 80)
    assert lines[2:] == ["\u6771\u4eac  x", "ab    y"]


_WORDS = st.text(st.characters(categories=("L", "N")), min_size=1, max_size=30)
_CELLS = st.lists(_WORDS, max_size=6).map(" ".join)


@given(st.lists(st.tuples(_CELLS, _CELLS, _CELLS), min_size=1, max_size=4), st.integers(24, 60))
def test_it_fits_and_loses_no_sign(rows: list[tuple[str, str, str]], width: int) -> None:
    lines = aligned(ResultTable(("one", "two", "three"), tuple(rows)), width)
    assert max(map(cells_of, lines)) <= width
    body = "".join(lines[2:]).replace(" ", "")
    assert sorted(body) == sorted("".join("".join(row) for row in rows).replace(" ", ""))
