"""`assistant audit`: the record of decisions. Invariant: nothing here can change the record."""

from __future__ import annotations

import time
from collections.abc import Mapping
from dataclasses import asdict

import click

from assistant.cli.output import json_option, print_json, print_table
from assistant.config.paths import find_paths
from assistant.domain.errors import AssistantError


@click.group(name="audit")
def command() -> None:
    """Show and verify the record of the safeguards' decisions. It holds no text of files, questions or answers."""


@command.command()
@click.option("--last", type=click.IntRange(1, 1000), default=50, show_default=True, help="How many entries.")
@json_option
def show(last: int, as_json: bool) -> None:
    """The last entries, newest first."""
    from assistant.app.audit import last_entries

    entries = last_entries(find_paths(), last)
    if as_json:
        print_json({"entries": entries})
        return
    columns = ("policy", "stage", "rule", "action", "detector", "score")
    # An entry about the guard itself has an event instead of an action.
    complete = [{"action": entry.get("event", ""), **entry} for entry in entries]
    rows = [(entry.get("n", ""), _when(entry), *(entry.get(column, "") for column in columns)) for entry in complete]
    print_table(("n", "time", *columns), rows)


def _when(entry: Mapping[str, object]) -> str:
    """The entry's moment in local time."""
    moment = entry.get("time")
    return time.strftime("%Y-%m-%d %H:%M:%S", time.localtime(moment)) if isinstance(moment, int | float) else ""


@command.command()
@json_option
def verify(as_json: bool) -> None:
    """Check every line against the one before it, and the end against the note of the last line."""
    from assistant.app.audit import verify_record

    report = verify_record(find_paths())
    if as_json:
        print_json(asdict(report))
    elif report.ok:
        click.echo(f"{report.entries} entries, whole")
    if not report.ok:
        where = f" (line {report.line})" if report.line else ""
        raise AssistantError(f"The audit record is not whole{where}: {report.problem}.", "Keep a copy of it.")
