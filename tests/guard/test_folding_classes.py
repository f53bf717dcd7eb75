"""Letters that fold to several (the ligature of "ff", the sharp s) make no expression slow, and words still match them.

The engine lets a class that holds the ligature match both letters as well; repeated, it tries every way to part a run.
"""

from __future__ import annotations

from pathlib import Path

import pytest
import regex

from assistant.guard.matching.patterns import Pattern
from tests.guard.expressions import all_expressions
from tests.guard.policies import gate_from, open_gate

RUNS = ("f", "s", "st", "ff i", "fl", "ss", "i\u0307", "ae", "\ufb00", "\u1e9e")
PATIENCE_S = 20.0  # for what takes microseconds, or longer than anybody waits


def test_no_expression_of_the_guard_is_slow_on_runs_of_such_letters() -> None:
    patterns = [one for one in all_expressions() if isinstance(one.compiled, regex.Pattern)]
    assert len(patterns) > 30
    for pattern in patterns:
        for run in RUNS:
            for text in (run * 60, f"a {run * 31}. b"):
                pattern.compiled.search(text, timeout=PATIENCE_S)


@pytest.mark.parametrize(
    "source", [r"[\w.]{1,62}(?:@|%)", r"\w(?:[\w.]{0,62}[\w+])?(?:@|x)", r"[^\d]+(?:\d|%)", r"([^ ]+)+(?:@|%)"]
)
@pytest.mark.parametrize("run", RUNS[:6])
def test_nor_is_one_of_a_policy(source: str, run: str) -> None:
    pattern = Pattern(source)
    pattern.spans(run * 20 + "%", PATIENCE_S)
    pattern.hold_from(run * 9, 0, PATIENCE_S)


@pytest.mark.parametrize("run", ["f" * 63, "s" * 63, "AKIA" + "F" * 44 + "GH", "st" * 32, "0x" + "F" * 64])
def test_an_answer_with_a_run_of_letters_is_neither_blocked_nor_blind(run: str) -> None:
    gate = open_gate("standard", [Path(__file__).parents[2] / "policies"])
    verdict = gate.check("output", f"The colour is {run}, ask ann@acme.example.")
    assert verdict.action == "redact" and verdict.text == f"The colour is {run}, ask [EMAIL]."


@pytest.mark.parametrize(
    ("source", "text"),
    [
        ("stra\u00dfe", "STRASSE"), ("strasse", "Stra\u00dfe"), ("o\ufb03ce", "OFFICE"), ("office", "o\ufb03ce"),
        ("[stra]+\u00dfe", "STRASSE"), ("[\u00df]e", "\u1e9eE"), (r"\[[ab]\]", "[A]"), ("[]a]b", "]B"),
        ("[^]a]b", "xB"), ("[a[b]]c", "BC"), (r"[\]\[]x", "[X"), ("[[:alpha:]]9", "Q9"),
        ("(?x) a # [ one\n b", "AB"), (r"\\[ab]", "\\A"),
    ],
)  # fmt: skip
def test_words_and_classes_match_as_before(source: str, text: str) -> None:
    assert Pattern(source).spans(text) == [(0, len(text))]


def test_a_pattern_of_a_policy_finds_a_word_in_all_its_spellings(tmp_path: Path) -> None:
    gate = gate_from(
        tmp_path,
        "detectors:\n  street: {type: phrases, patterns: ['stra\u00dfe [0-9]+']}\n"
        "rules:\n  - {id: street, category: privacy, stages: [input], detector: street, action: block}\n",
    )
    for text in ("Stra\u00dfe 5", "STRASSE 5", "strasse 5"):
        assert gate.check("input", text).action == "block", text
