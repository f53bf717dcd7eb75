"""`assistant chat`: the terminal app, or a line conversation.

Invariant: before the seal only the launcher is forked, which can fetch models of the catalog and nothing else, and the
relay if the settings name a server, which can reach that and nothing else.
"""

from __future__ import annotations

import sys

import click

from assistant.cli.sealing import seal_this_process
from assistant.core.errors import UsageError


@click.command()
@click.option("--plain", is_flag=True, help="A line conversation: no alternate screen, for screen readers and pipes.")
def command(plain: bool) -> None:
    """Open the app on the library."""
    launcher = None
    if not plain and sys.stdin.isatty() and sys.stdout.isatty():
        from assistant.privacy.launcher import start_launcher

        launcher = start_launcher()  # the seal binds every process that is started after it
    seal_this_process(answers=True)
    from assistant.wiring import app_opener

    opener = app_opener()
    if plain:
        from assistant.tui.plain import run_plain

        run_plain(opener)
        return
    if not (sys.stdin.isatty() and sys.stdout.isatty()):
        raise UsageError("The app needs a terminal.", "In a pipe use: assistant chat --plain, or assistant ask TEXT")
    from pathlib import Path

    from assistant.changes import LocalChanges
    from assistant.core.config import load_config
    from assistant.core.paths import find_paths
    from assistant.overview import LocalOverview
    from assistant.tui.app import run_app

    paths = find_paths()
    config = load_config(paths.config_file)
    folders = [Path(folder).expanduser() for folder in config.library.folders]
    code = run_app(
        opener,
        overview=LocalOverview(config, paths),
        changes=LocalChanges(paths, launcher),
        folders=folders,
        watches=config.library.watch,
        theme=config.app.theme,
        keymap=config.app.keys,
    )
    sys.exit(code)
