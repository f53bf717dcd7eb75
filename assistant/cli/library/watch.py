"""`assistant watch`: keep the library equal to the disk until ctrl+c."""

from __future__ import annotations

import queue
from dataclasses import asdict, dataclass, field
from pathlib import Path

import click

from assistant.cli.interrupt import stop_on_interrupt
from assistant.cli.library.narration import Narration
from assistant.cli.library.roots import require_existing, roots_of
from assistant.cli.output import json_option, print_json, say
from assistant.cli.vault.passphrase import lock_here, lock_watch, unlock_here
from assistant.config.paths import find_paths
from assistant.domain.events import IndexingFinished, RootMissing, ScanFinished, WatchChanged, WatchEvent
from assistant.domain.records.watching import WatchedRoot, WatchState
from assistant.text.clean import one_line

_TICK_S = 0.2


@click.command()
@click.argument("paths", nargs=-1, type=click.Path(path_type=Path))
@json_option
@click.pass_context
def command(context: click.Context, paths: tuple[Path, ...], as_json: bool) -> None:
    """Watch the folders or files PATHS, and read what changes, until ctrl+c; without PATHS, all known folders.

    When the vault is locked, the watch waits for the passphrase; where nobody can be asked, it ends.
    """
    require_existing(paths)
    while _watch_until_locked(paths, as_json):
        lock_here()
        say("The vault is locked. The watch waits for the passphrase.")
        unlock_here(context)
        say("The watch goes on.")
    raise click.Abort


def _watch_until_locked(paths: tuple[Path, ...], as_json: bool) -> bool:
    """Watch until ctrl+c, or until the vault is to be locked: then True."""
    from assistant.app.open import open_assistant_here

    is_to_lock = lock_watch(find_paths())
    locked = False
    events: queue.SimpleQueue[WatchEvent] = queue.SimpleQueue()
    narration = _WatchNarration()
    with open_assistant_here(owner=True) as assistant, stop_on_interrupt() as stop:
        roots = roots_of(paths, assistant, "watch")
        watch = assistant.watch(roots, events.put)
        watch.start()
        while not stop.stopped and not locked:
            locked = is_to_lock is not None and is_to_lock(0.0)
            try:
                event = events.get(timeout=_TICK_S)
            except queue.Empty:
                continue
            if as_json:
                print_json({"event": type(event).__name__, **asdict(event)})
            for line in narration.lines(event):
                say(line)
        say("Stopping after the file that is being read.")
        watch.stop()
    return locked and not stop.stopped


@dataclass(slots=True)
class _WatchNarration:
    """The lines about the events: each fact once, and none about a scan without changes."""

    roots: dict[str, WatchedRoot] = field(default_factory=dict)
    trouble: str = ""
    warning: str = ""
    run: Narration = field(default_factory=Narration)
    scanned: ScanFinished | None = None

    def lines(self, event: WatchEvent) -> list[str]:
        if isinstance(event, WatchChanged):
            return self._of_state(event.state)
        if isinstance(event, ScanFinished):
            self.scanned = event
            return []
        if isinstance(event, IndexingFinished):
            changed = event.indexed or event.quarantined or event.moved or event.forgotten or event.cancelled
            return [self.run.line(event)] if changed else []
        if isinstance(event, RootMissing):
            return []  # `_of_state` reports it, once
        line = self.run.line(event)
        return [line] if line else []

    def _of_state(self, state: WatchState) -> list[str]:
        found = [_root_line(root) for root in state.roots if self.roots.get(root.root) != root]
        self.roots = {root.root: root for root in state.roots}
        if state.trouble and state.trouble != self.trouble:
            found.append(f"! {one_line(state.trouble, 300)}")
        if state.warning != self.warning:
            found.append(
                f"! {one_line(state.warning, 600)}" if state.warning else "What was warned of is in order again."
            )
        self.trouble, self.warning = state.trouble, state.warning
        return [line for line in found if line]


def _root_line(root: WatchedRoot) -> str:
    name = one_line(root.root)
    if root.mode == "missing":
        return f"! {name} cannot be read; its files are kept as they were until it is back"
    if root.mode == "polling":
        return f"! {name} is looked at every few seconds: {one_line(root.reason)}"
    return f"watching {name}" if root.mode == "events" else ""
