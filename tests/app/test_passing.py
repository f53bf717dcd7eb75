"""Found passages and pages of files pass the guard before a person sees them beside an answer."""

from __future__ import annotations

from pathlib import Path

import pytest

from assistant.app.passing import page_that_passes, passages_that_pass
from assistant.domain.errors import StoppedByPolicy
from assistant.domain.records.documents import Chunk
from assistant.domain.records.passages import Passage
from assistant.guard.engine.gate import PolicyGate
from tests.guard.policies import gate_from

RULES = """
detectors:
  poison: {type: phrases, words: [poison]}
  across: {type: phrases, words: [first half second half]}
  mail: {type: pii, entities: [EMAIL]}
  club: {type: phrases, words: [chess club]}
rules:
  - {id: no-toxin, category: custom, stages: [retrieval], detector: poison, action: drop_passage}
  - {id: no-halves, category: custom, stages: [retrieval], detector: across, action: drop_passage}
  - {id: no-hr, category: privacy, stages: [retrieval], folder: hr, action: drop_passage}
  - {id: mails, category: privacy, stages: [retrieval], detector: mail, action: redact}
  - {id: club, category: custom, stages: [retrieval], detector: club, action: ask, message: "Use it?"}
"""


@pytest.fixture
def gate(tmp_path: Path) -> PolicyGate:
    return gate_from(tmp_path, RULES)


def a_passage(text: str, path: str = "/a/notes.md") -> Passage:
    return Passage(Chunk(1, path, None, 0, len(text), (), "", text), text, 0.5, 1)


def test_found_passages_are_masked_or_left_out(gate: PolicyGate) -> None:
    found = [
        a_passage("Write to ann@example.org."),
        a_passage("Here is poison."),
        a_passage("The chess club meets."),
        a_passage("Net pay.", "/a/hr/june.md"),
        a_passage("Plain."),
    ]
    assert [one.text for one in passages_that_pass(gate, found, "?")] == ["Write to [EMAIL].", "Plain."]


def test_a_page_is_masked_and_lacks_only_the_paragraphs_that_a_rule_means(gate: PolicyGate) -> None:
    page = "Write to ann@example.org.\n\nHere is poison.\n\n\nThe chess club meets."
    assert page_that_passes(gate, page, "/a/x.md") == (
        "Write to [EMAIL].\n\n(left out by the rule no-toxin)\n\n\nThe chess club meets."
    )
    assert page_that_passes(gate, "Plain.\n", "/a/x.md") == "Plain.\n"
    assert page_that_passes(gate, "", "/a/x.md") == ""


@pytest.mark.parametrize(
    ("page", "path", "rule"),
    [
        ("One.\n\nTwo.", "/a/hr/x.md", "no-hr"),  # each paragraph
        ("One.\n\nfirst half\n\nsecond half", "/a/x.md", "no-halves"),  # no paragraph alone
        ("poison", "/a/x.md", "no-toxin"),
    ],
)
def test_a_page_that_may_not_be_shown_at_all(gate: PolicyGate, page: str, path: str, rule: str) -> None:
    with pytest.raises(StoppedByPolicy, match=rule):
        page_that_passes(gate, page, path)


def test_a_text_of_any_length_is_checked_in_pieces(gate: PolicyGate) -> None:
    """A detector's time limit would otherwise keep all of it out."""
    line = "A line of a long log, of which there are very many.\n"
    page = line * 3_000 + "\nMail ann@example.org about it.\n\nHere is poison.\n\n" + line * 3_000
    wanted = page.replace("ann@example.org", "[EMAIL]").replace("Here is poison.", "(left out by the rule no-toxin)")
    same = page_that_passes(gate, page, "/a/log.txt") == wanted  # pytest would compare long texts for minutes
    assert same
