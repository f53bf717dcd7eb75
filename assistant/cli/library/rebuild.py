"""`assistant rebuild`: make the vector index again from the ledger; nothing is read or embedded anew."""

from __future__ import annotations

import sys
import time

import click

from assistant.cli.output import json_option, print_json


@click.command()
@json_option
def command(as_json: bool) -> None:
    """Make the vector index again from the ledger. No file is read, no model is needed."""
    from assistant.app.open import open_assistant_here

    started = time.monotonic()
    live = sys.stderr.isatty()

    def show(done: int, total: int) -> None:
        if live:
            click.echo(f"\r\x1b[K{done}/{total} vectors", err=True, nl=done >= total)

    with open_assistant_here(owner=True) as assistant, assistant.upkeep() as upkeep:
        vectors = upkeep.rebuild(show)
    seconds = time.monotonic() - started
    if as_json:
        print_json({"event": "Rebuilt", "vectors": vectors, "seconds": round(seconds, 3)})
    else:
        click.echo(f"{vectors} vectors, {seconds:.1f} s")
