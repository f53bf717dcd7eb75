"""A hostile client: whatever it calls, in whatever order, under whatever two policies, it is never given a text of a
folder that is not allowed, a value that is hidden, or a passage that is dropped.

The library holds words that stand in one file alone. The number of cases comes from ASSISTANT_DOOR_CASES.
"""

from __future__ import annotations

import os
import re
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from assistant.app.doors.answers import TASK_NAMES
from assistant.app.doors.asking import Asking, Limits, Refused
from assistant.app.doors.outlet import BudgetSpent
from assistant.domain.ports.guard import Gate
from tests.answer.archive import Archive
from tests.app.doors.library import LET_ALL, OpenDoor
from tests.guard.policies import gate_from

CASES = int(os.environ.get("ASSISTANT_DOOR_CASES", "15"))

# A word that a rule may be about, and a word that stands in the same passage and nowhere else.
OPEN = {"quillfeather": "marzipan", "brindlewick": "lantern", "thistledown": "gherkin", "copperpot": "velvet"}
CLOSED = {"hollyhock": "wainscot", "sorrelbank": "plinth", "opening": "turnstile"}
FILES = {
    "open/lease.md": "# Lease\n\nThe rent of quillfeather is 640 euros, and a marzipan is due in March 2025.",
    "open/minutes.md": "# Minutes of 2024\n\nThe meeting agreed with brindlewick on a lantern.\n\n# Later\n\nNothing.",
    "open/letters/thistledown.md": "# Letter\n\nDear thistledown, the gherkin is paid; rent is due on 3 March 2025.",
    "open/costs.md": "# Costs\n\n| item | price |\n| --- | --- |\n| copperpot | 12 |\n| velvet | 9 |",
    "open/copy.md": "# Copy\n\nThis rent of 2023 was written down twice.",
    "closed/copy.md": "# Copy\n\nThis rent of 2023 was written down twice.",
    "closed/hollyhock.md": "# Hollyhock\n\nThe rent of hollyhock is 9 euros, and the wainscot is old.",
    "closed/sorrelbank.csv": "item,price\nsorrelbank,7\nplinth,8\n",
    "opening/hours.md": "# Opening\n\nThe rent office opens its turnstile at nine on 4 March 2025.",
}
STAGES = ("retrieval", "output", "log")
PHASES = (Phase.explicit, Phase.reuse, Phase.generate)  # to look for the smallest case of so many would take minutes


@dataclass(frozen=True, slots=True)
class Treated:
    """A rule about a word."""

    word: str
    action: str
    stages: tuple[str, ...]

    def as_yaml(self, number: int) -> tuple[str, str]:
        detector = f"  d{number}: {{type: phrases, words: [{self.word}], label: A}}"
        stages = ", ".join(self.stages)
        about = f"id: r{number}, category: custom, detector: d{number}"
        rule = f"  - {{{about}, stages: [{stages}], action: {self.action}}}"
        return detector, rule

    def forbids(self) -> Sequence[str]:
        """The words that are not given out then."""
        return (self.word,) if self.action == "redact" else (self.word, OPEN[self.word])


@st.composite
def rules(draw: st.DrawFn) -> tuple[Treated, ...]:
    """Rules of one policy. What is dropped, or asked about, is so where passages are looked at."""
    found = []
    for word in draw(st.lists(st.sampled_from(sorted(OPEN)), unique=True, max_size=3)):
        action = draw(st.sampled_from(["redact", "redact", "drop_passage", "ask", "block"]))
        hidden = draw(st.lists(st.sampled_from(STAGES), min_size=1, unique=True))
        stages = hidden if action == "redact" else ["retrieval"]
        found.append(Treated(word, action, tuple(stages)))
    return tuple(found)


_words = st.sampled_from([*OPEN, *CLOSED, "rent", "price", "meeting", "letter", "lease.md", "hollyhok"])
_questions = st.builds(
    str.format,
    st.sampled_from(
        [
            "{}",
            "What about {}?",
            "How much is {}?",
            "Summarise {}",
            "Which files mention {}?",
            "Which files do not mention {}?",
            "What changed between {} and the minutes?",
            "What deadlines are there in March 2025 about {}?",
            "How many files are there about {}?",
            "Where are my files about {} kept?",
            "Write a letter about {}",
        ]
    ),
    _words,
)
_ids = st.sampled_from(["old 0", "old 1", "old 2", "old 7", "passage-" + "a" * 16, "file-" + "b" * 16, "../closed", ""])
_scopes = st.builds(
    lambda files, suffixes: (tuple(files), tuple(suffixes)),
    st.lists(_ids, max_size=1),
    st.lists(st.sampled_from([".md", ".csv"]), max_size=1),
)
_calls = st.one_of(
    st.tuples(st.just("search"), _questions, _scopes),
    st.tuples(st.just("ask"), _questions, _scopes, st.sampled_from(["", *TASK_NAMES])),
    st.tuples(st.just("mentions"), _words, _scopes),
    st.tuples(st.just("passage"), _ids),
    st.tuples(st.just("file"), _ids),
    st.tuples(st.just("list"), _scopes),
    st.sampled_from([("resources",), ("status",), ("deny",)]),
)


