"""Text that is held back is read in a time that grows with its length, and decided as if read at each boundary."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import lru_cache
from pathlib import Path
from tempfile import mkdtemp

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from assistant.domain.events import Blocked, Checked, Delta
from assistant.domain.records.verdicts import Finding
from assistant.guard.detectors.detector import Content
from assistant.guard.engine import stream as engine
from assistant.guard.engine.gate import PolicyGate
from assistant.guard.engine.rules import Rulebook
from assistant.guard.matching.segment import Segmenter
from tests.guard.policies import gate_from
from tests.guard.test_linear_time import _time

POLICY = """
detectors:
  keys: {type: secrets, entropy: false}
  markup: {type: markup, kinds: [html, link, control]}
  quoted: {type: phrases, patterns: ['secret "[^"]*"', 'alpha[^!]{0,300}omega'], label: QUOTED, obfuscation: false}
  names: {type: phrases, words: [laura jones], label: NAME, obfuscation: false}
  bad: {type: phrases, words: [make a bomb], obfuscation: false}
  size: {type: limits, max_repeats: 2}
rules:
  - {id: keys, category: secrets, stages: [output], detector: keys, action: redact}
  - {id: markup, category: unsafe_markup, stages: [output], detector: markup, action: redact}
  - {id: quoted, category: privacy, stages: [output], detector: quoted, action: redact, redact: {style: pseudonym}}
  - {id: names, category: privacy, stages: [output], detector: names, action: warn}
  - {id: bad, category: violence, stages: [output], detector: bad, action: block}
  - {id: size, category: limits, stages: [output], detector: size, action: warn}
