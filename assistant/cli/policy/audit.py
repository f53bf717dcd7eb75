"""`assistant audit`: the record of decisions. Invariant: nothing here can change or remove an entry."""

from __future__ import annotations

import time
from collections.abc import Mapping
from dataclasses import asdict

import click

from assistant.cli.output import json_option, print_json, print_table, say
from assistant.cli.terminal.confirm import require_asking, require_yes, yes_option
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
@yes_option
@json_option
def start(yes: bool, as_json: bool) -> None:
    """Begin a new record and print its start key, which is kept nowhere; the record so far is set aside.

    Each line is sealed with a key that is made from the one before and then erased. With the start key, which you
    keep elsewhere, `audit verify --with-key` finds lines that were made or changed later, even by somebody who could
    read everything on this machine then.
    """
    from assistant.app.audit import begin_record

    require_asking("Beginning a new record", yes=yes)
    require_yes(
        "Begin a new record of decisions? The record so far is set aside, and its start key proves nothing of the new.",
        yes=yes,
    )
    key = begin_record(find_paths())
    if as_json:
        print_json({"start_key": key})
    else:
        click.echo(key)
        told = "Keep this key away from this machine. Check the record with: assistant audit verify --with-key"
        say(told, always=True)


@command.command()
@click.option("--with-key", is_flag=True, help="Ask for the start key (or read it from standard input).")
@json_option
def verify(with_key: bool, as_json: bool) -> None:
    """Check every line against the one before it, both ends of the record, and what the library knows of it."""
    from assistant.app.audit import verify_record

    key = click.prompt("Start key", hide_input=True, err=True) if with_key else ""
    report = verify_record(find_paths(), key)
    if as_json:
        print_json(asdict(report))
    elif report.ok:
        sealed = f", {report.sealed} of them sealed from your key on" if with_key else ""
        click.echo(f"{report.entries} entries, whole{sealed}")
    if not report.ok:
        where = f" (line {report.line})" if report.line else ""
        since = f" It is chained from line {report.begins} on." if report.begins > report.line else ""
        what = f"The audit record is not whole{where}: {report.problem}.{since}"
        raise AssistantError(what, "Keep a copy of it. A new record begins with: assistant audit start")
