"""The names that a shell offers while a command is typed: settings, models, policies, files of the library, tasks.

Invariant: nothing heavy is imported, and what goes wrong offers nothing: a shell shows no errors while it completes.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path

import click
from click.shell_completion import CompletionItem

from assistant.config.paths import find_paths
from assistant.domain.errors import AssistantError

Complete = Callable[[click.Context, click.Parameter, str], Sequence[CompletionItem]]
_SWITCH = ("true", "false")


def _offer(names: Callable[[], Iterable[str]]) -> Complete:
    """A completion with those of `names` that begin with what was typed."""

    def complete(context: click.Context, parameter: click.Parameter, incomplete: str) -> list[CompletionItem]:
        try:
            return [CompletionItem(name) for name in names() if name.startswith(incomplete)]
        except (AssistantError, OSError, ValueError):
            return []

    return complete


def _installed() -> list[str]:
    return sorted(manifest.parent.name for manifest in find_paths().models.glob("*/manifest.json"))


def _usable() -> list[str]:
    from assistant.app.command_line.names import QUOTES

    return [*_installed(), QUOTES]


def _offered() -> list[str]:
    from assistant.app.command_line.names import catalog_names

    return catalog_names()


def policy_names() -> list[str]:
    """The names of all policy files."""
    from assistant.config.paths import shipped_policies

    folders = (find_paths().policies, shipped_policies())
    return sorted({file.stem for folder in folders for file in folder.glob("*.yaml")})


def _tasks() -> list[str]:
    from assistant.chat.told.ways import WAYS

    return [way.task for way in WAYS]


complete_installed = _offer(_installed)
complete_usable = _offer(_usable)
complete_offered = _offer(_offered)
complete_policies = _offer(policy_names)
complete_tasks = _offer(_tasks)


def complete_settings(context: click.Context, parameter: click.Parameter, incomplete: str) -> list[CompletionItem]:
    """The settings, with what each means."""
    from assistant.config.outline import outline

    return [
        CompletionItem(key, help=setting.meaning)
        for key, setting in outline().items()
        if key.startswith(incomplete)
    ]  # fmt: skip


def complete_values(context: click.Context, parameter: click.Parameter, incomplete: str) -> Sequence[CompletionItem]:
    """What the setting that was typed before may be."""
    from assistant.config.outline import outline

    key = str(context.params.get("key", ""))
    if key == "guard.policy":
        return complete_policies(context, parameter, incomplete)
    if key in ("answers.model", "embedding.model"):
        return complete_installed(context, parameter, incomplete)
    setting = outline().get(key)
    choices = () if setting is None else _SWITCH if isinstance(setting.default, bool) else setting.choices
    return [CompletionItem(choice) for choice in choices if choice and choice.startswith(incomplete)]


def complete_indexed(context: click.Context, parameter: click.Parameter, incomplete: str) -> list[CompletionItem]:
    """Files of the library and the folders above them, a step of the path at a time, spelled as they were begun."""
    from assistant.app.command_line.names import indexed_paths

    typed = Path(incomplete).expanduser()
    start = str(Path.cwd() / typed) + (os.sep if incomplete.endswith(os.sep) or not incomplete else "")
    try:
        known = indexed_paths(find_paths(), start)
    except (AssistantError, OSError):
        known = []
    steps = _steps(known, start)
    if not steps:
        return [CompletionItem(incomplete, type="file")]
    begun = len(start) - len(incomplete) if start.endswith(incomplete) else 0
    shown = [f"~{step[len(str(Path.home())) :]}" if incomplete.startswith("~") else step[begun:] for step in steps]
    return [CompletionItem(path) for path in shown]


def _steps(known: Sequence[str], start: str) -> list[str]:
    """How the paths go on behind `start`. A shell ends a word with one completion, so a lone folder is gone into."""
    steps = list(dict.fromkeys(start + _to_next_step(path[len(start) :]) for path in known))
    return _steps(known, steps[0]) if len(steps) == 1 and steps[0].endswith(os.sep) else steps


def _to_next_step(rest: str) -> str:
    """The beginning of `rest` up to the next separator, with it."""
    at = rest.find(os.sep)
    return rest if at < 0 else rest[: at + 1]
