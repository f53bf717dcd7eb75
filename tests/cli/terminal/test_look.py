"""Colours, quiet and verbose, and the line that moves."""

from __future__ import annotations

import re
from contextlib import redirect_stderr
from pathlib import Path

import pytest

from assistant.cli.output import say
from assistant.cli.terminal import look
from assistant.cli.terminal.live_line import LiveLine
from tests.cli.called import Screen, call, make_home
from tests.waiting import until

COLOUR = "\x1b["


@pytest.mark.parametrize(
    ("options", "live", "environment", "coloured"),
    [
        ((), True, {}, True),
        ((), False, {}, False),
        ((), True, {"NO_COLOR": "1"}, False),
        ((), True, {"NO_COLOR": ""}, True),
        ((), True, {"TERM": "dumb"}, False),
        (("--color", "never"), True, {}, False),
        (("--color", "always"), False, {}, True),
        (("--color", "always"), False, {"NO_COLOR": "1"}, True),
        (("--color=auto",), True, {"NO_COLOR": "1"}, False),
    ],
)
def test_colours_are_for_terminals_and_for_who_wants_them(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    options: tuple[str, ...],
    live: bool,
    environment: dict[str, str],
    coloured: bool,
) -> None:
    monkeypatch.setenv("TERM", "xterm")
    monkeypatch.delenv("NO_COLOR", raising=False)
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    home = make_home(tmp_path)
    assert (COLOUR in call(home, *options, "config", "show", live=live).out) is coloured
    wrong = call(home, *options, "config", "get", "no.such", live=live)
    assert (COLOUR in wrong.err) is coloured
    assert "There is no setting 'no.such'" in wrong.err


def test_options_of_the_look_stand_before_and_behind_a_command(tmp_path: Path) -> None:
    home = make_home(tmp_path)
    assert COLOUR in call(home, "config", "show", "--color", "always").out
    assert COLOUR in call(home, "policy", "--color", "always", "list").out
    assert call(home, "completion", "bash", "-q").err == ""
    assert "bashrc" in call(home, "completion", "bash").err


def test_quiet_keeps_warnings_and_errors(tmp_path: Path) -> None:
    home = make_home(tmp_path)
    (home / "config.toml").write_text("[retrieval]\npassages = 0\n", "utf-8")
    done = call(home, "-q", "config", "show")
    assert done.err.startswith("! Setting 'retrieval.passages' is not used")
    assert "There is no setting" in call(home, "-q", "config", "get", "no.such").err


def test_what_one_call_wanted_is_not_what_the_next_gets(tmp_path: Path) -> None:
    home = make_home(tmp_path)
    call(home, "--color", "always", "-v", "paths")
    assert COLOUR not in call(home, "config", "show").out
    assert not look.LOOK.is_verbose


def test_the_live_line_moves_counts_the_seconds_and_is_gone_at_the_end(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TERM", "xterm")
    look.begin()
    with redirect_stderr(Screen(live=True)) as err:
        with LiveLine() as line:
            line.say("thinking")
            until(lambda: "thinking  1 s" in err.getvalue(), "a clock")
            line.say("writing")  # another wait begins at nought
            line.clear()
            line.clear()
        told = err.getvalue()
    frames = re.findall(r"\r\x1b\[K(.) thinking", told)
    assert len(set(frames)) > 3
    assert re.search(r"\x1b\[K. writing\r\x1b\[K$", told)  # taken away once, and nothing behind it


@pytest.mark.parametrize(("live", "term", "told"), [(False, "xterm", 0), (True, "dumb", 0), (True, "xterm", -1)])
def test_where_no_line_can_be_written_over_nothing_is_written(
    monkeypatch: pytest.MonkeyPatch, live: bool, term: str, told: int
) -> None:
    monkeypatch.setenv("TERM", term)
    look.begin()
    look.LOOK.told = told
    with redirect_stderr(Screen(live=live)) as err, LiveLine() as line:
        line.say("thinking")
        line.clear()
    look.begin()
    assert err.getvalue() == ""


def test_a_line_that_is_said_meanwhile_stands_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TERM", "xterm")
    monkeypatch.setenv("NO_COLOR", "1")
    look.begin()
    with redirect_stderr(Screen(live=True)) as err, LiveLine() as line:
        line.say("thinking")
        say("(going on)")
        drawn = err.getvalue().count("thinking")
        until(lambda: err.getvalue().count("thinking") > drawn, "the line below")
    assert re.sub(r"[^\n]*\r\x1b\[K", "", err.getvalue()) == "(going on)\n"
