"""How a change of the settings takes effect: written, then handed to the open assistant, then published.

Invariant: a change that fails leaves what is shown as it was; the error becomes a panel.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cached_property
from typing import TYPE_CHECKING

from assistant.domain.errors import RebuildNeeded, UsageError

if TYPE_CHECKING:
    from assistant.app.ports.changes import Changes
    from assistant.config.schema import Config
    from assistant.tui.jobs.library import Library
    from assistant.tui.jobs.runner import Runner

Then = Callable[[], None]  # called on the app's thread once a change is made


class Changing:
    """Shared by all that change settings. `make_changes` is called at the first use; None if nothing can be changed."""

    def __init__(self, runner: Runner, library: Library, make_changes: Callable[[], Changes] | None) -> None:
        self._runner = runner
        self._library = library
        self._make_changes = make_changes

    @cached_property
    def port(self) -> Changes | None:
        """What writes the changes, or None if nothing can be changed from here."""
        return self._make_changes() if self._make_changes is not None else None

    @property
    def is_possible(self) -> bool:
        """Whether anything can be changed from here."""
        return self.port is not None

    def required(self) -> Changes:
        """Raises UsageError if nothing can be changed from here."""
        if self.port is None:
            raise UsageError("Nothing can be changed from here.", "Use the command line: assistant --help")
        return self.port

    def must_reopen(self, config: Config) -> bool:
        """Hand `config` to the open assistant; True if the library has to be opened again. Called in a worker."""
        try:
            if self._runner.assistant is not None:
                self._runner.assistant.use_config(config)
        except RebuildNeeded:
            return True
        return self._runner.assistant is None

    def finish(self, reopen: bool, then: Then) -> None:
        """After a change: open the library again or read its figures, then call `then`."""
        if reopen:
            self._library.reopen()
        else:
            self._runner.read_library()
        then()
