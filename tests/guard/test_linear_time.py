"""The time to read foreign text grows with its length, not with its square, whatever the text is.

Times are processor times of this thread, and only their ratio counts. What looks too slow is measured again, in longer
texts and several times, before it is called so: the least of the times is that of the expression, not of the machine.
"""

from __future__ import annotations

import re
import time
from collections.abc import Callable
from functools import cache
from pathlib import Path

import pytest

from assistant.domain.records.documents import ParsedDocument, ParsedPage
from assistant.guard.engine.build import gate_of
from assistant.guard.engine.gate import PolicyGate
from assistant.guard.policy.load import load_policy
from assistant.ingest.parse.plain.text import blocks_of
from assistant.text.covers import without_covers
from assistant.text.sentences import sentence_spans
from assistant.text.words import stems
from tests.guard.expressions import Expression, all_expressions, hard_runs
from tests.properties.following.parts import CHUNKER

# Four times the text takes four times as long if the time is linear, sixteen times as long if it is quadratic.
_SUSPICIOUS, _FOUR = 7.0, (500, 2_000)
# Ten times the text: 10 and 100. Fixed bounds such as {0,300} end the growth somewhere in between.
_TOO_MUCH, _TEN = 25.0, (600, 6_000)
_NOTICEABLE_S = 0.0004  # less for 2,000 characters is no danger, and too short to compare
_HOPELESS_S = 0.05  # for 100 characters at most: endless backtracking would never come back from 2,000
_POLICIES = Path(__file__).parents[2] / "policies"


def _time(work: Callable[[str], None], text: str, times: int = 1) -> float:
    """Seconds of processor time, the least of some attempts."""
    found: list[float] = []
    for _ in range(times):
        began = time.thread_time()
        work(text)
        found.append(time.thread_time() - began)
    return max(min(found), 1e-7)


def is_superlinear(work: Callable[[str], None], run: Callable[[int], str]) -> bool:
    """Whether `work` takes more than its share of time for long texts of the kind `run`."""
    for length in (16, 20, 24, 28, 32, 36, 40, 50, 60, 80, 100):
        if _time(work, run(length)) > _HOPELESS_S and _time(work, run(length)) > _HOPELESS_S:
            return True
    short, long = _FOUR
    least, most = _time(work, run(short), 2), _time(work, run(long))
    if most < _NOTICEABLE_S or most / least < _SUSPICIOUS:
        return False
    short, long = _TEN
    return all(_time(work, run(long), times) / _time(work, run(short), 3 * times) > _TOO_MUCH for times in (1, 2))


def _slow_run(expression: Expression) -> str:
    """The beginning of a text that takes too long; "" if there is none."""
    slow = (repr(run(12)) for run in hard_runs(expression.source) if is_superlinear(expression.read, run))
    return next(slow, "")


def test_no_expression_takes_more_than_linear_time() -> None:
    """Every one of the rooms that read foreign text; a new one is tried without being named here."""
    slow = {expression.place: slow for expression in all_expressions() if (slow := _slow_run(expression))}
    assert slow == {}


def test_expressions_are_found_wherever_they_stand() -> None:
    places = " ".join(expression.place for expression in all_expressions())
    for known in (
        "guard.matching.normalise:_MIXED",  # at module level
        "guard.detectors.markup:_PATTERNS",  # in a dictionary
        "guard.detectors.personal.detector:_EMAIL",  # ours, with a time limit
        "guard/detectors/personal/detector.py",  # written where it is used
        "text.covers:_MASKED",
        "ingest.parse.plain.markdown:_TABLE_RULE",
        "sign 0 (override)",
        "standard.yaml: weapon",
    ):
        assert known in places
    assert len(all_expressions()) > 200


