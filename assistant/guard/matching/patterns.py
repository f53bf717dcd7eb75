"""Regular expressions with a time limit that also find unfinished matches at the end of a text.

Invariant: every search has a time limit, and `hold_from` is never after the start of a match that more text could
complete or lengthen.
"""

from __future__ import annotations

import re
import time
from collections.abc import Iterator
from functools import lru_cache
from typing import Final

import regex

from assistant.domain.errors import PolicyError
from assistant.domain.records.documents import Span

# A pattern from a file is tested on these texts and on runs of its own letters. Endless backtracking shows on at least
# one of them.
_PROBES: Final = ("1" * 60, "a " * 40, "ab" * 40, "-" * 60, "a@" * 30, "word word, word. " * 12, "aA1_ " * 30)
_LENGTHENED: Final = 8  # times: the engine finishes (a+)+ in time on a short text, but not on a few hundred letters
_MAX_REPEAT: Final = 1000
_MAX_REPEAT_PRODUCT: Final = 20_000  # the engine expands {n}: larger products take seconds and gigabytes
# What tells an expression what stands in front of its match; a "^" in a class counts too.
_LOOKS_BEHIND: Final = re.compile(r"\(\?<[=!]|\\[ABGKMbm]|\^")
_REPEAT: Final = re.compile(r"\{(\d+)")
PROBE_TIMEOUT_S: Final = 0.1
_TRIES: Final = 3
SEARCH_TIMEOUT_S: Final = 0.5
# For lower-case expressions on folded text: there, ignoring case would double the time without effect.
FOLDED: Final = regex.VERSION1
_COVER: Final = "\ufffc"  # neither a letter nor white space
_NEVER: Final = "\U0010ffff"  # a noncharacter, which no cleaned text holds


class Pattern:
    """A compiled expression, case-insensitive by default."""

    __slots__ = ("_flags", "_hold", "_looks_behind", "_search", "source")

    def __init__(self, source: str, flags: int = regex.IGNORECASE) -> None:
        """Raises regex.error for an expression that cannot be compiled."""
        self.source = source
        self._flags = flags | regex.VERSION1
        self._search = regex.compile(_with_simple_classes(source, self._flags), self._flags)
        self._looks_behind = _LOOKS_BEHIND.search(source) is not None
        # Compiled at the first use in a stream: most expressions search whole texts only, and compiling takes half
        # of the time to open a policy.
        self._hold: regex.Pattern[str] | None = None

    def find(self, text: str, timeout_s: float = SEARCH_TIMEOUT_S) -> list[regex.Match[str]]:
        """Non-empty matches, left to right, with those that appear only once other matches are covered: both addresses
        of "a@b.org-a@b.org". Raises TimeoutError."""
        return self._find_and_cover(text, timeout_s)[0]

    def spans(self, text: str, timeout_s: float = SEARCH_TIMEOUT_S) -> list[Span]:
        """The spans of the matches of `find`. Raises TimeoutError."""
        return [match.span() for match in self.find(text, timeout_s)]

    def matches_nothing(self) -> bool:
        """Whether the expression matches an empty text."""
        return self._search.search("", timeout=SEARCH_TIMEOUT_S) is not None

    def hold_near_end(self, text: str, longest: int) -> int:
        """`hold_from` for a pattern whose matches have at most `longest` characters."""
        return self.hold_from(text, max(0, len(text) - longest))

    def hold_from(self, text: str, start: int = 0, timeout_s: float = SEARCH_TIMEOUT_S) -> int:
        """The first position (at or after `start`) of a match that touches the end of `text`, whole or unfinished;
        `len(text)` if there is none. Raises TimeoutError."""
        covered = self._find_and_cover(text, timeout_s)[1]
        searched = {text, covered}  # some unfinished matches appear only once the finished matches are covered
        if self._hold is None:
            # The expression requires a further character that no text holds. So the search can only end as a
            # partial match at the end of the text: inside a match, or directly after a complete match.
            simple = _with_simple_classes(self.source, self._flags)
            self._hold = regex.compile(f"(?:{simple}){_NEVER}", self._flags)
        held = [self._hold.search(version, start, partial=True, timeout=timeout_s) for version in searched]
        return min((match.start() for match in held if match is not None), default=len(text))

    def _find_and_cover(self, text: str, timeout_s: float) -> tuple[list[regex.Match[str]], str]:
        """All matches, and the text with placeholders in their spans. Searches again until the rest holds no match."""
        deadline, found, passed = time.thread_time() + timeout_s, list[regex.Match[str]](), -1
        look = self._look_behind if self._looks_behind else self._look_ahead
        while passed < len(found):
            passed = len(found)
            text = look(text, deadline, found)
        return sorted(found, key=lambda match: match.span()), text

    def _look_behind(self, text: str, deadline: float, found: list[regex.Match[str]]) -> str:
        """Adds the matches to `found`. Each is covered before the next is looked for; returns the covered text."""
        before, covered, rest, at = text, "", 0, 0  # `text` is `covered` and what `before` has from `rest` on
        while match := self._search.search(text, at, timeout=_seconds_left(deadline)):
            start, end = match.span()
            at = max(end, start + 1)
            if match[0].strip(_COVER):
                found.append(match)
                covered += before[rest:start] + _COVER * (end - start)
                text, rest = covered + before[end:], end
        return text

    def _look_ahead(self, text: str, deadline: float, found: list[regex.Match[str]]) -> str:
        """As `_look_behind`, for an expression that does not see what stands in front of its match."""
        pieces, at = list[str](), 0
        for match in self._search.finditer(text, timeout=_seconds_left(deadline)):
            if match[0].strip(_COVER):
                found.append(match)
                pieces += [text[at : match.start()], _COVER * len(match[0])]
                at = match.end()
        return "".join([*pieces, text[at:]])


