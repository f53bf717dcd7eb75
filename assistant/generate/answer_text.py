"""From what a model says to the answer: without its thoughts, ended at a stop string, without broken characters.

Invariant: for every way of cutting the same text into pieces the result is the same text.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

THINK_OPEN, THINK_CLOSE = "<think>", "</think>"
_REPLACEMENT = "\ufffd"  # what a decoder writes for half a character


@dataclass(slots=True)
class AnswerText:
    """Feed it pieces; `ended` turns True at a stop string. `thinking` says that the thoughts are open already."""

    stop_strings: tuple[str, ...] = ()
    thinking: bool = False
    ended: bool = False
    _held: str = ""
    _begun: bool = field(default=False)

    def feed(self, piece: str) -> str:
        """The part of the answer that is certain now."""
        self._held += piece.replace(_REPLACEMENT, "")
        return self._take(final=False)

    def finish(self) -> str:
        """What was held back because a tag or a stop string might have begun."""
        return self._take(final=True)

    def _take(self, *, final: bool) -> str:
        out: list[str] = []
        while self._held and not self.ended:
            markers = (THINK_CLOSE,) if self.thinking else (THINK_OPEN, THINK_CLOSE, *self.stop_strings)
            at, marker = _first(self._held, markers)
            if not marker:
                keep = 0 if final else _begun_marker(self._held, markers)
                certain, self._held = self._held[: len(self._held) - keep], self._held[len(self._held) - keep :]
                out.append("" if self.thinking else certain)
                break
            out.append("" if self.thinking else self._held[:at])
            self._held = self._held[at + len(marker) :]
            self.ended = marker not in (THINK_OPEN, THINK_CLOSE)
            self.thinking = marker == THINK_OPEN
        text = "".join(out)
        if not self._begun:
            text = text.lstrip()
            self._begun = bool(text)
        return text


def opens_thinking(rendered_end: str) -> bool:
    """Whether a prompt ending so has the model begin inside its thoughts."""
    return rendered_end.rstrip().endswith(THINK_OPEN)


def _first(text: str, markers: Iterable[str]) -> tuple[int, str]:
    found = [(at, -len(marker), marker) for marker in markers if marker and (at := text.find(marker)) >= 0]
    return (min(found)[0], min(found)[2]) if found else (len(text), "")


def _begun_marker(text: str, markers: Iterable[str]) -> int:
    """How many characters at the end of `text` may be the beginning of a marker."""
    longest = 0
    for marker in markers:
        for length in range(min(len(marker) - 1, len(text)), longest, -1):
            if text.endswith(marker[:length]):
                longest = length
                break
    return longest