@pytest.mark.parametrize(
    ("source", "anchored"),
    [
        (r"[\w@$]*[0134@$][\w@$]*", False),  # a word is tried again from each of its letters
        (r"\S*•\S*", False),
        (r"[.!?]+[\"')]*(?=\s)", False),
        (r"-{3,}\s?end", False),
        (r"[a-z][a-z0-9+.-]*://", False),
        (r"[ \t]*\|?[ \t]*:?-+:?[ \t]*\|?[ \t]*$", True),  # two repeats share the spaces
        (r"(?:\S+\s+){7}.*[.!?:]", False),
        (r"(?:a+)+$", True),  # endless backtracking
        (r"\[(?P<inside>[^\]]*)\]", False),
    ],
)
def test_an_expression_that_takes_too_long_is_found(source: str, anchored: bool) -> None:
    assert _slow_run(Expression("here", source, re.compile(source), anchored)) != ""


KINDS = (
    *("_", "a", "é", "0", ".", " ", "@", "[", '"', "-", "/", ":", "\n", "\u0301", "\u200b", "漢", "•", "<", "#", "`"),
    *("ACGT", "aа", "a\u0301\u0323", "a\u200b", "a.", "a b ", "1.2.3.4-", "](", "<a ", "</p>", "a@b.", "x\n", "1a"),
    *("https://a.b/c?d=e&", "http://u:p@", "-----BEGIN PRIVATE KEY-----", "password:", "token=", "password is ab1 "),
    *("ignore all previous ", "following code ", "system:\n", "\x1b[", "\x1b]", "```\n", "[EMAIL] ", "Mr. Smith "),
    *('{"id":7,"mail":"a@b.org","token":"f3a9"},', '<div class="a-b"><a href="/p?q=1">Link</a></div>'),
)


@cache
def _gate(policy: str) -> PolicyGate:
    return gate_of(load_policy(policy, (_POLICIES,)))


@pytest.mark.parametrize("policy", ["standard", "strict"])
def test_no_text_takes_more_than_linear_time_to_be_judged(policy: str) -> None:
    """Loops as well as expressions, inside a piece of a long page (a page is judged in pieces of 20,000 characters)."""
    gate = _gate(policy)
    slow = [kind for kind in KINDS if _is_slow_to_judge(gate, kind)]
    assert slow == []


def _is_slow_to_judge(gate: PolicyGate, kind: str) -> bool:
    def judge(text: str) -> None:
        gate.check("ingest", text)

    def run(length: int) -> str:
        return (kind * (length // len(kind) + 1))[:length]

    if _time(judge, run(16_000)) / _time(judge, run(4_000)) < _SUSPICIOUS:
        return False
    return min(_time(judge, run(16_000), 3) / _time(judge, run(2_000), 10) for _ in range(2)) > 3 * 8


def _chunk(text: str) -> None:
    document = ParsedDocument("kind", False, (ParsedPage(1, text, tuple(blocks_of(text))),))
    for _ in CHUNKER.chunk(document, "kind"):
        pass


def _sentences(text: str) -> None:
    sentence_spans(text)
    without_covers(text)
    stems(text)


CUT = ("am 1. B ", "a\n1. B", "Dr. ", "- x\n", "|a|b|\n", "# A\n\n", "A: b\n")


@pytest.mark.parametrize(("work", "kinds"), [(_sentences, (*KINDS, *CUT)), (_chunk, (*KINDS[::5], *CUT))])
def test_no_text_takes_more_than_linear_time_to_be_cut(work: Callable[[str], None], kinds: tuple[str, ...]) -> None:
    slow = [kind for kind in kinds if _is_slow(work, kind)]
    assert slow == []


def _is_slow(work: Callable[[str], None], kind: str) -> bool:
    def run(length: int) -> str:
        return (kind * (length // len(kind) + 1))[:length]

    if _time(work, run(32_000)) / _time(work, run(8_000)) < _SUSPICIOUS:  # longer than the pieces of a long block
        return False
    return min(_time(work, run(80_000), 2) / _time(work, run(8_000), 3) for _ in range(2)) > _TOO_MUCH


def test_ten_times_the_pages_take_ten_times_as_long() -> None:
    """Beyond the pieces: one page of 200,000 characters."""
    gate = _gate("standard")

    def judge(text: str) -> None:
        gate.check("ingest", text)

    for text in ("_" * 20_000, "ACGT" * 5_000, "a@b.org, " * 2_200):
        assert _time(judge, text * 10, 2) < 3 * 10 * _time(judge, text, 3)
