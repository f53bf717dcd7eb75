"""`assistant mcp`: the Model Context Protocol on standard input and output, and which folders it may read."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import click

from assistant.cli.output import json_option, print_json, say
from assistant.cli.vault.passphrase import lock_here, lock_watch
from assistant.config.paths import find_paths
from assistant.domain.errors import UsageError
from assistant.text.clean import one_line
from assistant.text.quantity import count

_folders = click.argument("folders", nargs=-1, type=click.Path(path_type=Path))


@click.group(name="mcp", invoke_without_command=True)
@click.pass_context
def command(context: click.Context) -> None:
    """Let another program on this machine ask the files of some folders, over standard input and output.

    Programs that speak the Model Context Protocol start it themselves. Before, name the folders: assistant mcp allow
    FOLDER. What they get has passed your policy and the policy `mcp`; they can change nothing.
    """
    if context.invoked_subcommand is None:
        _serve()


def _serve() -> None:
    from assistant.app.doors.open import open_door
    from assistant.doors.mcp.frames import own_streams
    from assistant.doors.mcp.server import Server

    if sys.stdin is not None and sys.stdin.isatty():
        raise UsageError(
            "Another program starts this and writes to it.", "Put it into that program's settings; see the README."
        )
    paths = find_paths()
    locks = lock_watch(paths)
    with open_door(paths) as door:
        server = Server(door, own_streams())
        ended = server.run(lambda idle_s: locks is not None and locks(idle_s))
    if locks is not None:
        lock_here()
    if not ended:  # a model at work hears nothing; what it works for is gone
        sys.stderr.flush()
        os._exit(0)


@command.command()
@_folders
@json_option
def allow(folders: tuple[Path, ...], as_json: bool) -> None:
    """Let other programs read the files below FOLDERS, as far as the policies let them."""
    from assistant.app.doors.allowed import allow as allow_folders

    if not folders:
        raise UsageError("No folder is named.", "For instance: assistant mcp allow ~/Documents/Work")
    _tell(allow_folders(find_paths(), folders), as_json)


@command.command()
@_folders
@click.option("--all", "every", is_flag=True, help="Take back all that was allowed.")
@json_option
def deny(folders: tuple[Path, ...], every: bool, as_json: bool) -> None:
    """Take back what was allowed; a program that is connected notices with its next call."""
    from assistant.app.doors.allowed import deny as deny_folders

    if bool(folders) == every:
        raise UsageError("Name folders, or --all.", "assistant mcp status lists what is allowed.")
    _tell(deny_folders(find_paths(), folders), as_json)


@command.command()
@json_option
def status(as_json: bool) -> None:
    """Print which folders other programs may read."""
    from assistant.app.doors.allowed import allowed_folders

    _tell(allowed_folders(find_paths()), as_json)


def _tell(folders: tuple[str, ...], as_json: bool) -> None:
    if as_json:
        print_json({"folders": list(folders)})
        return
    for folder in folders:
        click.echo(one_line(folder))
    say(f"({count(len(folders), 'folder')} may be read by programs that start `assistant mcp`.)")
