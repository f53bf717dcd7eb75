"""`assistant index`: make the library equal the disk."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from dataclasses import asdict
from pathlib import Path
from typing import TextIO

import click

from assistant.cli.interrupt import stop_on_interrupt
from assistant.cli.output import json_option, print_json, say
from assistant.cli.passwords import read_passwords, require_terminal, unlock_each
from assistant.core.errors import UsageError
from assistant.core.events import (
    FileForgotten,
    FileIndexed,
    FileMoved,
    FileQuarantined,
    IndexEvent,
    IndexingFinished,
    Progress,
    RootMissing,
    ScanFinished,
)
from assistant.core.text import one_line

_ANEW = (
    "The library was built with another embedding model, chunker or parser: every file is read again. "
    "A run that is stopped goes on where it was.\n"
)
_TOLD = 12  # ways of being ignored that one line names
_SKIPPED = {
    "ignored": "by your patterns",
    "system": "of systems and programs",
    "kind": "of no known kind",
    "link": "links",
    "loop": "seen twice",
    "too_deep": "too deep",
    "online_only": "in a cloud only",
    "unsettled": "being written",
}


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
    from assistant.wiring import known_roots, open_assistant_here

    for path in paths:
        if not path.expanduser().exists():
            raise UsageError(f"There is no {str(path)!r}.", "Give a folder or file that exists.")
    passwords = read_passwords(password_file) if password_file is not None else []
    if ask_passwords:
        require_terminal()
    show = _show_json if as_json else _show
    with open_assistant_here(owner=True) as assistant:
        roots = [path.expanduser().resolve() for path in paths] or known_roots(assistant)
        if not roots:
            raise UsageError("No folder is known yet.", "Give one: assistant index ~/Documents")
        with stop_on_interrupt() as stop:
            finished = show(assistant.index(roots, stop, force=force, passwords=passwords))
        if ask_passwords and not stop.stopped:
            unlock_each(assistant, roots, show)
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
    live = sys.stderr.isatty()
    for event in events:
        line = narrate_line(event)
        if isinstance(event, Progress):
            if live:
                click.echo(f"\r\x1b[K{_progress(event)}", err=True, nl=False)
            continue
        if line:
            if live:
                click.echo("\r\x1b[K", err=True, nl=False)
            say(line)
        if isinstance(event, IndexingFinished):
            finished = event
            click.echo(result_line(event))
    return finished


def narrate_line(event: IndexEvent) -> str:
    """What is told of an event in one line; "" where nothing is."""
    if isinstance(event, ScanFinished):
        return (
            f"{_ANEW if event.anew else ''}{event.new} new, {event.changed} changed, {event.moved} moved, "
            f"{event.gone} gone, {event.unchanged} unchanged, {event.skipped} ignored{_skipped_as(event)}"
        )
    if isinstance(event, FileIndexed):
        without = (
            f"; no text on page {', '.join(map(str, event.pages_without_text))}" if event.pages_without_text else ""
        )
        return f"+ {one_line(event.path)}: {event.chunks} passages{without}"
    if isinstance(event, FileQuarantined):
        return f"x {one_line(event.path)}: {event.reason}. {event.message}"
    if isinstance(event, FileMoved):
        return f"> {one_line(event.old_path)} is now {one_line(event.path)}"
    if isinstance(event, FileForgotten):
        return f"- {one_line(event.path)}"
    if isinstance(event, RootMissing):
        return f"! {one_line(event.root)} cannot be read; its files are kept as they were"
    return ""


def _skipped_as(event: ScanFinished) -> str:
    """ " (19 .xlsx, 4 links)", the most frequent first; "" where nothing is ignored."""
    told = [f"{number} {_SKIPPED.get(why, one_line(why, 20))}" for why, number in event.skipped_as[:_TOLD]]
    more = ["..."] if len(event.skipped_as) > _TOLD else []
    return f" ({', '.join(told + more)})" if told else ""


def _progress(event: Progress) -> str:
    return (
        f"{event.done}/{event.total} files, {event.chunks} passages, {event.chunks_per_s:.0f}/s, "
        f"about {event.eta_s:.0f} s left"
    )


def result_line(event: IndexingFinished) -> str:
    """The figures of a run."""
    return (
        f"{'Stopped. ' if event.cancelled else ''}{event.indexed} indexed ({event.chunks} passages), "
        f"{event.quarantined} quarantined, {event.moved} moved, {event.forgotten} forgotten, "
        f"{event.unchanged} unchanged, {event.seconds:.1f} s"
    )
