"""`assistant rebuild`: make the vector index again from the ledger; nothing is read or embedded anew."""

from __future__ import annotations

import time

import click

from assistant.cli.output import json_option, print_json
from assistant.cli.terminal.live_line import LiveLine


@click.command()
@json_option
def command(as_json: bool) -> None:
    """Make the vector index again from the ledger. No file is read, no model is needed."""
    from assistant.app.open import open_assistant_here

    started = time.monotonic()
    with LiveLine() as line, open_assistant_here(owner=True) as assistant, assistant.upkeep() as upkeep:
        vectors = upkeep.rebuild(lambda done, total: line.say(f"{done}/{total} vectors"))
    seconds = time.monotonic() - started
    if as_json:
        print_json({"event": "Rebuilt", "vectors": vectors, "seconds": round(seconds, 3)})
    else:
        click.echo(f"{vectors} vectors, {seconds:.1f} s")