def _with_simple_classes(source: str, flags: int) -> str:
    """`source` with classes that match one character at a time; its words still match in all their spellings.

    Ignoring case, the engine lets a class that holds the ligature for "ff" match both letters as well, and so on for a
    hundred more. Repeated, it then tries every way to part a run of them: sixty letters take longer than the universe.
    """
    simple = "".join(_in_simple_groups(source))
    try:
        regex.compile(simple, flags)
    except regex.error:  # a bracket that is none, in a comment
        return source
    return simple


def _in_simple_groups(source: str) -> Iterator[str]:
    """The pieces of `source`, each outermost class in a group without full case folding."""
    at = depth = 0
    while at < len(source):
        letter = source[at]
        length = 2 if letter == "\\" else 1
        if letter == "[":
            yield "" if depth else "(?-f:"
            depth += 1
            length += source.startswith("^", at + length)
            length += source.startswith("]", at + length)  # that comes first: a letter
        yield source[at : at + length]
        if letter == "]" and depth:
            depth -= 1
            yield "" if depth else ")"
        at += length


def _seconds_left(deadline: float) -> float:
    """Seconds of this thread's processor time until the deadline, so that a pattern that passes on an idle machine
    passes on a busy machine too. Raises TimeoutError."""
    left = deadline - time.thread_time()
    if left <= 0:
        raise TimeoutError
    return left


@lru_cache(maxsize=2000)
def compile_untrusted(source: str) -> Pattern:
    """Compile a pattern from a policy file. Raises PolicyError if it is invalid, too large or too slow."""
    _refuse_large(source)
    try:
        pattern = Pattern(source)
        for run, end in _probes(source):
            _probe(pattern, run, end)
        empty = pattern.matches_nothing()
    except TimeoutError:
        raise PolicyError(
            f"Pattern {source!r} takes too long.", "Avoid repetition inside repetition, such as (a+)+."
        ) from None
    except (regex.error, RecursionError, OverflowError, MemoryError, IndexError, ValueError) as error:
        raise PolicyError(f"Pattern {source!r} is not valid: {error}.", "Check brackets and escapes.") from None
    if empty:
        raise PolicyError(f"Pattern {source!r} matches the empty text.", "Make it ask for at least one character.")
    return pattern


def _probe(pattern: Pattern, run: str, end: str) -> None:
    """Raises TimeoutError if the pattern is slow each time: the engine counts the time of all threads of this process,
    so that a single search may run out of it while a model or a library is being loaded."""
    for left in reversed(range(_TRIES)):
        try:
            pattern.spans(run * _LENGTHENED + end, PROBE_TIMEOUT_S)
            pattern.hold_from(run + end, 0, PROBE_TIMEOUT_S)
        except TimeoutError:
            if not left:
                raise
        else:
            return


def _refuse_large(source: str) -> None:
    product = 1
    for count in _REPEAT.findall(source):
        times = int(count[:9])
        product *= max(times, 1)
        if times > _MAX_REPEAT or product > _MAX_REPEAT_PRODUCT:
            raise PolicyError(f"Pattern {source!r} repeats too often.", f"Keep {{n}} below {_MAX_REPEAT}.")


def _probes(source: str) -> Iterator[tuple[str, str]]:
    """Pairs (run, end) of probe texts."""
    literals = "".join(sorted({character for character in source if character.isalnum()}))[:40]
    # The literals follow "!", so that the engine's check for a required letter does not end the search early.
    for run in (*_PROBES, *(character * 60 for character in literals[:12]), literals * 4):
        yield run, f"!{literals}"
