"""Forgetting files. Invariant: the rules that keep a file out are written before the file is forgotten."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from assistant.domain.records.receipts import Receipt
    from assistant.tui.jobs.changing import Changing
    from assistant.tui.jobs.library import Library
    from assistant.tui.jobs.runner import Runner


class Forgetting:
    """Removes files from everything that is kept."""

    def __init__(self, runner: Runner, library: Library, changing: Changing) -> None:
        self._runner = runner
        self._library = library
        self._changing = changing

    def forget(
        self,
        paths: Sequence[Path],
        keep_out: Sequence[str],
        show_step: Callable[[str], None],
        then: Callable[[Receipt], None],
    ) -> None:
        """Forget the files at and below `paths`.

        `keep_out` holds ignore patterns, and "" for a whole indexed folder; without any, nothing is kept out.
        `show_step` gets what is being done, on the app's thread.
        """

        def work() -> Receipt:
            if keep_out:
                patterns = [pattern for pattern in keep_out if pattern]
                self._changing.must_reopen(self._changing.required().keep_out(patterns, list(map(str, paths))))
            return self._runner.opened().forget(paths, lambda step: self._runner.call_on_app(show_step, step))

        def forgotten(receipt: Receipt) -> None:
            self._library.leave_out(paths)
            self._runner.read_library()
            self._runner.prepare("open")  # the engine that had read of the files has ended with them
            then(receipt)

        self._runner.in_background(work, forgotten, "forget")
