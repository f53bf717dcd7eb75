"""The option that writes the dates of an answer into a calendar file."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import click

from assistant.chat.export import write_new_file
from assistant.chat.tables.calendar import make_calendar
from assistant.cli.output import say
from assistant.domain.errors import NothingFound, UsageError
from assistant.domain.records.answers import Answer
from assistant.text.clean import one_line

calendar_option = click.option(
    "--ics", metavar="FILE", default="", help="Also write the dates of the answer into FILE (.ics) for a calendar."
)


def save_calendar(answer: Answer, file: str) -> None:
    """Write the dates of `answer` into `file`.

    Raises NothingFound if it has none, UsageError for a name with another ending, and what `write_new_file` raises.
    """
    path = Path(file).expanduser().absolute()
    if path.suffix.lower() != ".ics":
        raise UsageError(f"{path.name!r} does not end in .ics.", "Give the calendar a name that ends in .ics.")
    text = make_calendar(answer.table, datetime.now(UTC))
    if not text:
        raise NothingFound("The answer has no dates for a calendar.", "Ask for dates: what deadlines do I have?")
    say(f"Written: {one_line(str(write_new_file(path, text)))}")
