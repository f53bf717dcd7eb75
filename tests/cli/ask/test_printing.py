"""What a person and what a pipe get: text, steps, tables, warnings, refusals."""

from __future__ import annotations

import io
import json
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, redirect_stderr, redirect_stdout

import pytest

from assistant.chat.told.shapes import answer_json
from assistant.cli.ask.paper import Paper
from assistant.cli.ask.shown import Asked, show_answer
from assistant.cli.terminal.live_line import LiveLine
from assistant.domain.events import AnswerEvent, Checked, Delta, Finished, Retrieved, Routed, Step
from assistant.domain.records.answers import Answer
from assistant.domain.records.passages import Budget, Evidence
from assistant.domain.records.results import Coverage, find_table
from assistant.domain.records.verdicts import Finding, Verdict
from assistant.domain.scope import Scope
from tests.tui.doubles.scripted import ScriptedAssistant
from tests.tui.doubles.scripted_events import PASSAGES, citations, refusal_events

TABLE = (
    "Two files:\n\n| File | Net pay |\n| --- | --- |\n| june.pdf | 1,884.20 [1] |\n| a.pdf | 99.00 [2] |\n\nThe end."
)
RULE = "\u2500" * 8 + "  " + "\u2500" * 12
ALIGNED = f"Two files:\n\nFile           Net pay\n{RULE}\njune.pdf  1,884.20 [1]\na.pdf        99.00 [2]\n\nThe end.\n"
LEFT_OUT = Checked(
    Verdict("retrieval", "drop_passage", "", (Finding("injected-passage", "d", "drop_passage", "x"),)), "/a.md"
)


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


@contextmanager
def a_terminal() -> Iterator[tuple[Terminal, Terminal]]:
    """Standard output and standard error as a terminal of 60 columns, without colours."""
    with pytest.MonkeyPatch.context() as patch, redirect_stdout(Terminal()) as out, redirect_stderr(Terminal()) as err:
        patch.setenv("COLUMNS", "60")
        patch.setenv("NO_COLOR", "1")  # colours: tests/cli/terminal
        patch.setenv("TERM", "xterm")
        yield out, err


def survey_events(text: str = TABLE) -> list[AnswerEvent]:
    answer = Answer(
        text, False, "extractive", citations(), PASSAGES, (LEFT_OUT.verdict,) * 3, {}, task="survey",
        others=("each", "lookup"), steps=("looking through the files",), table=find_table(text),
        coverage=Coverage(9, 2, 6, 1), query="SELECT COUNT(*) FROM t", budget=Budget(9, 9, (2, 1, 77)),
    )  # fmt: skip
    return [
        Routed("survey", ("each", "lookup")),
        Step("looking through the files", 3, 9, 20.0),
        LEFT_OUT,
        *(Delta(text[at : at + 7]) for at in range(0, len(text), 7)),
        LEFT_OUT,
        LEFT_OUT,
        Finished(answer),
    ]


def show(events: Sequence[AnswerEvent], asked: Asked | None = None) -> Answer:
    with LiveLine() as line:
        return show_answer(iter(events), asked or Asked("Who?", Scope()), ScriptedAssistant(), line)


def test_a_terminal_gets_an_aligned_table_and_the_rest_beside_it() -> None:
    with a_terminal() as (out, err):
        show(survey_events(), Asked("Who?", Scope(), show_query=True))
    assert out.getvalue().startswith(f"{ALIGNED}  [1] ")
    live, _, told = err.getvalue().rpartition("\r\x1b[K")
    assert "\r\x1b[K\u280b looking through the files: 3 of 9, 20 s left" in live
    assert told == (
        "(answered as a list of files; --task each for another way)\n"
        "(9 files in scope: 2 have it, 6 do not, 1 could not be read)\n"
        "(calculated: the number of rows from t)\n"
        "  SELECT COUNT(*) FROM t\n"
        "! 3 passages were left out by the rule injected-passage\n"
    )


def test_a_pipe_gets_the_text_as_it_is_and_no_live_line(capsys: pytest.CaptureFixture[str]) -> None:
    show(survey_events())
    captured = capsys.readouterr()
    assert captured.out.startswith(TABLE + "\n  [1] ")
    assert "\r" not in captured.err
    assert "SELECT" not in captured.err


@pytest.mark.parametrize("piece", [1, 2, 3, 11, 400])
def test_a_table_is_aligned_however_it_is_cut(piece: int) -> None:
    text = f"| not a table\n{TABLE}\n| A |\n| --- |\n| x |"
    with a_terminal() as (out, _):
        paper = Paper()
        for at in range(0, len(text), piece):
            paper.write(text[at : at + piece])
        paper.end()
    assert out.getvalue() == f"| not a table\n{ALIGNED}A\n\u2500\nx\n"


