"""Turns the output of a model into the answer: without thoughts and broken characters, cut at a stop string.

Invariant: the result does not depend on how the output is split into pieces.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

THINK_OPEN, THINK_CLOSE = "<think>", "</think>"
_REPLACEMENT = "\ufffd"  # a decoder writes it for an incomplete character


@dataclass(slots=True)
class AnswerText:
    """Gets the output piece by piece. `ended` is True after a stop string; `thinking` is True inside the thoughts."""

    stop_strings: tuple[str, ...] = ()
    thinking: bool = False
    ended: bool = False
    _held: str = ""
    _begun: bool = field(default=False)

    def feed(self, piece: str) -> str:
        """The part of the answer that is final after this piece; may be ""."""
        self._held += piece.replace(_REPLACEMENT, "")
        return self._take(final=False)

    def finish(self) -> str:
        """The rest of the answer, which was held back as a possible beginning of a tag or a stop string."""
        return self._take(final=True)

    def _take(self, *, final: bool) -> str:
        out: list[str] = []
        while self._held and not self.ended:
            markers = (THINK_CLOSE,) if self.thinking else (THINK_OPEN, THINK_CLOSE, *self.stop_strings)
            at, marker = _first(self._held, markers)
            if not marker:
                keep = 0 if final else _partial_marker(self._held, markers)
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
    """Whether a prompt with this end makes the model begin inside its thoughts."""
    return rendered_end.rstrip().endswith(THINK_OPEN)


def _first(text: str, markers: Iterable[str]) -> tuple[int, str]:
    """Offset and text of the first marker, the longest at equal offsets; (length of `text`, "") if there is none."""
    found = [(at, -len(marker), marker) for marker in markers if marker and (at := text.find(marker)) >= 0]
    return (min(found)[0], min(found)[2]) if found else (len(text), "")


def _partial_marker(text: str, markers: Iterable[str]) -> int:
    """The number of characters at the end of `text` that may be the beginning of a marker."""
    longest = 0
    for marker in markers:
        for length in range(min(len(marker) - 1, len(text)), longest, -1):
            if text.endswith(marker[:length]):
                longest = length
                break
    return longest
