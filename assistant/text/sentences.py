"""Where sentences begin and end in text that came from files: wrapped lines, table rows, lists, abbreviations.

Invariant: spans are ordered, do not overlap, hold no white space at their ends, and together hold every character
of the text that is not white space.
"""

from __future__ import annotations

import re

from assistant.domain.records.documents import Span
from assistant.text.languages import listed

_ABBREVIATIONS = listed(
    """dr mr mrs ms prof st sr sra srta jr vs etc e.g i.e appt apt dept est ext inc incl ltd bzw z.b u.a d.h usw ggf
    inkl zzgl hr fr dipl evtl mwst o.g s.o s.u v.a p.ej ej ud uds dpto av avda tel tlf"""
)
# Words in their own right, or units, unless a number follows: "No. 5", "Art. 12", "max. 3", "Jan. 2024".
_BEFORE_NUMBER = listed(
    """no nos nr num p pp pag art abs par sec fig figs ref vol ch kap max min ca approx aprox str jan feb mar apr jun
    jul aug sep sept oct okt nov dec dez ene abr ago dic"""
)
_END = re.compile(r"[.!?\u2026]+[\"'\u201d\u2019\u00bb)\]]*(?=\s)|[\u3002\uff01\uff1f]+[\u300d\u300f\u201d\u2019]*")
_LAST_WORD = re.compile(r"(?:[^\W\d_]\.)*[^\W_]+$")
# A short number is an ordinal in "am 3. Mai" or "der 2. Stock", and an item's number where nothing stands before it.
_BEFORE_ORDINAL = re.compile(r"\b(?:am|der|die|das|dem|den|des|zum|vom|im|bis|ab|seit|jede[mnrs]?)$", re.IGNORECASE)
_MONTH = re.compile(r"(?:jan|feb|m[aä]r|apr|ma[iy]|jun|jul|aug|sep|o[ck]t|nov|de[cz])[a-z]*\b", re.IGNORECASE)
_LIST_ITEM = re.compile(
    r"\s*(?:[-*+\u2022\u25cf\u25e6\u2013\u2023\u00b7\u2610\u2611]\s|#{1,6}\s|>\s|\(?\d{1,3}[.)]\s|\(?[a-z][.)]\s|\|)"
)
_FIELD = re.compile(r"\s*[^\W_][^:\n]{0,60}:\s")
_WRAPPED_FROM = 45  # characters: where no line is longer than this, lines are entries, not wrapped prose


def sentence_spans(text: str) -> list[Span]:
    """Half-open spans of the sentences of `text`, in order."""
    spans: list[Span] = []
    for start, end in _paragraphs(text):
        spans.extend(_sentences(text, start, end))
    return spans


def _paragraphs(text: str) -> list[Span]:
    """Runs of lines that belong together: prose wrapped over several lines, one table row, one list item."""
    lines = [(match.start(), match.end()) for match in re.finditer(r"[^\n]+", text)]
    widest = max((end - start for start, end in lines), default=0)
    runs: list[Span] = []
    for start, end in lines:
        if runs and _continues(text, runs[-1], (start, end), widest):
            runs[-1] = (runs[-1][0], end)
        else:
            runs.append((start, end))
    return [trimmed for run in runs if (trimmed := trim(text, run))]


def _continues(text: str, run: Span, line: Span, widest: int) -> bool:
    """Whether `line` goes on with the sentence that `run` ends in."""
    before, after = text[run[0] : run[1]], text[line[0] : line[1]]
    last_line = before.rsplit("\n", 1)[-1]
    if not after.strip() or not last_line.strip() or text.count("\n", run[1], line[0]) > 1:
        return False
    if _LIST_ITEM.match(after) or last_line.lstrip().startswith(("#", "|")):
        return False
    if widest > _WRAPPED_FROM and len(last_line) >= 0.7 * widest:
        return not (_FIELD.match(after) and _FIELD.match(last_line))
    return after.lstrip()[0].islower() and not _FIELD.match(after)


def _sentences(text: str, start: int, end: int) -> list[Span]:
    spans: list[Span] = []
    at = start
    for match in _END.finditer(text, start, end):
        if _is_end(text, at, match, end):
            spans.append((at, match.end()))
            at = match.end()
    spans.append((at, end))
    return [trimmed for span in spans if (trimmed := trim(text, span))]


def _is_end(text: str, start: int, match: re.Match[str], end: int) -> bool:
    """Whether the mark ends a sentence: not an abbreviation, an initial, an ordinal or the number of a list item."""
    after = text[match.end() : min(end, match.end() + 40)].lstrip()
    if not after:
        return True
    if after[0].islower():
        return False
    if not match.group().startswith(".") or match.group().startswith(".."):
        return True
    word = _LAST_WORD.search(text, max(start, match.start() - 24), match.start())
    if word is None:
        return True
    last = word.group()
    if last.casefold() in _ABBREVIATIONS or (len(last) == 1 and last.isalpha()):
        return False
    if last.casefold() in _BEFORE_NUMBER and after[0].isdigit():
        return False
    if last.isdigit() and len(last) <= 2:
        before = text[start : word.start()].strip()
        return bool(before) and not _BEFORE_ORDINAL.search(before) and not _MONTH.match(after)
    return True


def trim(text: str, span: Span) -> Span | None:
    """`span` without white space at its ends; None where nothing else is in it."""
    start, end = span
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    return (start, end) if start < end else None
