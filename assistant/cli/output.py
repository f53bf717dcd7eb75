"""How commands print.

Invariant: stdout is data, stderr is narration, and no foreign control character passes: text is cleaned, JSON escaped.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

import click

from assistant.chat.words import model_name
from assistant.cli.terminal.look import LOOK, Style, echo
from assistant.text.clean import clean, json_text, one_line

if TYPE_CHECKING:
    from assistant.app.ports.assistant import Assistant

json_option = click.option("--json", "as_json", is_flag=True, help="Print JSON (schema 1) instead of text.")


def print_json(value: Mapping[str, Any], schema: int = 1) -> None:
    """One object on one line, `schema` first."""
    click.echo(json_text({"schema": schema, **value}))


def print_table(headings: Sequence[str], rows: Sequence[Sequence[object]]) -> None:
    """Columns padded to their widest cell; numbers to the right."""
    cells = [[one_line(str(cell)) for cell in row] for row in rows]
    widths = [max(len(line[column]) for line in [list(headings), *cells]) for column in range(len(headings))]
    numeric = [
        bool(rows) and all(isinstance(row[column], int | float) for row in rows) for column in range(len(widths))
    ]
    for number, line in enumerate([list(headings), *cells]):
        padded = [
            cell.rjust(width) if right else cell.ljust(width)
            for cell, width, right in zip(line, widths, numeric, strict=True)
        ]
        echo("  ".join(padded).rstrip(), "" if number else "strong")


_SIGNS: dict[str, Style] = {
    "!": "warning",
    "(": "quiet",
    "x": "bad",
}  # a line's first character, before a space or word


def say(text: str, *, always: bool = False) -> None:
    """Print a line of narration on stderr; with --quiet only warnings ("! ...") and what is `always` to be told."""
    warns = text.startswith("! ")
    if LOOK.is_quiet and not (warns or always):
        return
    style = _SIGNS.get(text[:1], "") if text[:1] == "(" or text[1:2] == " " else ""
    echo(clean(text), style, err=True)


def say_more(text: str) -> None:
    """Print a line of narration that only --verbose wants."""
    if LOOK.is_verbose:
        echo(clean(text), "quiet", err=True)


def tell_timings(assistant: Assistant, timings_ms: Mapping[str, float] | None = None) -> None:
    """With --verbose: the models that were used, and how long opening each part and each stage took."""
    if not LOOK.is_verbose:
        return
    summary = assistant.summary()
    say_more(f"found with   {model_name(summary.embedder)}")
    say_more(f"checked by   the policy {one_line(summary.policy.id, 60)}")
    for name, milliseconds in assistant.timings().items():
        say_more(f"took         {milliseconds / 1000:.2f} s  opening {name}")
    for name, milliseconds in (timings_ms or {}).items():
        say_more(f"took         {milliseconds / 1000:.2f} s  {name}")


def tell_policy_trouble(assistant: Assistant) -> None:
    """Say why the policy files as they are now are not in use, if so."""
    if trouble := assistant.policy_trouble():
        say(f"! {one_line(trouble)}")
