"""What the Python interface gives: the events of an answer, and the records in them.

They are the documented JSON (`docs/json.md`) as types. Invariant: they follow semantic versioning: until the next major
version no name is taken away and none changes its meaning; new fields have a default.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Passage:
    """A piece of a file, as the rules for passages let it be used. `score` is 0..1."""

    path: str
    page: int | None
    score: float
    text: str


@dataclass(frozen=True, slots=True)
class Citation:
    """A source of an answer, under the number that its text names: `quote` stands on that page of the file."""

    number: int
    path: str
    page: int | None
    quote: str


@dataclass(frozen=True, slots=True)
class Table:
    """The table that stands in an answer. All cells are text as it is shown, with their citations."""

    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


@dataclass(frozen=True, slots=True)
class Coverage:
    """What became of each file that was to be looked through; `in_scope` is the sum of the others."""

    in_scope: int
    matched: int
    unmatched: int
    unread: int = 0  # the library lists it and could not read it
    kept_out: int = 0  # by a rule
    left: int = 0  # not looked at, because it was ended early


@dataclass(frozen=True, slots=True)
class Decision:
    """What a rule decided, without any text."""

    stage: str
    rule: str
    action: str


@dataclass(frozen=True, slots=True)
class Answer:
    """An answer as it stands at the end. `refused`: the files do not answer; `blocked`: a rule stopped it, and `text`
    is that rule's message."""

    text: str
    refused: bool
    blocked: bool
    interrupted: bool
    task: str
    generator: str
    citations: tuple[Citation, ...] = ()
    passages: tuple[Passage, ...] = ()
    decisions: tuple[Decision, ...] = ()
    others: tuple[str, ...] = ()  # the next likely kinds of question
    steps: tuple[str, ...] = ()
    table: Table | None = None
    coverage: Coverage | None = None
    sql: str = ""
    own_words: bool = False  # the text is not from the files
    trouble: str = ""  # why the language model wrote nothing, or not to its end
    damage: str = ""  # which files were left out because their stored text is not as it was written
    timings_ms: Mapping[str, float] = field(default_factory=dict)


# ---------------------------------------------------------------- events, in the order in which they come


@dataclass(frozen=True, slots=True)
class Routed:
    """The question is answered as `task`; a second one replaces the first."""

    task: str
    others: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Step:
    """What is being done, in words; `done` of `total` where it is counted, else 0."""

    text: str
    done: int = 0
    total: int = 0
    left_s: float = 0.0


@dataclass(frozen=True, slots=True)
class Checked:
    """A rule has decided something; `path` is the file of the passage that it is about, or ""."""

    stage: str
    rule: str
    action: str
    message: str = ""
    path: str = ""


@dataclass(frozen=True, slots=True)
class Retrieved:
    """What the answer is made from, best first."""

    passages: tuple[Passage, ...]


@dataclass(frozen=True, slots=True)
class Delta:
    """More of the answer's text, already checked."""

    text: str


@dataclass(frozen=True, slots=True)
class Blocked:
    """A rule has ended the answer: show `message` instead of the text so far."""

    stage: str
    rule: str
    message: str


@dataclass(frozen=True, slots=True)
class Cited:
    """The citations, in the order of their first use."""

    citations: tuple[Citation, ...]


@dataclass(frozen=True, slots=True)
class Finished:
    """Always the last event. A last rule may have changed the text: `answer.text` counts."""

    answer: Answer


Event = Routed | Step | Checked | Retrieved | Delta | Blocked | Cited | Finished


@dataclass(frozen=True, slots=True)
class Question:
    """A rule asks the person whether a text may be used; `path` is the passage's file, or ""."""

    stage: str
    rule: str
    message: str
    path: str = ""