streaming: {mode: holdback, unit: sentence, max_chars: 80, overlap_chars: 40}
"""
KEY, END = "-----BEGIN RSA PRIVATE KEY-----\n", "-----END RSA PRIVATE KEY-----\n"
# What opens something that is held until it is closed, and the lines and sentences that it is filled with.
HELD = {
    "a private key": (KEY, "a\n"),
    "a private key of long lines": (KEY, "MIIEpAIBAAKCAQEA7bq\n"),
    "an open tag": ("<a ", "b\n"),
    "an open quote": ('secret "', "Yes! "),
    "an escape sequence": ("\x1b]0;", "Yes! "),
    "an open address": ("](<", "No? "),
}


@lru_cache(maxsize=1)
def gate() -> PolicyGate:
    return gate_from(Path(mkdtemp(prefix="guard-")), POLICY)


def run(pieces: Sequence[str]) -> tuple[list[Delta | Checked | Blocked], str]:
    stream = gate().open_stream()
    events = [event for piece in pieces for event in stream.feed(piece)] + stream.finish()
    return events, stream.released


def characters_read(monkeypatch: pytest.MonkeyPatch, text: str) -> int:
    """How many characters the detectors are given, all together, while `text` streams."""
    read = 0

    def counted(real: Callable[..., object]) -> Callable[..., object]:
        def call(book: Rulebook, content: Content, *rest: object, **options: object) -> object:
            nonlocal read
            read += len(content.text)
            return real(book, content, *rest, **options)

        return call

    with monkeypatch.context() as patched:
        for name in ("decide", "hold_from"):
            patched.setattr(Rulebook, name, counted(getattr(Rulebook, name)))
        run([text])
    return read


@pytest.mark.parametrize(("opened", "line"), HELD.values(), ids=list(HELD))
def test_held_text_is_read_in_proportion_to_its_length(monkeypatch: pytest.MonkeyPatch, opened: str, line: str) -> None:
    """Eight times the lines: 8 and a little if the work is linear, 64 if all that is held is read with each of them."""
    few, many = 45, 360
    assert len(line) * many < engine.MAX_HELD_CHARS
    work = [characters_read(monkeypatch, opened + line * count) for count in (few, many)]
    assert work[1] / work[0] < 20


@pytest.mark.parametrize("line", ["a. ", "e.g. ", "`Yes! ` ", "word ", "wo"])
@pytest.mark.parametrize("opened", ["", "```\n"])
def test_a_unit_that_arrives_letter_by_letter_is_looked_through_once(opened: str, line: str) -> None:
    """Eight times the text takes eight times as long, sixty-four times if each letter has the unit read again."""

    def cut(text: str) -> None:
        segmenter, seen = Segmenter(max_chars=10_000), ""
        for letter in text:
            seen += letter
            assert segmenter.next_boundary(seen, 0, final=False) is None

    text = opened + (line.replace(" ", "\n") if opened else line) * (4_000 // len(line))
    assert min(_time(cut, text, 2) / _time(cut, text[:500], 3) for _ in range(3)) < 3 * 8


def test_each_sentence_of_a_long_line_is_looked_through_once() -> None:
    """The line before a mark is not read again: its beginning and its backticks are remembered."""

    class Counted(str):
        read = 0

        def count(self, part: str, start: int = 0, end: int = 0) -> int:  # type: ignore[override]
            Counted.read += end - start
            return super().count(part, start, end)

        def rfind(self, part: str, start: int = 0, end: int = 0) -> int:  # type: ignore[override]
            Counted.read += end - start
            return super().rfind(part, start, end)

    text = Counted("Yes, `so`! Really? " * 100)
    segmenter, start = Segmenter(max_chars=400), 0
    while (end := segmenter.next_boundary(text, start, final=True)) is not None:
        start = end
    assert start == len(text)
    assert 0 < Counted.read <= len(text)


CLOSED = {
    "a private key": END,
    "a private key of long lines": END,
    "an open tag": ">\n",
    "an escape sequence": "\x07\n",
}


@pytest.mark.parametrize("name", CLOSED)
def test_what_was_held_for_long_is_shown_with_the_line_that_ends_it(name: str) -> None:
    opened, line = HELD[name]
    stream = gate().open_stream()
    stream.feed("Here: " + opened + line * 100)
    assert stream.released == "Here: "
    stream.feed(CLOSED[name] + "That was all.\n")
    assert stream.released.endswith("That was all.\n")


def test_what_looks_like_an_end_and_is_none_is_not_followed_for_ever(monkeypatch: pytest.MonkeyPatch) -> None:
    work = [characters_read(monkeypatch, "\x1b]0;" + "Yes >! " * count) for count in (35, 280)]
    assert work[1] / work[0] < 20


FILLING = (
    *(opened for opened, _ in HELD.values()), END, END, '"', ">", "\x07", ")", "alpha", "omega", "!", "Laura", "Jones",
    "make a", "bomb", "Ann", "a line that is long\n", "```\n", "password: 'tulip", "AKIAABCDEFGHIJKLMNOP",
)  # fmt: skip
GLUE = (" ", "\n", ". ", "! ", "? ", "")


@st.composite
def texts(draw: st.DrawFn) -> list[str]:
    """Things that are opened, filled, and sometimes closed; in pieces."""
    parts = draw(st.lists(st.tuples(st.sampled_from(FILLING), st.sampled_from(GLUE), st.integers(1, 12)), max_size=9))
    text = "".join(part + glue + "Yes!\n" * (times // 4) for part, glue, times in parts)
    cuts = sorted(draw(st.lists(st.integers(0, len(text)), max_size=9)))
    return [text[start:end] for start, end in zip([0, *cuts], [*cuts, len(text)], strict=True)]


@pytest.mark.promise("P12")
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(texts())
@example([KEY, "a\n" * 20, END, "Laura Jones. make a bomb. "])  # what was held is followed by what blocks
@example(['secret "', "Yes! " * 9, '" Good. ', "Laura Jones", " came. "])
@example([KEY + "a line that is long\n" * 9, END + "Bye."])  # found in the unit, told when it is shown
@example(['secret "', "Yes! " * 30, "no end"])
def test_boundaries_that_are_passed_over_change_nothing(pieces: list[str]) -> None:
    """The same events in the same order as with a look at every boundary, whatever the pieces."""
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(engine, "_LOOK_AT_EACH", 10**9)
        at_each = run(["".join(pieces)])
        patched.setattr(engine, "_LOOK_AT_EACH", 1)
        patched.setattr(engine, "_PART_PASSED", 1)
        assert run(pieces) == run(["".join(pieces)]) == at_each


@pytest.mark.parametrize("line", ["a\n", "Yes! "])
def test_a_key_without_an_end_is_never_shown_and_ends_the_answer(line: str) -> None:
    events, released = run(["Here: ", KEY, line * (engine.MAX_HELD_CHARS // len(line) + 50)])
    assert released == "Here: "
    assert isinstance(events[-1], Blocked)
    findings: tuple[Finding, ...] = events[-1].verdict.findings
    # At the first boundary past the bound, not at the next look.
    held = [finding.span for finding in findings if finding.label == "open"]
    assert [span and span[1] - span[0] <= engine.MAX_HELD_CHARS + len(line) for span in held] == [True]