@lru_cache(maxsize=1)
def archive() -> Archive:
    return Archive(Path(tempfile.mkdtemp(prefix="doors-")), FILES)


def gate_of_rules(treated: Sequence[Treated]) -> Gate:
    if not treated:
        return LET_ALL
    lines = [one.as_yaml(number) for number, one in enumerate(treated)]
    body = ["detectors:", *(detector for detector, _ in lines), "rules:", *(rule for _, rule in lines)]
    with tempfile.TemporaryDirectory() as folder:
        return gate_from(Path(folder), "\n".join(body))


_ALL = ((), ())
# Everything at once, by each way there is; what is drawn comes behind it.
SWEEP: tuple[tuple[object, ...], ...] = (
    ("search", " ".join((*OPEN, "rent", "price", "opens")), _ALL),
    ("list", _ALL),
    ("every file",),
    ("ask", "Which files mention rent or price?", _ALL, "survey"),
    ("ask", "Which files mention thistledown?", _ALL, "survey"),
    ("ask", "What about quillfeather and brindlewick?", _ALL, "lookup"),
    ("resources",),
)


class Hostile:
    """Makes the calls, and keeps all that it is given; ids that it saw are used again."""

    def __init__(self, door: OpenDoor) -> None:
        self.door = door
        self.seen: list[str] = []
        self.given: list[tuple[str, str]] = []  # what was asked, and what came of it

    def _id(self, name: str) -> str:
        if not name.startswith("old "):
            return name
        known = self.seen[int(name[4:]) :]
        return known[0] if known else "passage-" + "c" * 16

    def _limits(self, scope: tuple[tuple[str, ...], tuple[str, ...]]) -> Limits:
        return Limits(files=tuple(map(self._id, scope[0])), suffixes=scope[1])

    def call(self, call: Sequence[object]) -> None:
        try:
            self.door.budget.begin_call()
            given = str(self._called(*call))
        except (Refused, BudgetSpent) as error:
            given = str(error)
        self.given.append((str(call), given))
        for one in re.findall(r"(?:passage|file|folder)-[a-z2-7]{16}", given):
            if one not in self.seen:
                self.seen.append(one)

    def _called(self, what: object, *rest: object) -> object:
        asking, gateway, answers = Asking(), self.door.gateway, self.door.answers
        match (what, *rest):
            case ("search", str() as query, tuple() as scope):
                return gateway.search(query, self._limits(scope), 20, asking)
            case ("ask", str() as question, tuple() as scope, str() as task):
                return answers.ask(question, task, self._limits(scope), asking)
            case ("mentions", str() as words, tuple() as scope):
                return answers.mentions(words, self._limits(scope), asking)
            case ("passage", str() as one):
                return gateway.passage(self._id(one), asking)
            case ("file", str() as one):
                return gateway.whole_file(self._id(one), asking)
            case ("every file",):
                files = [one for one in self.seen if one.startswith("file")]
                return [gateway.whole_file(one, asking) for one in files]
            case ("list", tuple() as scope):
                return gateway.list_files(self._limits(scope), 0, asking)
            case ("resources",):
                return gateway.resources(0)
            case ("deny",):
                self.door.folders.clear()
                return ""
        return gateway.status()


def leaked(given: Sequence[tuple[str, str]], forbidden: Sequence[str]) -> Mapping[str, str]:
    """The words of `forbidden` that were given, each with where; what a client says itself may be said back to it."""
    found = {}
    for word in forbidden:
        for asked, text in given:
            if word not in asked and re.search(rf"(?<![a-z]){word}(?![a-z])", text.casefold()):
                found[word] = text
    return found


@pytest.mark.slow
@settings(max_examples=CASES, deadline=None, suppress_health_check=list(HealthCheck), phases=PHASES)
@given(rules(), rules(), st.lists(_calls, min_size=1, max_size=8))
def test_no_sequence_of_calls_gets_more_than_is_allowed(
    first: tuple[Treated, ...], second: tuple[Treated, ...], calls: list[tuple[object, ...]]
) -> None:
    door = OpenDoor(archive(), ["open"], (gate_of_rules(first), gate_of_rules(second)))
    client = Hostile(door)
    for call in (*SWEEP, *calls):
        client.call(call)
    before = len(client.given)
    for call in (("deny",), *SWEEP):
        client.call(call)
    door.close()
    assert leaked(client.given[before:], [*OPEN, *OPEN.values()]) == {}
    forbidden = [*CLOSED, *CLOSED.values(), *(word for one in (*first, *second) for word in one.forbids())]
    assert leaked(client.given, forbidden) == {}


def test_the_words_are_given_where_nothing_forbids_them() -> None:
    """The control: the same client, without rules and with all folders, gets them all."""
    door = OpenDoor(archive(), ["open", "closed", "opening"])
    client = Hostile(door)
    for call in SWEEP:
        client.call(call)
    door.close()
    words = [*OPEN.values(), *CLOSED, *CLOSED.values()]
    assert set(leaked(client.given, words)) == set(words)
