"""The gate in front of passages: a yes to one rule lets nothing in that another rule keeps out."""

from __future__ import annotations

from pathlib import Path
from types import SimpleNamespace
from typing import Any, cast

import pytest

from assistant.answer.admit import Admission
from assistant.answer.turn import OpenTurn
from assistant.domain.records.documents import Chunk
from assistant.domain.records.passages import Passage
from assistant.domain.records.verdicts import Verdict
from assistant.domain.scope import Scope
from assistant.domain.stop import StopSignal
from tests.guard.policies import gate_from

RULES = """
detectors:
  club: {type: phrases, words: [chess club]}
  poison: {type: phrases, words: [poison]}
  mail: {type: pii, entities: [EMAIL]}
rules:
  - {id: club, category: custom, stages: [retrieval], detector: club, action: ask, message: "Use it?"}
  - {id: no-toxin, category: custom, stages: [retrieval], detector: poison, action: drop_passage}
  - {id: mails, category: privacy, stages: [retrieval], detector: mail, action: redact}
"""
ASKS = "The chess club meets; write to ann@example.org."
DROPS = "Here is poison."


@pytest.mark.parametrize("mode", ["enforce", "observe"])
def test_a_yes_lets_in_what_no_other_rule_drops(tmp_path: Path, mode: str) -> None:
    asked: list[str] = []

    def yes(verdict: Verdict, path: str) -> bool:
        asked.append(verdict.rule)
        return True

    parts = SimpleNamespace(
        gate=gate_from(tmp_path, f"mode: {mode}\n{RULES}"), consent=yes, generator=SimpleNamespace(name="none")
    )
    turn = OpenTurn(cast("Any", parts), "?", (), Scope(), StopSignal())
    texts = (ASKS, DROPS, f"{ASKS} {DROPS}", "Plain.")
    found = [Passage(Chunk(n, f"/a/{n}.md", None, 0, 9, (), "", text), text, 0.5, 1) for n, text in enumerate(texts)]
    admitting = Admission(turn).admit(found)
    kept: tuple[Passage, ...] = ()
    try:
        while True:
            next(admitting)
    except StopIteration as end:
        kept = end.value
    if mode == "observe":  # it says what it would do, and does nothing
        assert [passage.text for passage in kept] == list(texts) and asked == []
        return
    assert [passage.text for passage in kept] == ["The chess club meets; write to [EMAIL].", "Plain."]
    assert asked == ["club"]  # nobody is asked about what stays out whatever they say
