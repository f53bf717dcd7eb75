"""`assistant open N`: the file behind a source of the last answer.

Invariant: nothing is opened but a file of the library that the kept answer cites.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from assistant.cli.ask.going_on import last_turn
from assistant.cli.output import json_option, print_json, say
from assistant.domain.errors import NothingFound
from assistant.text.clean import clean, one_line
from assistant.text.pages import file_and_page

if TYPE_CHECKING:
    from assistant.domain.records.chats import StoredQuote, StoredTurn


@click.command()
@click.argument("number", type=click.IntRange(1))
@click.option("--print", "prints", is_flag=True, help="Print the page's text instead, as the policy lets it be shown.")
@json_option
def command(number: int, prints: bool, as_json: bool) -> None:
    """Open source NUMBER of the last answer of the command line, with the system's own program for such files.

    The last answer is the last one that was kept: see assistant ask.
    """
    from assistant.app.open import open_assistant_here

    with open_assistant_here() as assistant:
        source = _source(last_turn(assistant), number)
        place = file_and_page(source.path, source.page)
        if source.standing == "gone":
            raise NothingFound(f"{place} is no longer in the library.", "Ask again.")
        if source.standing == "changed":
            say("! The file has changed since the answer.")
        if as_json:
            print_json({"path": source.path, "page": source.page, "quote": clean(source.quote)})
        elif prints:
            say(f"({place})")
            click.echo(clean(assistant.page_text(source.path, source.page)))
        else:
            from assistant.tui.system.open_file import open_outside

            say(f"({place}: \u201c{one_line(source.quote, 120)}\u201d)", always=True)
            open_outside(source.path, assistant.files())


def _source(turn: StoredTurn, number: int) -> StoredQuote:
    found = next((quote for quote in turn.quotes if quote.number == number), None)
    if found is None:
        numbers = ", ".join(str(quote.number) for quote in turn.quotes)
        raise NothingFound(
            f"The last answer has no source {number}.", f"It has: {numbers}" if numbers else "It has none; ask again."
        )
    return found
