"""The same text as a reader sees it through its disguises, with every character's place in the original.

Invariant: a view's `span` leads from positions in the view to the smallest span of the original that produced them.

The plain view is NFKC, case folded, without invisible characters. Further views undo look-alike letters and accents,
digits for letters, s p a c e d letters and punctuation inside words; each is there only where it differs, so that
ordinary text has one view.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import accumulate, chain, pairwise, repeat

from assistant.domain.records.documents import Span
from assistant.text.folding import base_letter, fold_letters
from assistant.text.invisible import JOINER, UNSEEN, VARIATION_SELECTOR, any_of

# Letters of other scripts, after case folding, that look like a Latin letter.
_PAIRS = (
    "аa еe оo рp сc уy хx іi јj ѕs һh ԁd ԛq ԝw ьb кk мm нh тt вb гr зe ёe ѵv ӏl αa βb εe ηn ιi κk μm νv οo ρp τt υu "
    "χx ωw ϲc γy օo սu հh ոn ցg ᴀa ʙb ᴄc ᴅd ᴇe ɢg ʜh ɪi ᴊj ᴋk ʟl ᴍm ɴn ᴏo ᴘp ʀr ꜱs ᴛt ᴜu ᴠv ᴡw ʏy ᴢz ɑa ɡg ıi łl øo đd"
)
_LOOKALIKES = {ord(pair[0]): pair[1] for pair in _PAIRS.split()}
# Joiners and variation selectors too: a view is compared and never shown, so nothing is lost with them. For marks of
# music, non-characters and halves of a pair most fonts draw a box, so a reader sees that something is there.
INVISIBLE = re.compile(any_of(*UNSEEN, JOINER, VARIATION_SELECTOR))
_DIGITS = str.maketrans("0134578@$!|€", "oieastbasili")
_DIGITS_L = str.maketrans("0134578@$!|€", "oleastbaslle")
# A word that mixes letters with the signs that stand for letters.
# It is tried once a word: the look-behind ends every later start in the word at once, and nothing is given back.
_MIXED = re.compile(r"(?<![\w@$!|€])[^\W0134578]*+[0134578@$!|€][\w@$!|€]*+")
# Three or more single letters with one and the same separator: "i g n o r e", "k.i.l.l".
_SPACED = re.compile(r"(?<![^\W_])[^\W_](?P<gap>[\W_]{1,2})(?:[^\W_](?P=gap))+[^\W_](?![^\W_])")
_SPACED_TAIL = re.compile(r"(?<![^\W_])(?:[^\W_][\W_]{1,2})+$")
_INSIDE = re.compile(r"(?<=[^\W_])[.\-_*'’~+|/\\`]+(?=[^\W_])")
_TAG = re.compile(r"</?[a-z!][^<>]{0,2000}>")
_LETTERS = re.compile(r"[^\W\d_]+")
# Accents of one letter that are folded together. Sorting longer runs takes time that grows with their square.
_MOST_MARKS = 30
_TAG_TAIL = re.compile(r"</?(?:[a-z!][^<>]{0,2000})?$")
# Terminal escape sequences, whole: CSI, strings such as OSC and DCS, short ones.
CONTROL_SEQUENCE = re.compile(
    r"(?:\x1b\[|\x9b)[0-?]{0,40}[ -/]{0,8}[@-~]?"
    r"|(?:\x1b[\]PX^_]|[\x90\x98\x9d-\x9f])[^\x07\x1b\x9c\n]{0,2000}(?:\x07|\x1b\\|\x9c)?"
    r"|\x1b[ -/]{0,4}[0-~]?"
)


@dataclass(frozen=True, slots=True)
class View:
    """A rewriting of a text. Character i came from `starts[i]:ends[i]`; None where every character kept its place."""

    text: str
    starts: Sequence[int] | None = None
    ends: Sequence[int] | None = None

    def span(self, start: int, end: int) -> Span:
        """The span in the original of the view's `start:end`."""
        if self.starts is None or self.ends is None or start >= end:
            return (start, end)
        return (self.starts[start], self.ends[end - 1])

    def position(self, index: int, length: int) -> int:
        """Where in the original (of `length` characters) the view's `index` begins."""
        if self.starts is None:
            return index
        return self.starts[index] if index < len(self.starts) else length

    def places(self, start: int, end: int) -> tuple[Sequence[int], Sequence[int]]:
        """`starts` and `ends` of the view's `start:end`."""
        if self.starts is None or self.ends is None:
            return range(start, end), range(start + 1, end + 1)
        return self.starts[start:end], self.ends[start:end]


class _Written:
    """Writes a view piece by piece."""

    def __init__(self) -> None:
        self._pieces: list[str] = []
        self._starts: list[int] = []
        self._ends: list[int] = []

    def copy(self, view: View, start: int, end: int) -> None:
        """The view's `start:end` as it is."""
        self.place(view.text[start:end], *view.places(start, end))

    def write(self, text: str, span: Span) -> None:
        """`text` in place of `span` of the original."""
        self.place(text, [span[0]] * len(text), [span[1]] * len(text))

    def place(self, text: str, starts: Sequence[int], ends: Sequence[int]) -> None:
        self._pieces.append(text)
        self._starts += starts
        self._ends += ends

    def view(self) -> View:
        return View("".join(self._pieces), self._starts, self._ends)


def plain_view(text: str) -> View:
    """NFKC, case folded, invisible characters and terminal sequences left out."""
    if CONTROL_SEQUENCE.search(text):
        seen = _without(View(text), CONTROL_SEQUENCE)
        return _behind(_folded(seen.text), seen)
    return _folded(text)


