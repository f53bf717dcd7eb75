"""What the side views change, off the app's thread: settings, models, the policy, and what is forgotten.

Invariant: a change is made, then taken over by the open assistant, then told; an error is a panel and changes nothing
that is shown.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from textual import on
from textual.message import Message

from assistant.chat.words import size
from assistant.domain.errors import RebuildNeeded, UsageError
from assistant.domain.stop import StopSignal
from assistant.tui.jobs.asking import JobsApp
from assistant.tui.show.themes import DARK
from assistant.tui.state.feed import Feed

if TYPE_CHECKING:
    from assistant.app.ports.changes import Changes, PullMoved
    from assistant.config.schema import Config
    from assistant.domain.records.receipts import Receipt
    from assistant.domain.records.verdicts import PolicyInfo

Then = Callable[[], None]


class PullStepped(Message):
    """Steps of a pull wait in `feed`."""

    def __init__(self, feed: Feed[PullMoved]) -> None:
        super().__init__()
        self.feed = feed


class PullEnded(Message):
    """The pull's worker is done, however it ended."""

    def __init__(self, stopped: bool, failed: bool) -> None:
        super().__init__()
        self.stopped, self.failed = stopped, failed


class ChangingApp(JobsApp):
    """Changes. `then` is called on the app's thread once a change is made."""

    # ---------------------------------------------------------------- settings

    def change_setting(self, key: str, text: str | None, then: Then) -> None:
        """Write what was typed for `key`, or with None let its default hold again."""
        self.runner.between_turns(partial(self._change, key, text), partial(self._changed, key, then), "setting")

    def _change(self, key: str, text: str | None) -> tuple[Config, bool]:
        if key == "guard.policy" and text is not None and self.runner.assistant is not None:
            self.runner.assistant.use_policy(text)  # its own tests come before the setting
        changes = self._changes()
        config = changes.reset(key) if text is None else changes.set(key, text)
        return config, self._must_reopen(config)

    def _must_reopen(self, config: Config) -> bool:
        """Hand `config` to the open assistant; True where only a library opened anew takes it over. In a worker."""
        try:
            if self.runner.assistant is not None:
                self.runner.assistant.take_over(config)
        except RebuildNeeded:
            return True
        return self.runner.assistant is None

    def _changed(self, key: str, then: Then, changed: tuple[Config, bool]) -> None:
        config, reopen = changed
        if key == "app.theme":
            self.theme = config.app.theme if config.app.theme in self.available_themes else DARK.name
        if key == "library.folders":
            self.folders = tuple(Path(folder).expanduser() for folder in config.library.folders)
        self._taken_over(reopen, then)

    def _taken_over(self, reopen: bool, then: Then) -> None:
        if reopen:
            self._reopen()
        else:
            self.runner.read_library()
        then()

    # ---------------------------------------------------------------- the policy

    def use_policy(self, name: str, then: Callable[[PolicyInfo], None]) -> None:
        """Switch to the policy `name`, if its own tests pass."""

        def switch() -> PolicyInfo:
            return self.runner.opened().use_policy(name)

        def switched(policy: PolicyInfo) -> None:
            self.runner.read_library()
            then(policy)

        self.runner.in_background(switch, switched, "policy")

    # ---------------------------------------------------------------- models

    def use_model(self, name: str, then: Then) -> None:
        """Make `name` the model in use, from the next question on."""

        def choose() -> bool:
            return self._must_reopen(self._changes().use_model(name))

        self.runner.between_turns(choose, lambda reopen: self._taken_over(reopen, then), "model")

    def verify_model(self, name: str, then: Then) -> None:
        self.runner.in_background(partial(self._changes().verify_model, name), lambda _: then(), "model")

    def remove_model(self, name: str, then: Callable[[int], None]) -> None:
        self.runner.between_turns(partial(self._changes().remove_model, name), then, "model")

    def measure_speed(self, then: Callable[[str], None]) -> None:
        """Measure how fast models are here, between two turns; `then` gets the name of the one measured, or ""."""
        self.runner.between_turns(self._changes().measure_speed, then, "model")

    def pull_model(self, name: str) -> None:
        """Begin to fetch `name`; the person goes on meanwhile."""
        if self.pull.running:
            self.notify(f"{self.pull.wanted} is being fetched; wait for it, or stop it.")
            return
        self.pull.begin(name)
        self._pull_stop = StopSignal()
        self.runner.in_background(partial(self._pull, name, self._pull_stop), lambda _: None, "pull")
        self.pull_changed.publish(None)

    def stop_pull(self) -> None:
        """Stop fetching; nothing half is left."""
        if self.pull.state == "running":
            self.pull.state = "stopping"
            self._pull_stop.stop()
            self.pull_changed.publish(None)

    def _pull(self, name: str, stop: StopSignal) -> None:
        feed: Feed[PullMoved] = Feed(lambda: self.post_message(PullStepped(feed)))
        failed = True
        try:
            for moved in self._changes().pull(name, stop):
                feed.put(moved)
            failed = False
        finally:
            self.post_message(PullEnded(stop.stopped, failed))

    @on(PullStepped)
    def _pull_stepped(self, message: PullStepped) -> None:
        for moved in message.feed.take():
            self.pull.apply(moved)
        self.pull_changed.publish(None)

    @on(PullEnded)
    def _pull_ended(self, message: PullEnded) -> None:
        self.pull.state = "failed" if message.failed else "stopped" if message.stopped else "done"
        self.notify(self.pull.line(), severity="error" if message.failed else "information")
        self.pull_changed.publish(None)
        summary = self.session.summary
        if self.pull.state == "done" and (summary is None or summary.embedder.startswith("none")):
            self._reopen()  # now there is a model to open the library with
        elif self.pull.state == "done":
            self.runner.read_library()

    # ---------------------------------------------------------------- the library

    def forget(
        self,
        paths: Sequence[Path],
        keep_out: Sequence[str],
        tell: Callable[[str], None],
        then: Callable[[Receipt], None],
    ) -> None:
        """Forget the files at and below `paths`, after rules for the patterns `keep_out` and for whole folders.

        `tell` gets what is being done, on the app's thread.
        """

        def work() -> Receipt:
            if keep_out:
                self._must_reopen(
                    self._changes().keep_out([one for one in keep_out if one], [str(one) for one in paths])
                )
            return self.runner.opened().forget(paths, lambda text: self._say_later(tell, text))

        def forgotten(receipt: Receipt) -> None:
            self.folders = tuple(folder for folder in self.folders if folder not in paths)
            self.runner.read_library()
            then(receipt)

        self.runner.in_background(work, forgotten, "forget")

    def reread(self, paths: Sequence[Path]) -> None:
        """Read the known files at and below `paths` anew."""
        self.session.library.begin(self.known_roots())
        self.runner.index_by(lambda assistant, stop: assistant.reread(paths, stop))
        self.library_changed.publish(False)

    def unlock(self, path: str, password: str) -> None:
        """Read the locked file at `path` with its password, which is kept nowhere."""
        self.session.library.begin(self.known_roots(), unlocking=path)
        self.runner.index_by(lambda assistant, stop: assistant.unlock(path, password, stop))
        self.library_changed.publish(False)

    def _say_later(self, tell: Callable[[str], None], text: str) -> None:
        self.call_later(tell, text)

    def _reopen(self) -> None:
        """Open the library anew: what cannot be exchanged while it is open has changed."""
        self._watched = ()
        self.session.summary = None
        self.library_changed.publish(False)
        self.runner.reopen()

    def _changes(self) -> Changes:
        if self.changes is None:
            raise UsageError("Nothing can be changed from here.", "Use the command line: assistant --help")
        return self.changes


def freed(size_bytes: int) -> str:
    """ "90.0 MB freed"."""
    return f"{size(size_bytes)} freed"
