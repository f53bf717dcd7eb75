"""What a program asks for, and what becomes of it.

Invariant: a `Given` holds text of files in its blocks alone, each fenced and released; its facts are ids and numbers.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from assistant.domain.errors import AssistantError
from assistant.domain.ports.guard import Consent
from assistant.domain.stop import StopSignal

Fact = str | int | bool | list[str] | list[dict[str, "str | int"]] | None


class Refused(AssistantError):
    """A call that is not answered; the message is for the program, and names no file."""


@dataclass(frozen=True, slots=True)
class Asking:
    """One call: how it is stopped, whom a rule with the action `ask` asks, and who hears that it goes on."""

    stop: StopSignal = field(default_factory=StopSignal)
    consent: Consent | None = None
    on_step: Callable[[], None] = lambda: None


@dataclass(frozen=True, slots=True)
class Limits:
    """What a program limits a call to: ids that it was given, endings of names, and times in ns since 1970."""

    files: tuple[str, ...] = ()
    folders: tuple[str, ...] = ()
    suffixes: tuple[str, ...] = ()
    after_ns: int = 0
    before_ns: int = 0


@dataclass(frozen=True, slots=True)
class Given:
    """What a program is given: words of ours, fenced text of files, and facts."""

    said: str
    blocks: tuple[str, ...] = ()
    facts: Mapping[str, Fact] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Listed:
    """A file as a resource: its id, and its name as the rules let it be given."""

    id: str
    name: str