def views(text: str) -> tuple[View, ...]:
    """The plain view and each further one that differs, plain first."""
    plain = plain_view(text)
    found = _undisguised(plain)
    if _TAG.search(plain.text):
        found += _undisguised(_spaced_out(plain, _TAG)) + _undisguised(_without(plain, _TAG))
    return _distinct(found)


def tail_views(text: str) -> tuple[View, ...]:
    """The views as they would be if the spaced letters or the tag at the end of `text` went on: for holding back."""
    found = [_open_ended(view) for view in views(text)]
    return _distinct([*found, *(_without(view, _TAG_TAIL) for view in found)])


def _undisguised(plain: View) -> list[View]:
    bare = skeleton(plain)
    letters = [_letters(bare, table) for table in (_DIGITS, _DIGITS_L)]
    despaced = _despaced(letters[0])
    return [plain, bare, *letters, despaced, _without(despaced, _INSIDE)]


def _folded(text: str) -> View:
    if text.isascii():
        return _without(View(text.lower()), INVISIBLE)
    letters = _with_accents(text) if any(map(unicodedata.combining, text)) else text
    folded = list(map(_fold, letters))
    ends = list(accumulate(map(len, letters)))
    lengths = list(map(len, folded))
    starts = list(chain.from_iterable(map(repeat, [0, *ends[:-1]], lengths)))
    return _without(View("".join(folded), starts, list(chain.from_iterable(map(repeat, ends, lengths)))), INVISIBLE)


def _with_accents(text: str) -> list[str]:
    """The letters of the text, each together with the accents behind it, but for very many."""
    starts: list[int] = []
    marks = 0
    for at, combines in enumerate(map(unicodedata.combining, text)):
        marks = marks + 1 if combines and marks < _MOST_MARKS else 0
        if not marks or not at:
            starts.append(at)
    return [text[start:end] for start, end in pairwise([*starts, len(text)])]


def _behind(view: View, earlier: View) -> View:
    """`view` was made of the text of `earlier`: the same with places in what `earlier` was made of."""
    if earlier.starts is None or earlier.ends is None:
        return view
    starts, ends = view.places(0, len(view.text))
    return View(view.text, [earlier.starts[at] for at in starts], [earlier.ends[at - 1] for at in ends])


def _spaced_out(view: View, pattern: re.Pattern[str]) -> View:
    """Each match a single space."""
    written, at = _Written(), 0
    for match in pattern.finditer(view.text):
        written.copy(view, at, match.start())
        written.write(" ", view.span(*match.span()))
        at = match.end()
    written.copy(view, at, len(view.text))
    return written.view()


@lru_cache(maxsize=10_000)
def _fold(cluster: str) -> str:
    return INVISIBLE.sub("", cluster.lower() if cluster.isascii() else fold_letters(cluster))


def skeleton(view: View) -> View:
    """Look-alikes and accents undone. Only words that hold a Latin letter: other scripts stay what they are."""
    if view.text.isascii():
        return view
    pieces: list[str] = []
    at = 0
    for word in _LETTERS.finditer(view.text):
        bare = None if word[0].isascii() else _bare(word[0])
        if bare is not None:
            pieces += [view.text[at : word.start()], bare]
            at = word.end()
    return View("".join([*pieces, view.text[at:]]), view.starts, view.ends)


def _bare(word: str) -> str | None:
    """`word` in Latin letters, as many as it has; None if one of its letters looks like none of them."""
    letters: list[str] = []
    for letter in word:
        bare = letter if letter.isascii() else _LOOKALIKES.get(ord(letter)) or base_letter(letter)
        if not bare.isascii():
            return None
        letters.append(bare)
    return "".join(letters)


def _letters(view: View, table: dict[int, int]) -> View:
    def spelled(word: re.Match[str]) -> str:
        return word[0].translate(table) if any(map(str.isalpha, word[0])) else word[0]

    return View(_MIXED.sub(spelled, view.text), view.starts, view.ends)


def _despaced(view: View) -> View:
    drop: list[Span] = []
    for run in _SPACED.finditer(view.text):
        drop += [(at, at + 1) for at in range(run.start(), run.end()) if not view.text[at].isalnum()]
    return without(view, drop)


def _open_ended(view: View) -> View:
    run = _SPACED_TAIL.search(view.text, max(0, len(view.text) - 120))
    if run is None:
        return view
    return without(view, [(at, at + 1) for at in range(run.start(), run.end()) if not view.text[at].isalnum()])


def _without(view: View, unwanted: re.Pattern[str]) -> View:
    return without(view, [match.span() for match in unwanted.finditer(view.text)])


def without(view: View, spans: Sequence[Span]) -> View:
    """The view with some spans (of the view, in order, not overlapping) left out."""
    if not spans:
        return view
    begins = [0, *(end for _, end in spans)]
    stops = [*(start for start, _ in spans), len(view.text)]
    text = "".join([view.text[begin:stop] for begin, stop in zip(begins, stops, strict=True)])
    kept = list(chain.from_iterable(map(range, begins, stops)))
    if view.starts is None or view.ends is None:
        return View(text, kept, [at + 1 for at in kept])
    return View(text, [*map(view.starts.__getitem__, kept)], [*map(view.ends.__getitem__, kept)])


def _distinct(found: Sequence[View]) -> tuple[View, ...]:
    return tuple({view.text: view for view in reversed(found)}.values())[::-1]
