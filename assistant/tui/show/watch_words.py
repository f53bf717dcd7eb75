"""The state of the watch in words. Invariant: one short phrase for the status line, the reasons for the library."""

from __future__ import annotations

from typing import TYPE_CHECKING

from assistant.chat.words import scans_left
from assistant.text.clean import one_line
from assistant.text.quantity import count

if TYPE_CHECKING:
    from assistant.domain.events import Progress
    from assistant.domain.records.watching import WatchState


def watch_phrase(state: WatchState | None, progress: Progress | None = None) -> str:
    """For the status line; "" where nothing is watched."""
    if state is None or state.activity == "stopped":
        return ""
    if state.activity == "paused":
        return "! watching is paused"
    if state.trouble:
        return "! changes could not be read"
    if state.activity == "starting":
        return "looking for changes\u2026"
    if state.activity == "updating":
        if progress is not None and progress.recognising:
            return scans_left(progress.scans, progress.eta_s)
        done = f" {progress.done:,} of {progress.total:,}" if progress is not None else ""
        return f"updating{done}\u2026"
    missing = sum(root.mode == "missing" for root in state.roots)
    if missing:
        return f"! {count(missing, 'watched folder')} missing"
    polled = sum(root.mode == "polling" for root in state.roots)
    return f"watching {count(len(state.roots), 'folder')}" + (f", {polled:,} by polling" if polled else "")


def watch_reasons(state: WatchState | None) -> list[str]:
    """For the library: what is not as it should be, one line each."""
    if state is None:
        return []
    lines = [f"! {one_line(text, 400)}" for text in (state.trouble, state.warning) if text]
    for root in state.roots:
        if root.mode == "missing":
            lines.append(f"! {one_line(root.root, 80)} cannot be read; its files are kept until it is back")
        elif root.mode == "polling":
            lines.append(f"{one_line(root.root, 80)} is looked at every few seconds: {one_line(root.reason, 120)}")
    return lines
