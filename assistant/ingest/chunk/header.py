"""The header line of a chunk: the title, then the headings above the chunk, the outermost first.

Invariant: a header line never has more tokens than its cap.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

from assistant.domain.records.documents import Span
from assistant.text.clean import one_line

_MARKUP = re.compile(r"^[#=\s]+|[#=\s]+$")
_SEPARATOR = " > "
_MAX_HEADING_CHARS = 120


def heading_text(text: str) -> str:
    """A heading as it is shown: one line, without the marks of its format."""
    return one_line(_MARKUP.sub("", one_line(text)), _MAX_HEADING_CHARS)


def header_line(title: str, headings: Sequence[str], cap: int, token_spans: Callable[[str], list[Span]]) -> str:
    """`title` and `headings` in at most `cap` tokens.

    If the line is too long, the outer headings are dropped first: the title names the file, and the innermost heading
    names the section.
    """
    inner = [heading for heading in headings if heading]
    name = one_line(title)
    if inner and inner[0].casefold() == name.casefold():
        inner = inner[1:]
    while True:
        line = _SEPARATOR.join(part for part in (name, *inner) if part)
        spans = token_spans(line)
        if len(spans) <= cap:
            return line
        if len(inner) > 1:
            inner = inner[1:]
        elif inner and len(token_spans(name)) > cap // 2:
            name = _first_tokens(name, cap // 2 - 1, token_spans)
            inner = [_first_tokens(inner[0], cap // 2 - 1, token_spans)]
        else:
            return _first_tokens(line, cap, token_spans)


def _first_tokens(text: str, cap: int, token_spans: Callable[[str], list[Span]]) -> str:
    """The longest start of `text` that ends with a whole word and has at most `cap` tokens."""
    kept = text
    while kept and len(spans := token_spans(kept)) > cap:
        at = kept.rfind(" ", 0, spans[cap][0] + 1)
        kept = kept[: at if at > 0 else min(spans[cap][0], len(kept) - 1)].rstrip()
    return kept
