"""Where sentences end: the marks, the closing characters behind them, and the abbreviations whose dot ends no sentence.

Invariant: `sentence_ends` reads a complete text and looks at the characters after a mark. `GrowingLine` reads a text
that still grows, because an answer is checked before its rest arrives; its result stays true however the text goes on.

The lists of abbreviations decide where chunks end (`sentence_ends`) and where an answer is cut for the guard
(`GrowingLine`). To move a word from list to list therefore changes the chunks, or what the rules decide.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from assistant.text.languages import word_set

MARKS = ".!?\u2026"
# Marks without a space behind them, and the closing characters that may follow them.
_WIDE_MARKS = "\u3002\uff01\uff1f"
_WIDE_CLOSERS = "\u300d\u300f\u201d\u2019"
# Quotes and brackets that still belong to the sentence, as the inside of a character class.
CLOSERS = "\"'\u201d\u2019\u00bb)\\]"

_ABBREVIATIONS = word_set(
    "dr mr mrs ms prof st sr sra srta vs etc e.g i.e inc ltd bzw z.b u.a d.h usw ggf inkl evtl p.ej av"
)
# Only in `sentence_ends`, which sees the text behind the dot.
_ABBREVIATIONS_LOOKING_AHEAD = word_set(
    "jr appt apt dept est ext incl zzgl hr fr dipl mwst o.g s.o s.u v.a ej ud uds dpto avda tel tlf ul nám tř"
)
# Only in `GrowingLine`, which does not see it.
_ABBREVIATIONS_GROWING = word_set("cf co mme ecc sig dott núm pág")
# Abbreviations only in front of a number ("No. 5", "Art. 12", "max. 3", "Jan. 2024"), else ordinary words or units.
# A growing text does not show the number yet: there the first list always counts as abbreviations, the second never.
_BEFORE_NUMBER = word_set("nr fig vol p pp art sec ca approx str abs jan feb mar apr jun jul aug sep sept oct nov dec")
_BEFORE_NUMBER_LOOKING_AHEAD = word_set("no nos num pag par figs ref ch kap max min aprox okt dez ene abr ago dic")

# Without a look at what follows: a long row of dots would be tried again from each of its dots.
_END = re.compile(rf"[{MARKS}]++[{CLOSERS}]*+|[{_WIDE_MARKS}]++[{_WIDE_CLOSERS}]*+")
_LAST_WORD = re.compile(r"(?:[^\W\d_]\.)*[^\W_]+$")
# A short number is an ordinal in "am 3. Mai" or "der 2. Stock", and the number of a list item at the start of a line.
_LONGEST_BEFORE = 40  # characters, with the white space behind the word
_BEFORE_ORDINAL = re.compile(r"\b(?:am|der|die|das|dem|den|des|zum|vom|im|bis|ab|seit|jede[mnrs]?)$", re.IGNORECASE)
_MONTH = re.compile(r"(?:jan|feb|m[aä]r|apr|ma[iy]|jun|jul|aug|sep|o[ck]t|nov|de[cz])[a-z]*\b", re.IGNORECASE)

# A mark, its closing characters (Markdown too, since models write it) and white space; or a mark without a space.
_SURE_END = re.compile(rf"[{MARKS}][{CLOSERS}}}*_]{{0,4}}[^\S\n]|[{_WIDE_MARKS}]")
_LONGEST_END = 6
_WITH_DOT = "|".join(
    re.escape(word).replace(r"\.", r"\.\s?")
    for word in sorted(_ABBREVIATIONS | _ABBREVIATIONS_GROWING | _BEFORE_NUMBER)
)
# An abbreviation, a single letter or a short number with its dot: the sentence may go on behind it.
_MAY_GO_ON = re.compile(rf"(?:^|[\s(\[\"'\u201c\u2018])(?:{_WITH_DOT}|(?:[a-z]\.)*[a-z]|\d{{1,2}})\.$", re.IGNORECASE)
_REACH = 12  # characters before a dot that are searched for an abbreviation


def sentence_ends(text: str, start: int, end: int) -> Iterator[int]:
    """The offsets in `start:end` at which a sentence ends, in order. Callers add `end` themselves."""
    at = start
    for match in _END.finditer(text, start, end):
        if (_is_wide(match) or _space_follows(text, match, end)) and _is_end(text, at, match, end):
            at = match.end()
            yield at


class GrowingLine:
    """One line of a text that grows: each of its characters is searched once, however small the pieces are."""

    def __init__(self, start: int) -> None:
        """`start`: the offset of the line in the text."""
        self.start = start
        self._searched_to = start
        self._counted_to = start  # of the backticks
        self._in_code = False

    def first_sure_end(self, text: str, start: int, stop: int) -> int | None:
        """The offset behind the first mark of `start:stop`, and its white space, that ends a sentence whatever follows.

        `start:stop` is part of the line, and begins no earlier than in the call before. Marks inside `code` do not
        count. None if there is no such mark yet."""
        for match in _SURE_END.finditer(text, max(start, self._searched_to), stop):
            mark = match.start()
            self._searched_to = mark + 1
            self._in_code ^= text.count("`", self._counted_to, mark) % 2 == 1
            self._counted_to = mark
            if not self._in_code and (text[mark] != "." or not self._may_go_on(text, mark)):
                return match.end()
        self._searched_to = max(self._searched_to, stop - _LONGEST_END + 1)  # a match may be cut off by `stop`
        return None

    def _may_go_on(self, text: str, dot: int) -> bool:
        return _MAY_GO_ON.search(text, max(self.start, dot - _REACH), dot + 1) is not None


def _is_wide(match: re.Match[str]) -> bool:
    return match[0][0] in _WIDE_MARKS


def _space_follows(text: str, match: re.Match[str], end: int) -> bool:
    return match.end() < end and text[match.end()].isspace()


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
        before = text[max(start, word.start() - _LONGEST_BEFORE) : word.start()].rstrip()
        return bool(before) and not _BEFORE_ORDINAL.search(before) and not _MONTH.match(after)
    return True
