"""The progress of `assistant models pull`: one bar on a terminal, a few lines elsewhere."""

from __future__ import annotations

import pytest

from assistant.app.models.pull import PullOffer
from assistant.app.ports.changes import PullEvent
from assistant.chat.pace import Pace
from assistant.cli.models.bar import PullBar

OFFERS = [
    PullOffer("small", "A small one.", "MIT", "https://example.org", 100_000_000, exact=True, space_bytes=1),
    PullOffer("large", "A large one.", "MIT", "https://example.org", 900_000_000, exact=True, space_bytes=1),
]


class Clock:
    now = 0.0

    def __call__(self) -> float:
        return self.now


def drawn(capsys: pytest.CaptureFixture[str]) -> str:
    """The line as it stands after everything that was drawn over it."""
    return capsys.readouterr().err.replace("\r\x1b[K", "\n").rpartition("\n")[2]


def test_one_bar_counts_all_that_is_fetched(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLUMNS", "120")
    clock = Clock()
    bar = PullBar(OFFERS, Pace(clock), live=True)
    bar.show(PullEvent("small", "download", 0, 100_000_000))
    clock.now = 5.0
    bar.show(PullEvent("small", "download", 50_000_000, 100_000_000))
    line = drawn(capsys)
    assert line.endswith("5%  50.0 MB of 1.0 GB  10.0 MB/s  about 2 min left  small")
    bar.show(PullEvent("small", "installed", 100_000_000, 100_000_000))
    clock.now = 10.0
    bar.show(PullEvent("large", "download", 400_000_000, 900_000_000))  # an earlier run had fetched these
    assert "45%  450 MB of 1.0 GB" in drawn(capsys)


def test_what_is_there_already_is_not_counted(capsys: pytest.CaptureFixture[str]) -> None:
    bar = PullBar(OFFERS, live=True)
    bar.show(PullEvent("small", "present", 100_000_000, 100_000_000))
    bar.show(PullEvent("large", "download", 450_000_000, 900_000_000))
    assert "50%  450 MB of 900 MB" in drawn(capsys)


def test_what_an_earlier_run_has_fetched_is_no_speed() -> None:
    clock = Clock()
    bar = PullBar(OFFERS[1:], Pace(clock), live=False)
    bar.show(PullEvent("large", "download", 800_000_000, 900_000_000))
    clock.now = 2.0
    bar.show(PullEvent("large", "download", 820_000_000, 900_000_000))
    assert "10.0 MB/s  about 8 s left" in bar.line("large")


def test_another_source_is_said_and_counted_anew(capsys: pytest.CaptureFixture[str]) -> None:
    bar = PullBar(OFFERS[1:], live=True)
    bar.show(PullEvent("large", "download", 300_000_000, 900_000_000))
    bar.show(PullEvent("large", "fallback", note="The index cannot be reached. Now from the hub."))
    bar.show(PullEvent("large", "download", 200_000_000, 800_000_000))
    told = capsys.readouterr().err
    assert "large: The index cannot be reached. Now from the hub.\n" in told
    assert "25%  200 MB of 800 MB" in told


def test_the_line_is_no_wider_than_the_terminal(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLUMNS", "40")
    PullBar(OFFERS, live=True).show(PullEvent("small", "download", 1, 100_000_000))
    assert len(drawn(capsys)) == 39


def test_an_error_begins_on_a_clean_line(capsys: pytest.CaptureFixture[str]) -> None:
    bar = PullBar(OFFERS, live=True)
    with pytest.raises(KeyboardInterrupt), bar:
        bar.show(PullEvent("small", "download", 1, 100_000_000))
        raise KeyboardInterrupt
    assert drawn(capsys) == ""


def test_without_a_terminal_a_line_says_when_each_begins_and_ends(capsys: pytest.CaptureFixture[str]) -> None:
    bar = PullBar(OFFERS, live=False)
    for done in range(0, 100_000_001, 10_000_000):
        bar.show(PullEvent("small", "download", done, 100_000_000))
    bar.show(PullEvent("small", "prepare", 100_000_000, 100_000_000))
    bar.show(PullEvent("small", "installed", 100_000_000, 100_000_000))
    assert capsys.readouterr().err == "small: fetching 100 MB\nsmall: installed, 100 MB\n"
