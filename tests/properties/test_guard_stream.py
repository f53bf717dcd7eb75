"""Streaming and not streaming decide alike, and nothing forbidden is ever shown.

The number of cases comes from ASSISTANT_GUARD_CASES (300 in the suite; 10,000 in the long run).
"""

from __future__ import annotations

import os
import tempfile
from functools import lru_cache
from pathlib import Path

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from assistant.domain.events import Blocked, Checked, Delta
from assistant.domain.records.verdicts import Verdict
from assistant.guard.detectors.detector import Content
from assistant.guard.engine.gate import PolicyGate
from assistant.guard.matching.segment import Segmenter, sentences
from tests.guard.policies import gate_from, open_gate

CASES = int(os.environ.get("ASSISTANT_GUARD_CASES", "300"))
pytestmark = pytest.mark.timeout(max(300, CASES))  # seconds; a case takes milliseconds, on a busy machine more
POLICY = """
detectors:
  forbidden: {type: phrases, words: [ass, make a bomb, kill yourself], label: BAD}
  hidden:
    type: phrases
    words: [project tulip, geheim]
    patterns: ['(?<![\\w.+-])[\\w.+-]{1,40}@[\\w-]{1,40}\\.[a-z]{2,10}']
    label: HIDE
  markup: {type: markup}
rules:
  - {id: forbidden, category: violence, stages: [output], detector: forbidden, action: block}
  - id: hidden
    category: privacy
    stages: [output]
    detector: hidden
    action: redact
    except: [{text: "info@example.com"}]
  - {id: markup, category: unsafe_markup, stages: [output], detector: markup, action: redact}
streaming: {mode: holdback, unit: sentence, max_chars: 60, overlap_chars: 40}
"""
FRAGMENTS = (
    "a", "the", "ass", "isting", "assisting", "class", "kill", "yourself", "make", "bomb", "tulip", "project", "public",
    "ann", "@", "acme.org", " info@example.com ", "ann@acme.org", "k1ll", "k i l l", "m.a.k.e", "аss", "a\u200bss",
    "Ａss", "e.g.", "U.S.", "3.5", "Dr.", "z. B.", "word", "a\x1b[31mss", "a<b>ss", "kill<i> ", "Café", "geheim",
    "g e h e i m", "gehe\u0301im", "-----BEGIN ", "PRIVATE KEY-----", "-----END PRIVATE KEY-----", "![x]", "[x]", "](",
    "(https://e.example/?q=1)", "https://e.example", "\x1b[31m", "\x1b[K", "\u202e", "<script>", "`", "```", "\n```\n",
    "[1]", "1.", "A.", "y", "o", "u", "\u00df", "ﬁ", "😀", "AKIA", "AKIAABCDEFGHIJKLMNOP", "x" * 30, "0" * 16,
    "+49 170 1234567", "call me at", "170", "1234567", "DE89 3704 0044 0532 0130 00", "4111 1111 1111 1111",
    "password: ", "tulip42!", "Bearer ", "10.0.0.12", "(at)", "SSN 123-45-6789", "Laura Jones", "Dr. Weber",
    "-----BEGIN PRIVATE KEY-----", "postgres://u:", "pw1!@host/x", "born on ", "12.03.1971", "www.a.example/x?y",
)  # fmt: skip
GLUE = ("", " ", ". ", ", ", "\n", "! ", "-", ".", "  ", "? ", "\t", "\n\n", ": ", "; ", "\u200b")


@lru_cache(maxsize=1)
def gate() -> PolicyGate:
    return gate_from(Path(tempfile.mkdtemp(prefix="guard-")), POLICY)


@lru_cache(maxsize=4)
def shipped(name: str) -> PolicyGate:
    return open_gate(name, [Path(__file__).parents[2] / "policies"])


@st.composite
def texts(draw: st.DrawFn) -> str:
    parts = draw(st.lists(st.tuples(st.sampled_from(FRAGMENTS), st.sampled_from(GLUE)), max_size=40))
    return "".join(piece for part in parts for piece in part)


@st.composite
def pieces(draw: st.DrawFn) -> list[str]:
    """A text, cut anywhere, with empty pieces."""
    text = draw(texts())
    cuts = sorted(draw(st.lists(st.integers(0, len(text)), max_size=30)))
    ends = [*cuts, len(text)]
    return [text[start:end] for start, end in zip([0, *cuts], ends, strict=True)]


