"""Numbers, dates and spans of time by the format codes of spreadsheets."""

from __future__ import annotations

import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.ingest.parse.office.number_format import number_format

ACCOUNTING = '_(* #,##0.00_);_(* \\(#,##0.00\\);_(* "-"??_);_(@_)'


@pytest.mark.parametrize(
    ("code", "value", "shown"),
    [
        ("General", 0.1 + 0.2, "0.3"),
        ("General", 1 / 3, "0.3333333333"),
        ("General", 49_301_234_567_890, "49301234567890"),
        ("0.00", 2.675, "2.68"),
        ("#,##0.00", 1234567.891, "1,234,567.89"),
        ("0.0%", 0.256, "25.6%"),
        ("0.00E+00", 12345.678, "1.23E+4"),
        ('"€"#,##0.00', -3.5, "-€3.50"),
        ("[$€-407]#,##0.00;[Red]-[$€-407]#,##0.00", -3.5, "-€3.50"),
        ('#,##0.00\\ "kg"', 1234.5, "1,234.50 kg"),
        (ACCOUNTING, -1234.5, "(1,234.50)"),
        (ACCOUNTING, 0, "-"),
        ('#,##0,,"M"', 12_345_678, "12M"),
        ("[>=100]0;[<100]0.00", 5, "5.00"),
        ("00000", 1234, "01234"),
        ("000-0000", 5_551_234, "555-1234"),
        ("# ?/?", 0.5, "0.5"),
        (";;;", 5, ""),
        ("@", 5.0, "5"),
        ("yyyy-mm-dd", 45123.0, "2023-07-16"),
        ("dddd, d. mmmm yyyy", 45123.0, "2023-07-16"),
        ('yyyy"年"m"月"d"日"', 45123.0, "2023-07-16"),
        ("dd/mm/yyyy hh:mm", 45123.604166667, "2023-07-16 14:30"),
        ("dd/mm/yyyy hh:mm", 45123.0, "2023-07-16"),
        ("mmm yy", 45123.0, "2023-07"),
        ("yyyy", 45123.0, "2023"),
        ("h:mm AM/PM", 0.75, "18:00"),
        ("[h]:mm", 1.5, "36:00"),
        ("mm:ss", 0.0104, "14:59"),
        ("yyyy-mm-dd", 59.0, "1900-02-28"),
        ("yyyy-mm-dd", 1e9, "1000000000"),
        ("yyyy-mm-dd", -1.0, "-1"),
    ],
)
def test_a_number_is_shown_as_its_code_says(code: str, value: float, shown: str) -> None:
    assert number_format(code)(value) == shown


def test_days_are_counted_from_1904_where_the_workbook_says_so() -> None:
    assert number_format("yyyy-mm-dd", from_1904=True)(43661.0) == "2023-07-16"


@given(st.dates(datetime.date(1900, 3, 1), datetime.date(9999, 12, 31)))
def test_every_date_comes_out_as_it_went_in(date: datetime.date) -> None:
    assert number_format("d/m/yy")(float((date - datetime.date(1899, 12, 30)).days)) == date.isoformat()


@given(st.text(alphabet='0#?.,%;"\\[]_*@/EeGgyYmMdDhHsS+-<>=1 €x', max_size=40), st.floats())
def test_no_code_and_no_number_raises(code: str, value: float) -> None:
    assert isinstance(number_format(code)(value), str)
