"""The words of the view at home: what is new since when, what could not be read, which kinds there are."""

from __future__ import annotations

import time

import pytest

from assistant.tui.state.home import kinds, news, row_in_words, since, unread
from tests.tui.doubles.scripted_events import FILES, a_file

NOW = time.mktime((2026, 11, 30, 18, 0, 0, 0, 0, -1))
DAY_S = 24 * 3600


@pytest.mark.parametrize(
    ("days", "said"),
    [(0.1, "15:36"), (1, "yesterday"), (3, "Friday"), (6, "Tuesday"), (20, "10 November"), (400, "26 October 2025")],
)
def test_a_day_is_called_as_a_person_calls_it(days: float, said: str) -> None:
    assert since(NOW - days * DAY_S, NOW) == said


def test_what_came_since_is_counted_and_the_newest_named() -> None:
    last = NOW - 3 * DAY_S
    old, new = int((last - 60) * 1e9), int((last + 60) * 1e9)
    files = [a_file(f"/a/{number}.txt", mtime_ns=new + number) for number in range(5)]
    assert news([*files, a_file("/a/old.txt", mtime_ns=old)], last, NOW) == (
        "5 files since Friday: 4.txt, 3.txt, 2.txt and 2 more"
    )
    assert news(files[:1], last, NOW) == "1 file since Friday: 0.txt"
    assert news([a_file("/a/copied.txt", mtime_ns=old, changed_ns=new)], last, NOW) == "1 file since Friday: copied.txt"
    assert news([a_file("/a/old.txt", mtime_ns=old)], last, NOW) == "nothing new since Friday"
    assert news(files, 0.0, NOW) == ""  # it is the first time


def test_what_could_not_be_read_and_what_there_is() -> None:
    assert unread(FILES) == "2 files: 1 no text in it (a scan?), 1 needs a password"
    assert unread(FILES[:1]) == ""
    assert kinds(FILES) == "2 .pdf, 2 .md"
    many = [a_file(f"/a/x{number}.k{number}") for number in range(7)]
    assert kinds(many).endswith(", \u2026")


@pytest.mark.parametrize(
    ("said", "shown"),
    [
        ("date: 2026-05-20; workshop: Alder; work: new tyres; km: 64890", "Alder \u00b7 new tyres \u00b7 64890"),
        (
            "person: Mira; what: check; found: weight 25.2 kg; height 128 cm",
            "Mira \u00b7 check \u00b7 weight 25.2 kg \u00b7 height 128 cm",
        ),
        ("The rent is due on 1 October; the deposit is not.", "The rent is due on 1 October; the deposit is not."),
        ("Bring: boots; a coat.", "Bring: boots; a coat."),
        ("a: 2026-01; b: 2026-02; c: 2026-03", "a: 2026-01; b: 2026-02; c: 2026-03"),
    ],
)
def test_a_row_of_a_table_is_shown_by_its_values(said: str, shown: str) -> None:
    assert row_in_words(said) == shown