def run(chunks: list[str]) -> tuple[list[Delta | Checked | Blocked], str]:
    stream = gate().open_stream()
    events = [event for chunk in chunks for event in stream.feed(chunk)]
    events += stream.finish()
    return events, stream.released


def summary(events: list[Delta | Checked | Blocked], released: str) -> Verdict:
    findings = tuple(f for event in events if isinstance(event, Checked | Blocked) for f in event.verdict.findings)
    blocked = [event.verdict for event in events if isinstance(event, Blocked)]
    if blocked:
        return Verdict("output", "block", "", findings, blocked[0].message)
    return Verdict("output", "redact" if findings else "allow", released, findings)


def forbidden_in(text: str) -> list[str]:
    """The rules that find something in a whole text, by their detectors directly: no segments, no stream."""
    book = gate().rulebook
    content = Content("output", text)
    return [one.finding.rule for one in book.decide(content, book.rules(content), despite_block=True)]


@pytest.mark.promise("P12")
@pytest.mark.slow
@settings(max_examples=CASES, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(pieces())
@example(["", "ass", "isting"])
@example(["such an ass", "isting pupil. ", "Done."])
@example(["project", " tu", "lip. ", "next"])
@example(["a ![x](https://e.exam", "ple/?q=", "1", ") b"])
@example(["kill y o ", "u r s e l f"])
def test_every_chunking_decides_like_the_whole(chunks: list[str]) -> None:
    text = "".join(chunks)
    events, released = run(chunks)
    assert events == run([text])[0] == run(list(text))[0]
    assert summary(events, released) == gate().check("output", text)


@pytest.mark.promise("P12")
@pytest.mark.slow
@settings(max_examples=CASES, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(pieces())
@example(["I " + "x" * 70 + " kill. ", "Yourself"])
@example(["ann@acme.org-ann@acme.org-ann@ac", "me.org"])
@example(["-----BEGIN PRIVATE KEY----- abc. def. ", "\nghi. " * 20, "-----END PRIVATE KEY----- bye"])
def test_nothing_forbidden_is_shown(chunks: list[str]) -> None:
    text = "".join(chunks)
    found = forbidden_in(text)
    events, released = run(chunks)
    assert any(isinstance(event, Blocked) for event in events) == ("forbidden" in found)
    shown = ""
    for event in events:
        if isinstance(event, Delta):
            shown += event.text
            assert forbidden_in(shown) == []
    assert shown == released
    if not found:
        assert released == text


@settings(max_examples=max(50, CASES // 4), deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(pieces(), st.sampled_from(["standard", "clinic"]))
def test_the_shipped_policies_decide_alike_streamed_and_whole(chunks: list[str], name: str) -> None:
    """Also against the detectors run over the whole text at once, which know nothing of segments and streams."""
    gate = shipped(name)
    text = "".join(chunks)
    stream = gate.open_stream()
    events = [event for chunk in chunks for event in stream.feed(chunk)] + stream.finish()
    assert summary(events, stream.released) == gate.check("output", text)
    content = Content("output", text)
    whole = [one.finding for one in gate.rulebook.decide(content, gate.rulebook.rules(content), despite_block=True)]
    blocked = any(isinstance(event, Blocked) for event in events)
    assert blocked == any(finding.action == "block" for finding in whole)
    if not blocked:
        streamed = {finding for event in events if isinstance(event, Checked) for finding in event.verdict.findings}
        assert streamed == set(whole)


@settings(max_examples=CASES, deadline=None)
@given(pieces(), st.integers(40, 80))
def test_boundaries_depend_on_the_text_alone(chunks: list[str], max_chars: int) -> None:
    text = "".join(chunks)
    segmenter, start, seen, ends = Segmenter(max_chars), 0, "", []
    for chunk in chunks:
        seen += chunk
        while (end := segmenter.next_boundary(seen, start, final=False)) is not None:
            ends.append(start := end)
    while (end := segmenter.next_boundary(seen, start, final=True)) is not None:
        ends.append(start := end)
    assert ends == [end for _, end in sentences(text, max_chars)]
    assert not text or ends[-1] == len(text)
    assert all(end - start <= max_chars for start, end in zip([0, *ends], ends, strict=False))


@pytest.mark.control("P12")
def test_the_oracle_can_fail() -> None:
    """The negative control: a stream that released its text unchecked would be noticed."""
    assert forbidden_in("write to ann@acme.org now") == ["hidden"]
    assert forbidden_in("you aѕs") == ["forbidden"]
    with pytest.raises(AssertionError):
        assert summary([Delta("you ass")], "you ass") == gate().check("output", "you ass")
