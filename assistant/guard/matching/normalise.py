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
_MIXED = re.compile(r"[\w@$!|€]*[0134578@$!|€][\w@$!|€]*")
# Three or more single letters with one and the same separator: "i g n o r e", "k.i.l.l".
_SPACED = re.compile(r"(?<![^\W_])[^\W_](?P<gap>[\W_]{1,2})(?:[^\W_](?P=gap))+[^\W_](?![^\W_])")
_SPACED_TAIL = re.compile(r"(?<![^\W_])(?:[^\W_][\W_]{1,2})+$")
_INSIDE = re.compile(r"(?<=[^\W_])[.\-_*'’~+|/\\`]+(?=[^\W_])")
_TAG = re.compile(r"</?[a-z!][^<>]{0,2000}>")
_TAG_TAIL = re.compile(r"</?(?:[a-z!][^<>]{0,2000})?$")
# Terminal escape sequences, whole: CSI, strings such as OSC and DCS, short ones.
CONTROL_SEQUENCE = re.compile(
    r"(?:\x1b\[|\x9b)[0-?]{0,40}[ -/]{0,8}[@-~]?"
    r"|(?:\x1b[\]PX^_]|[\x90\x98\x9d-\x9f])[^\x07\x1b\x9c\n]{0,2000}(?:\x07|\x1b\\|\x9c)?"
    r"|\x1b[ -/]{0,4}[0-~]?"
)


@dataclass(frozen=True, slots=True)
class View:
    """A rewriting of a text. `origins[i]` is where character i came from; None where every character kept its place."""

    text: str
    origins: Sequence[Span] | None = None

    def span(self, start: int, end: int) -> Span:
        """The span in the original of the view's `start:end`."""
        if self.origins is None or start >= end:
            return (start, end)
        return (self.origins[start][0], self.origins[end - 1][1])

    def position(self, index: int, length: int) -> int:
        """Where in the original (of `length` characters) the view's `index` begins."""
        if self.origins is None:
            return index
        return self.origins[index][0] if index < len(self.origins) else length


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
    characters: list[str] = []
    origins: list[Span] = []
    start = 0
    while start < len(text):
        end = start + 1
        while end < len(text) and unicodedata.combining(text[end]):
            end += 1
        cluster = text[start:end]
        folded = cluster.lower() if cluster.isascii() else _fold(cluster)
        characters.append(folded)
        origins.extend([(start, end)] * len(folded))
        start = end
    return _without(View("".join(characters), origins), INVISIBLE)


def _behind(view: View, earlier: View) -> View:
    """`view` was made of the text of `earlier`: the same with places in what `earlier` was made of."""
    places = view.origins or [(index, index + 1) for index in range(len(view.text))]
    return View(view.text, [earlier.span(start, end) for start, end in places])


def _spaced_out(view: View, pattern: re.Pattern[str]) -> View:
    """Each match a single space."""
    characters: list[str] = []
    origins: list[Span] = []
    at = 0
    for match in pattern.finditer(view.text):
        characters += [*view.text[at : match.start()], " "]
        origins += [view.span(index, index + 1) for index in range(at, match.start())]
        origins.append(view.span(*match.span()))
        at = match.end()
    characters += view.text[at:]
    origins += [view.span(index, index + 1) for index in range(at, len(view.text))]
    return View("".join(characters), origins)


def _fold(cluster: str) -> str:
    return INVISIBLE.sub("", fold_letters(cluster))


def skeleton(view: View) -> View:
    """Look-alikes and accents undone. Only words that hold a Latin letter: other scripts stay what they are."""
    if view.text.isascii():
        return view
    characters = list(view.text)
    for word in re.finditer(r"[^\W\d_]+", view.text):
        if word[0].isascii():
            continue
        swapped = word[0].translate(_LOOKALIKES)
        bare = "".join(map(base_letter, swapped))
        if bare.isascii():
            characters[word.start() : word.end()] = bare
    return View("".join(characters), view.origins)


def _letters(view: View, table: dict[int, int]) -> View:
    def spelled(word: re.Match[str]) -> str:
        return word[0].translate(table) if any(map(str.isalpha, word[0])) else word[0]

    return View(_MIXED.sub(spelled, view.text), view.origins)


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
    kept: list[int] = []
    at = 0
    for start, end in spans:
        kept.extend(range(at, start))
        at = end
    kept.extend(range(at, len(view.text)))
    origins = view.origins or [(index, index + 1) for index in range(len(view.text))]
    return View("".join(view.text[index] for index in kept), [origins[index] for index in kept])


def _distinct(found: Sequence[View]) -> tuple[View, ...]:
    return tuple({view.text: view for view in reversed(found)}.values())[::-1]
