"""`assistant chat`: the terminal app, or a line conversation.

Invariant: before the seal only the launcher is forked, which can fetch models of the catalog and nothing else, and the
relay if the settings name a server, which can reach that and nothing else. After it, and before the walls, the porter.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from typing import TYPE_CHECKING

import click

from assistant.app.sealing import Door, seal_the_app
from assistant.cli.vault.passphrase import lock_here, lock_watch, unlock_here
from assistant.domain.errors import UsageError, VaultLocked

if TYPE_CHECKING:
    from assistant.app.ports.assistant import Assistant
    from assistant.app.ports.changes import Changes
    from assistant.app.ports.overview import Overview
    from assistant.config.schema import LibraryConfig


@click.command()
@click.option("--plain", is_flag=True, help="A line conversation: no alternate screen, for screen readers and pipes.")
@click.pass_context
def command(context: click.Context, plain: bool) -> None:
    """Open the app on the library."""
    at_terminal = sys.stdin.isatty() and sys.stdout.isatty()
    launcher = seal_the_app(may_pull=at_terminal and not plain, door=_door(app=at_terminal and not plain))
    if plain:
        unlock_here(context)
        from assistant.app.open import app_opener
        from assistant.cli.plain import run_plain
        from assistant.config.paths import find_paths

        _tell_wrong_settings()
        while run_plain(app_opener(), locks=lock_watch(find_paths())):
            lock_here()
            click.echo("Locked.", err=True)
            unlock_here(context)
        return
    if not at_terminal:
        raise UsageError("The app needs a terminal.", "In a pipe use: assistant chat --plain, or assistant ask TEXT")
    unlock_here(context)

    def changes() -> Changes:
        from assistant.app.changes import LocalChanges
        from assistant.config.paths import find_paths

        return LocalChanges(find_paths(), launcher)

    while (code := _run_app(changes)) == VaultLocked.exit_code:
        lock_here()
        click.echo("Locked.", err=True)
        unlock_here(context)
    _tell_wrong_settings()  # not before: reading all settings takes longer than the first frame may
    sys.exit(code)


def _tell_wrong_settings() -> None:
    from assistant.cli.config import tell_wrong_settings

    tell_wrong_settings()


def _door(*, app: bool) -> Door:
    """What is done outside for a conversation: exports; for the app, viewers and the clipboard, too."""
    if not app:
        return Door(exports=True)
    from assistant.tui.system.clipboard import native_command
    from assistant.tui.system.open_file import opener

    return Door(exports=True, opener=tuple(opener()), clipboard=tuple(native_command(os.environ)))


def _run_app(changes: Callable[[], Changes]) -> int:
    """Run the app until it is closed or locked; the exit code, that of VaultLocked where the vault is to be locked."""
    from assistant.tui.system import garbage_collection

    garbage_collection.switch_off()  # the app switches it on once the first frame is drawn
    from assistant.config.appearance import read_appearance
    from assistant.config.paths import find_paths
    from assistant.tui.app import run_app
    from assistant.tui.system.hang_up import end_with_terminal

    paths = find_paths()
    theme, keymap = read_appearance(paths.config_file)

    # Nothing else is imported before the first frame: each of these is called by a worker or by a view that is opened.
    def open_assistant() -> Assistant:
        from assistant.app.open import app_opener

        return app_opener()()

    def reads() -> LibraryConfig:
        from assistant.config.schema import load_config

        return load_config(paths.config_file).library

    def overview() -> Overview:
        from assistant.app.overview import LocalOverview

        return LocalOverview(paths)

    end_with_terminal()
    return run_app(
        open_assistant,
        reads=reads,
        overview=overview,
        changes=changes,
        theme=theme,
        keymap=keymap,
        locks=lock_watch(paths),
    )