def test_text_is_on_the_terminal_before_its_line_ends() -> None:
    with a_terminal() as (out, _):
        paper = Paper()
        paper.write("Half a sen")
        assert out.getvalue() == "Half a sen"
        paper.write("tence | with a bar")
        assert out.getvalue() == "Half a sentence | with a bar"


def test_the_usual_way_and_the_way_that_was_asked_for_are_not_told(capsys: pytest.CaptureFixture[str]) -> None:
    usual = Answer("Yes.", False, "extractive", others=("survey",))
    show([Delta("Yes."), Finished(usual)])
    show(survey_events(), Asked("Who?", Scope(), task="survey"))
    assert "answered as" not in capsys.readouterr().err


def test_what_is_not_from_the_files_is_marked(capsys: pytest.CaptureFixture[str]) -> None:
    show([Delta("Hello."), Finished(Answer("Hello.", False, "extractive", task="talk", own_words=True))])
    assert capsys.readouterr().err.startswith("(not from your files)\n(answered as talk; --task lookup")


def test_what_a_final_rule_rewrites_is_printed_again(capsys: pytest.CaptureFixture[str]) -> None:
    show([Delta("Call 555."), Finished(Answer("Call [PHONE].", False, "extractive"))])
    assert capsys.readouterr().out == "Call 555.\n\nCall [PHONE].\n"


def test_what_is_only_put_in_another_order_is_not_printed_again(capsys: pytest.CaptureFixture[str]) -> None:
    text = "\u201cHeater: 150 W.\u201d [2]\n\u201cPump: 11 W.\u201d [1]\n\n150 W [2]"
    streamed = [
        Delta("\u201cPump: 11 W.\u201d [1]"),
        Delta("\n\n150 W [2]"),
        Delta("\n\n\u201cHeater: 150 W.\u201d [2]"),
    ]
    show([*streamed, Finished(Answer(text, False, "extractive"))])
    assert capsys.readouterr().out.count("Heater") == 1


def test_a_refusal_names_what_was_looked_for_what_is_near_and_what_helps(capsys: pytest.CaptureFixture[str]) -> None:
    show([Retrieved(PASSAGES, Evidence(False, 0.1, 0.4), "parrot food"), refusal_events()[-1]])
    told = capsys.readouterr().err.splitlines()
    assert told[0] == "Looked for: parrot food (4 files)"
    assert told[1] == "The nearest passages, none of which answers it:"
    assert "lease.pdf, page 7: Notice has to be given" in told[2]
    assert told[4:] == [
        "Try other words, or add the folder in which it stands.",
        "2 files could not be read and may hold it: assistant status --files names them.",
    ]


# ---------------------------------------------------------------- JSON


def answer_of(events: Sequence[AnswerEvent]) -> Answer:
    last = events[-1]
    assert isinstance(last, Finished)
    return last.answer


def test_schema_1_is_as_it_was() -> None:
    shape = answer_json(Answer("A [1].", False, "x", verdicts=(LEFT_OUT.verdict,)), lambda text, _: text, "1")
    assert json.dumps({"schema": 1, **shape}) == (
        '{"schema": 1, "answer": "A [1].", "refused": false, "generator": "x", "citations": [], "passages": [], '
        '"verdicts": [{"stage": "retrieval", "rule": "injected-passage", "action": "drop_passage"}], '
        '"timings_ms": {}, "blocked": false, "interrupted": false}'
    )


def test_schema_2_adds_how_the_answer_came_about() -> None:
    answer = answer_of(survey_events())
    first = answer_json(answer, lambda text, _: text, "1")
    second = answer_json(answer, lambda text, _: text.replace("SELECT", "*"))
    assert {key: second[key] for key in first} == first
    assert {key: value for key, value in second.items() if key not in first} == {
        "task": "survey",
        "others": ["each", "lookup"],
        "steps": ["looking through the files"],
        "table": {
            "columns": ["File", "Net pay"],
            "rows": [["june.pdf", "1,884.20 [1]"], ["a.pdf", "99.00 [2]"]],
        },
        "coverage": {"in_scope": 9, "matched": 2, "unmatched": 6, "unread": 1, "kept_out": 0, "left": 0},
        "sql": "* COUNT(*) FROM t",
        "written_from": [1, 0],
        "own_words": False,
        "trouble": "",
        "damage": "",
    }
