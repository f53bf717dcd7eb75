"""A policy that uses the detector finds what it looks for."""

from __future__ import annotations

from pathlib import Path

from tests.guard.policies import gate_from

_BODY = """\
detectors: {loud: {type: shouting, words: 3}}
rules:
  - {id: calm, category: custom, stages: [input], detector: loud, action: redact}
"""


def test_shouting_is_found(tmp_path: Path) -> None:
    gate = gate_from(tmp_path, _BODY)
    verdict = gate.check("input", "Tell me WHO TOOK MY KEYS, please.")
    assert (verdict.action, verdict.rule) == ("redact", "calm")
    assert verdict.text == "Tell me [SHOUT], please."
    assert gate.check("input", "The NASA and the ESA.").action == "allow"
