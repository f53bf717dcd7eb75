"""Words in disguise, patterns, and sizes."""

from __future__ import annotations

from pathlib import Path

import pytest

from assistant.domain.events import Checked
from tests.guard.policies import gate_from


def phrases(folder: Path, settings: str) -> str:
    return f"""
detectors:
  d: {{type: phrases, {settings}}}
rules:
  - {{id: r, category: custom, stages: [log], detector: d, action: redact}}
"""


@pytest.mark.parametrize(
    ("settings", "text", "out"),
    [
        ("words: [ass]", "assisting the class, ass!", "assisting the class, [PHRASE]!"),
        ("words: [geheim]", "Das ist GEHEIM, g-e-h-e-i-m, gеheim, g3heim.", "Das ist [X], [X], [X], [X]."),
        ("words: [top secret]", "TOP  SECRET, top-secret, top\nsecret, stop secret", "[X], [X], [X], stop secret"),
        ("words: [Mörder]", "Mörder und morder und MÖRDER", "[X] und [X] und [X]"),
        ("words: [straße]", "STRASSE und Straße", "[X] und [X]"),
        ("words: [c4, 'a$ap']", "C4 and a$ap and ca", "[X] and [X] and ca"),
        ("words: [shit], obfuscation: false", "sh1t s h i t shit", "sh1t s h i t [X]"),
        ("patterns: ['tul\\w+']", "Tulip and tulpe, t-u-l-i-p", "[X] and [X], [X]"),
        ("patterns: ['(?-i:[A-Z]{3}-\\d{2})']", "ABC-12 and abc-12", "[X] and abc-12"),
        (r"patterns: ['(?<![\w.-])[\w.-]+@[a-z]+\.org']", "a@b.org-c@d.org-e@f.org", "[X][X][X]"),
        ("words: [秘密]", "これは 秘密 です", "これは [X] です"),
    ],
)
def test_words_and_patterns(tmp_path: Path, settings: str, text: str, out: str) -> None:
    label = "" if "[PHRASE]" in out else ", label: X"
    assert gate_from(tmp_path, phrases(tmp_path, settings + label)).check("log", text).text == out


LIMITS = """
detectors:
  size: {type: limits, max_chars: 50, max_lines: 5, max_repeats: 3}
rules:
  - {id: size, category: limits, stages: [input, output], detector: size, action: ACTION}
streaming: {max_chars: 40}
"""


def test_a_question_has_a_size(tmp_path: Path) -> None:
    gate = gate_from(tmp_path, LIMITS.replace("ACTION", "block"))
    assert gate.check("input", "x" * 50).action == "allow"
    assert gate.check("input", "x" * 51).findings[0].label == "chars"
    assert gate.check("input", "a\n" * 5).findings[0].label == "lines"
    assert gate.check("input", "the same\n" * 2).action == "allow"


def test_an_answer_is_cut_at_its_size_however_it_comes(tmp_path: Path) -> None:
    gate = gate_from(tmp_path, LIMITS.replace("ACTION", "redact"))
    text = "One two three. " * 20
    assert gate.check("output", text).text == text[:50]
    stream = gate.open_stream()
    events = [event for letter in text for event in stream.feed(letter)] + stream.finish()
    assert stream.released == text[:50]
    assert any(isinstance(event, Checked) for event in events)
