"""What `ask` prints beside the answer."""

from __future__ import annotations

from pathlib import Path

from assistant.chat.told.shapes import answer_json
from assistant.config.paths import shipped_policies
from assistant.domain.records.answers import Answer
from assistant.domain.records.documents import Chunk
from assistant.domain.records.passages import Passage
from assistant.guard.engine.gate import PolicyGate
from tests.guard.policies import gate_from, open_gate

TEXT = "Mrs Laura Jones was seen on Monday. Call +49 170 1234567."


def shown(gate: PolicyGate, path: str) -> list[str]:
    passage = Passage(Chunk(1, path, None, 0, len(TEXT), (), "", TEXT), TEXT, 0.9, 1)
    answer = Answer("An answer.", False, "x", (), (passage,), (), {})
    found = answer_json(answer, lambda text, path: gate.check("log", text, path=path).text)
    return [one["text"] for one in found["passages"]]


def test_passages_pass_the_rules_of_what_is_kept() -> None:
    gate = open_gate("clinic", (shipped_policies(),))
    assert shown(gate, "/a/letter.md") == ["Mrs [PERSON-1] was seen on Monday. Call +•• ••• •••••67."]


def test_rules_for_a_folder_too(tmp_path: Path) -> None:
    body = """
detectors: {people: {type: pii, entities: [PERSON]}}
rules: [{id: names, category: privacy, stages: [output, log], folder: medical, detector: people, action: redact}]
"""
    gate = gate_from(tmp_path, body)
    assert "Jones" not in shown(gate, "/a/medical/letter.md")[0]
    assert shown(gate, "/a/other/letter.md") == [TEXT]
