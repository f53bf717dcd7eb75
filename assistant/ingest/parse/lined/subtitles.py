"""Subtitles (SRT, WebVTT): what is said, without numbers, times and signs of form; the minute is the page.

Invariant: the pages follow each other in time, and a sentence is not cut where a minute ends.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from assistant.domain.records.documents import ParsedPage
from assistant.ingest.parse.page import PageBuilder
from assistant.ingest.parse.plain.text import read_text
from assistant.ingest.parse.source import Source

_TIME = r"(?:(\d{1,3}):)?(\d{1,2}):(\d{1,2})(?:[,.]\d{1,3})?"
_TIMES = re.compile(rf"\s*{_TIME}\s*-+>\s*{_TIME}.*")
_TAG = re.compile(r"</?[A-Za-z][^<>\n]{0,200}>|\{\\[^{}\n]{0,200}\}|<\d[\d:.]{0,20}>")
_VOICE = re.compile(r"<v(?:\.[\w.]{0,40})?\s+([^<>\n]{1,80})>")
_ENDS = (".", "!", "?", "\u2026", '."', "\u201d", "\u3002", "\uff01", "\uff1f", "]", ")")
_PAUSE_S = 3  # a longer silence begins a paragraph
_LONGEST_MINUTES = 3  # a text without the ends of sentences goes on over no more minutes


@dataclass(slots=True)
class _Cue:
    start_s: int
    end_s: int
    lines: list[str] = field(default_factory=list)


def read(source: Source) -> Iterator[ParsedPage]:
    """A page for each minute in which something is said, from 1. Raises ParseFailure for binary content."""
    source.paged = True
    source.page_word = "minute"
    builder, said, until = PageBuilder(1), list[str](), 0
    minute = 1
    for cue in _cues(read_text(source)):
        now = cue.start_s // 60 + 1
        is_over = not said or said[-1].endswith(_ENDS) or now - minute >= _LONGEST_MINUTES
        if now > minute and is_over:
            _add(builder, said)
            if builder.length:
                yield builder.build()
            builder, said, minute = PageBuilder(now), [], now
        elif said and cue.start_s - until >= _PAUSE_S:
            _add(builder, said)
            said = []
        said += cue.lines
        until = cue.end_s
    _add(builder, said)
    yield builder.build()


def _add(builder: PageBuilder, said: list[str]) -> None:
    builder.add("paragraph", "\n".join(said))


def _cues(text: str) -> Iterator[_Cue]:
    """What is said, with its seconds. Times that go back, as in a hostile file, count as the latest before them."""
    cue: _Cue | None = None
    latest = 0
    before = ""  # a line that may be the next cue's number
    for line in (*text.replace("\r\n", "\n").split("\n"), ""):
        times = _TIMES.fullmatch(line) if "->" in line else None
        if times:
            if cue is not None:
                if before and cue.lines and cue.lines[-1] == before and before.isdecimal():
                    cue.lines.pop()
                yield from _kept(cue)
            latest = max(latest, _seconds(*times.groups()[:3]))
            cue = _Cue(latest, max(latest, _seconds(*times.groups()[3:])))
        elif not line.strip():
            if cue is not None and cue.lines:
                yield from _kept(cue)
                cue = None
        elif cue is not None and (shown := _shown(line)):
            cue.lines.append(shown)
        before = line.strip()
    if cue is not None:
        yield from _kept(cue)


def _kept(cue: _Cue) -> Iterator[_Cue]:
    if cue.lines:
        yield cue


def _shown(line: str) -> str:
    """A line as it is seen: who speaks stands in front."""
    line = _VOICE.sub(r"\1: ", line)
    return html.unescape(_TAG.sub("", line)).strip()


def _seconds(hours: str | None, minutes: str, seconds: str) -> int:
    return int(hours or 0) * 3600 + int(minutes) * 60 + int(seconds)
