"""Settings and the policy, changed while the app runs.

Invariant: a policy is used only if its own tests pass, and no setting changes while a question is being answered.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from assistant.config.schema import Config
    from assistant.domain.records.verdicts import PolicyInfo
    from assistant.tui.jobs.changing import Changing, Then
    from assistant.tui.jobs.library import Library
    from assistant.tui.jobs.runner import Runner


class Settings:
    """`use_theme` shows another theme, by its name."""

    def __init__(self, runner: Runner, library: Library, changing: Changing, use_theme: Callable[[str], None]) -> None:
        self._runner = runner
        self._library = library
        self._changing = changing
        self._use_theme = use_theme

    def change(self, key: str, text: str | None, then: Then) -> None:
        """Write `text`, as it was typed, for the setting `key`; None goes back to the default."""
        self._runner.between_turns(partial(self._write, key, text), partial(self._written, key, then), "setting")

    def use_policy(self, name: str, then: Callable[[PolicyInfo], None]) -> None:
        """Switch to the policy `name`, if its own tests pass."""

        def switch() -> PolicyInfo:
            return self._runner.opened().use_policy(name)

        def switched(policy: PolicyInfo) -> None:
            self._runner.read_library()
            then(policy)

        self._runner.in_background(switch, switched, "policy")

    def _write(self, key: str, text: str | None) -> tuple[Config, bool]:
        if key == "guard.policy" and text is not None and self._runner.assistant is not None:
            self._runner.assistant.use_policy(text)  # its own tests come before the setting
        changes = self._changing.required()
        config = changes.reset(key) if text is None else changes.set(key, text)
        return config, self._changing.must_reopen(config)

    def _written(self, key: str, then: Then, written: tuple[Config, bool]) -> None:
        config, reopen = written
        if key == "app.theme":
            self._use_theme(config.app.theme)
        if key == "library.folders":
            self._library.set_folders(config.library.folders)
        self._changing.finish(reopen, then)
