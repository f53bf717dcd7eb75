"""Policy files: a fault is a PolicyError, and a policy that loads judges any text."""

from __future__ import annotations

import tempfile
from collections.abc import Iterable
from functools import lru_cache
from pathlib import Path

from assistant.domain.errors import PolicyError
from assistant.domain.records.verdicts import Stage
from assistant.guard.engine.build import gate_of
from assistant.guard.policy.load import load_policy_file
from tests.fuzz.engine.target import Target

_STAGES: tuple[Stage, ...] = ("input", "output", "ingest")
_SHIPPED = Path(__file__).resolve().parents[3] / "policies"
_OWN = b"""schema: 1
id: own
extends: [base]
without: []
defaults: {action: redact, on_error: block, timeout_ms: 200, message: "No."}
detectors:
  words: {type: phrases, words: [tulip, geheim], patterns: ['ab{1,3}c+', '(?i)x.y'], label: W}
  people: {type: pii, entities: [EMAIL, PHONE]}
rules:
  - {id: words, category: privacy, stages: [input, output], detector: words, action: block, when: {gte: 0.5}}
  - id: people
    category: privacy
    stages: [ingest]
    detector: people
    redact: {with: label}
    except: [{text: "info@example.com"}]
streaming: {mode: holdback, unit: sentence, max_chars: 60, overlap_chars: 40}
tests:
  - {stage: input, text: tulip, expect: block, rule: words}
"""


def _seeds() -> Iterable[bytes]:
    yield _OWN
    yield from (file.read_bytes() for file in sorted(_SHIPPED.glob("*.yaml")))


@lru_cache(maxsize=1)
def _file() -> Path:
    folder = Path(tempfile.mkdtemp(prefix="fuzz-policy-"))
    folder.chmod(0o700)
    return folder / "own.yaml"


def _run(data: bytes) -> None:
    file = _file()
    file.write_bytes(data)
    try:
        policy = load_policy_file(file, [_SHIPPED])
        gate = gate_of(policy)
    except PolicyError as error:
        assert "\n" not in error.message
        assert error.exit_code == 2 and error.message and error.located
        return
    assert gate.policy.id == policy.id
    for stage in _STAGES:
        gate.check(stage, "A tulip for ann@acme.example, abbcc.", path="a/b.txt")


TARGETS = (Target("policy", _seeds, _run, limit_s=6.0, most_bytes=24 * 1024),)
