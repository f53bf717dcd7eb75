"""A renamed file is found by its new name once no change has come for a while."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from assistant.app.local import LocalAssistant
from assistant.domain.events import NamesRenewed, WatchEvent
from assistant.domain.ports.scan import ChangeHints
from assistant.ingest.scan.watch import Watcher
from assistant.ingest.watch import OnDirty, Watching
from tests.journeys.watching.watched import QUICK
from tests.waiting import until


def test_the_name_is_renewed_in_the_background(library: LocalAssistant, root: Path) -> None:
    events: list[WatchEvent] = []

    def hints(roots: Sequence[Path], hear: OnDirty) -> ChangeHints:
        return Watcher(roots, hear, timing=QUICK)

    watch = Watching(
        [root], hints, library.reconcile, lambda: None, events.append, renew=library._renew, rest_s=0.3, retry_s=0.3
    )
    watch.start()
    try:
        until(lambda: watch.state().activity == "idle", "the first look")
        (root / "lease.md").rename(root / "contract.md")
        until(lambda: any(isinstance(event, NamesRenewed) for event in events), "the new name")
        path = str(root / "contract.md")
        until(lambda: [one.header.startswith("contract") for one in library.parts.library.document(path)] == [True])
    finally:
        watch.stop()
