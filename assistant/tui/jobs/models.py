"""Models: use, verify, remove, measure and pull them.

Invariant: at most one pull runs; the parts that answer change between two turns only.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING

from assistant.domain.stop import StopSignal
from assistant.text.clean import one_line
from assistant.tui.jobs.messages import PullEnded, PullMoved
from assistant.tui.state.feed import Feed

if TYPE_CHECKING:
    from textual.app import App

    from assistant.app.ports.changes import PullEvent
    from assistant.app.ports.overview import ModelRow, Overview
    from assistant.tui.jobs.changing import Changing, Then
    from assistant.tui.jobs.library import Library
    from assistant.tui.jobs.runner import Runner
    from assistant.tui.state.session import Session
    from assistant.tui.state.signals import Signals


class Models:
    """What can be done to models. `app` gives toasts and takes messages."""

    def __init__(
        self,
        app: App[None],
        session: Session,
        signals: Signals,
        runner: Runner,
        library: Library,
        changing: Changing,
        overview: Callable[[], Overview | None],
    ) -> None:
        self._app = app
        self._session = session
        self._signals = signals
        self._runner = runner
        self._library = library
        self._changing = changing
        self._overview = overview
        self._stop = StopSignal()
        self._waiting: list[str] = []  # what is fetched after the running pull
        self._uses = ""  # which model is to be used once it is fetched

    @property
    def can_pull(self) -> bool:
        """Whether models can be fetched from here."""
        return self._changing.port is not None and self._changing.port.can_pull

    def use(self, name: str, then: Then) -> None:
        """Make `name` the model in use, from the next question on."""

        def choose() -> bool:
            return self._changing.must_reopen(self._changing.required().use_model(name))

        self._runner.between_turns(choose, lambda reopen: self._changing.finish(reopen, then), "model")

    def verify(self, name: str, then: Then) -> None:
        """Compare every byte of the installed model with its SHA-256."""
        changes = self._changing.required()
        self._runner.in_background(partial(changes.verify_model, name), lambda _: then(), "model")

    def remove(self, name: str, then: Callable[[int], None]) -> None:
        """Delete the installed model; `then` gets the size of what is gone, in bytes."""

        def remove() -> int:
            freed = self._changing.required().remove_model(name)
            self._look_again()
            return freed

        self._runner.between_turns(remove, then, "model")

    def measure_speed(self, then: Callable[[str], None]) -> None:
        """Measure how fast models are here; `then` gets the name of the model that was measured, or ""."""
        self._runner.between_turns(self._changing.required().measure_speed, then, "model")

    # ---------------------------------------------------------------- pulls

    def find_better(self, then: Callable[[ModelRow, int], None]) -> None:
        """`then` gets the embedding model that would find more, and the free bytes of the disk."""
        advice = self._session.home.advice

        def show(found: tuple[ModelRow, int] | None) -> None:
            if found is not None:
                then(*found)

        if advice is not None:
            self._runner.in_background(partial(self._row, advice.model), show, "model")

    def _row(self, name: str) -> tuple[ModelRow, int] | None:
        """What is known of a model, and the free bytes of the disk. Called in a worker."""
        overview = self._overview()
        row = next((model for model in overview.models() if model.name == name), None) if overview else None
        return (row, overview.machine().disk_free_bytes) if row is not None and overview is not None else None

    def take(self, model: ModelRow) -> None:
        """Use `model`; where it is not here yet, fetch it before."""
        if model.state == "installed":
            self.use(model.name, partial(self._used, model.name))
        elif self.can_pull:
            self.pull(model.name, use=model.name)
        else:
            self._app.notify(f"Nothing can be fetched from here. In a terminal: {model.command}")

    def _used(self, name: str) -> None:
        self._app.notify(f"{name} is used from now on.")

    def pull(self, *names: str, use: str = "") -> None:
        """Begin to fetch `names`, one after the other; the person goes on meanwhile. Then the model `use` is used."""
        pull = self._session.pull
        if pull.running:
            self._app.notify(f"{pull.wanted} is being fetched; wait for it, or stop it.")
            return
        self._waiting, self._uses = list(names), use
        self._pull_next()

    def _pull_next(self) -> None:
        name = self._waiting.pop(0)
        self._session.pull.begin(name)
        self._stop = StopSignal()
        self._runner.in_background(partial(self._fetch, name, self._stop), lambda _: None, "pull")
        self._signals.pull_changed.publish(None)

    def stop_pull(self) -> None:
        """Stop fetching; a model that is not complete is not installed."""
        if self._session.pull.state == "running":
            self._session.pull.state = "stopping"
            self._stop.stop()
            self._signals.pull_changed.publish(None)

    def pull_moved(self, message: PullMoved) -> None:
        """Show how far the pull is."""
        for moved in message.feed.take():
            self._session.pull.apply(moved)
            if moved.step == "fallback":
                self._app.notify(f"{one_line(moved.model, 60)}: {one_line(moved.note)}")
        self._signals.pull_changed.publish(None)

    def pull_ended(self, message: PullEnded) -> None:
        """Show how the pull ended; if the library lacked a model, it can be opened now."""
        pull, summary = self._session.pull, self._session.summary
        pull.state = "failed" if message.failed else "stopped" if message.stopped else "done"
        self._app.notify(pull.line(), severity="error" if message.failed else "information")
        self._signals.pull_changed.publish(None)
        if pull.state == "done" and (summary is None or summary.embedder.startswith("none")):
            self._library.reopen()
        elif pull.state == "done":
            self._runner.between_turns(self._look_again, lambda _: self._runner.read_library(), "model")
        if pull.state == "done" and self._waiting:
            self._pull_next()
        elif pull.state == "done" and self._uses:
            self.use(self._uses, partial(self._used, self._uses))

    def _look_again(self) -> None:
        """Let the open library choose again which model answers."""
        if self._runner.assistant is not None:
            self._runner.assistant.look_for_models()

    def _fetch(self, name: str, stop: StopSignal) -> None:
        feed: Feed[PullEvent] = Feed(lambda: self._app.post_message(PullMoved(feed)))
        failed = True
        try:
            for moved in self._changing.required().pull(name, stop):
                feed.put(moved)
            failed = False
        finally:
            self._app.post_message(PullEnded(stop.stopped, failed))
