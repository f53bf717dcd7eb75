"""What ends a sentence: the marks, what may close behind them, and the words whose dot ends nothing.

Invariant: `sentence_ends` reads a whole text and looks at what follows a mark; what `first_sure_end` says stays true
however the text goes on. That is why there are two: text on its way to the screen is checked before the rest is there.

Whether an abbreviation is known to both or to one of them decides where chunks end and where an answer is cut for the
guard. To move a word from one list to another is therefore a change of the chunker, or of what rules decide.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from assistant.text.languages import listed

MARKS = ".!?\u2026"
# Marks that no space follows, and what closes behind them.
_WIDE_MARKS = "\u3002\uff01\uff1f"
_WIDE_CLOSERS = "\u300d\u300f\u201d\u2019"
# Quotes and brackets that still belong to the sentence, as the inside of a character class.
CLOSERS = "\"'\u201d\u2019\u00bb)\\]"

_ABBREVIATIONS = listed(
    "dr mr mrs ms prof st sr sra srta vs etc e.g i.e inc ltd bzw z.b u.a d.h usw ggf inkl evtl p.ej av"
)
_ABBREVIATIONS_LOOKING_AHEAD = listed(
    "jr appt apt dept est ext incl zzgl hr fr dipl mwst o.g s.o s.u v.a ej ud uds dpto avda tel tlf"
)
_ABBREVIATIONS_GROWING = listed("cf co mme ecc sig dott núm pág")
# Words in their own right, or units, unless a number follows: "No. 5", "Art. 12", "max. 3", "Jan. 2024". A growing text
# does not show what follows, so there they are abbreviations always.
_BEFORE_NUMBER = listed("nr fig vol p pp art sec ca approx str abs jan feb mar apr jun jul aug sep sept oct nov dec")
_BEFORE_NUMBER_LOOKING_AHEAD = listed("no nos num pag par figs ref ch kap max min aprox okt dez ene abr ago dic")

_END = re.compile(rf"[{MARKS}]+[{CLOSERS}]*(?=\s)|[{_WIDE_MARKS}]+[{_WIDE_CLOSERS}]*")
_LAST_WORD = re.compile(r"(?:[^\W\d_]\.)*[^\W_]+$")
# A short number is an ordinal in "am 3. Mai" or "der 2. Stock", and an item's number where nothing stands before it.
_BEFORE_ORDINAL = re.compile(r"\b(?:am|der|die|das|dem|den|des|zum|vom|im|bis|ab|seit|jede[mnrs]?)$", re.IGNORECASE)
_MONTH = re.compile(r"(?:jan|feb|m[aä]r|apr|ma[iy]|jun|jul|aug|sep|o[ck]t|nov|de[cz])[a-z]*\b", re.IGNORECASE)

# A mark, what closes behind it (Markdown too, since models write it), and white space; or a mark that no space follows.
_SURE_END = re.compile(rf"[{MARKS}][{CLOSERS}}}*_]{{0,4}}[^\S\n]|[{_WIDE_MARKS}]")
_WITH_DOT = "|".join(
    re.escape(word).replace(r"\.", r"\.\s?")
    for word in sorted(_ABBREVIATIONS | _ABBREVIATIONS_GROWING | _BEFORE_NUMBER)
)
# Single letters and short numbers too.
_MAY_GO_ON = re.compile(rf"(?:^|[\s(\[\"'\u201c\u2018])(?:{_WITH_DOT}|(?:[a-z]\.)*[a-z]|\d{{1,2}})\.$", re.IGNORECASE)
_REACH = 12  # characters before a dot in which an abbreviation is looked for


def sentence_ends(text: str, start: int, end: int) -> Iterator[int]:
    """The offsets in `start:end` behind which a new sentence begins, in order. The end of the whole text is none."""
    at = start
    for match in _END.finditer(text, start, end):
        if _is_end(text, at, match, end):
            at = match.end()
            yield at


def first_sure_end(text: str, start: int, stop: int) -> int | None:
    """Behind the first mark of `start:stop` (a part of one line), and the white space behind it, that ends a sentence
    whatever follows; marks inside `code` do not count. None where there is none yet."""
    line_start = text.rfind("\n", 0, start) + 1
    for match in _SURE_END.finditer(text, start, stop):
        mark = match.start()
        if text.count("`", line_start, mark) % 2:
            continue
        if text[mark] != "." or not _MAY_GO_ON.search(text, max(line_start, mark - _REACH), mark + 1):
            return match.end()
    return None


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
    folded = last.casefold()
    if folded in _ABBREVIATIONS or folded in _ABBREVIATIONS_LOOKING_AHEAD or (len(last) == 1 and last.isalpha()):
        return False
    if (folded in _BEFORE_NUMBER or folded in _BEFORE_NUMBER_LOOKING_AHEAD) and after[0].isdigit():
        return False
    if last.isdigit() and len(last) <= 2:
        before = text[start : word.start()].strip()
        return bool(before) and not _BEFORE_ORDINAL.search(before) and not _MONTH.match(after)
    return True
