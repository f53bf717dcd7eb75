"""`assistant index`: make the library equal the disk."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict
from pathlib import Path
from typing import TextIO

import click

from assistant.cli.interrupt import stop_on_interrupt
from assistant.cli.library.narration import Narration
from assistant.cli.library.passwords import read_passwords, require_terminal, unlock_each
from assistant.cli.library.roots import require_existing, roots_of
from assistant.cli.output import json_option, print_json, say, tell_timings
from assistant.cli.terminal.live_line import LiveLine
from assistant.domain.events import IndexEvent, IndexingFinished


@click.command()
@click.argument("paths", nargs=-1, type=click.Path(path_type=Path))
@click.option("--force", is_flag=True, help="Read every file again, changed or not.")
@click.option("--password-file", type=click.File(encoding="utf-8"), help="Try each line on PDFs that are locked.")
@click.option("--ask-passwords", is_flag=True, help="Ask for the password of each PDF that is locked.")
@json_option
def command(
    paths: tuple[Path, ...], force: bool, password_file: TextIO | None, ask_passwords: bool, as_json: bool
) -> None:
    """Read the folders or files PATHS into the library; without PATHS, bring all known folders up to date.

    Passwords are used to read the files and kept nowhere: a locked file that changes needs its password again.
    """
    from assistant.app.models.languages import embedder_advice
    from assistant.app.open import open_assistant_here

    require_existing(paths)
    passwords = read_passwords(password_file) if password_file is not None else []
    if ask_passwords:
        require_terminal()
    show = _show_json if as_json else _show
    with open_assistant_here(owner=True) as assistant:
        roots = roots_of(paths, assistant, "index")
        with stop_on_interrupt() as stop:
            finished = show(assistant.index(roots, stop, force=force, passwords=passwords))
        if ask_passwords and not stop.stopped:
            unlock_each(assistant, roots, show)
        tell_timings(assistant)
        advice = embedder_advice(assistant.parts)
    if advice and not as_json:
        say(advice.told)
    if finished is not None and finished.cancelled:
        raise click.Abort


def _show_json(events: Iterator[IndexEvent]) -> IndexingFinished | None:
    finished = None
    for event in events:
        print_json({"event": type(event).__name__, **asdict(event)})
        finished = event if isinstance(event, IndexingFinished) else finished
    return finished


def _show(events: Iterator[IndexEvent]) -> IndexingFinished | None:
    """Narrate on stderr; the last line, the result, goes to stdout."""
    finished = None
    narration = Narration()
    with LiveLine() as live:
        live.say("looking at the folders")
        for event in events:
            line, status = narration.line(event), narration.status(event)
            if line:
                live.clear()
            if isinstance(event, IndexingFinished):
                finished = event
                click.echo(line)
            elif line:
                say(line)
            if status:
                live.say(status)
    return finished
