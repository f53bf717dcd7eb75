"""Pairs of neighbouring letters, for scripts without spaces and for Korean, whose words end in particles.

Invariant: the pairs of a run stand in the order of its letters, so that a word of it is a row of neighbouring pairs.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

# Han, kana, Hangul, Thai, Lao, Khmer, Burmese, and Han outside the first plane.
_RUN = re.compile(
    "[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3005-\u3007\u3041-\u30ff\u31f0-\u31ff\u3400-\u4dbf\u4e00-\u9fff"
    "\uac00-\ud7a3\uf900-\ufaff\U00020000-\U000323af]+"
)


def runs(text: str) -> Iterator[str]:
    """The runs of such letters in `text`, in order."""
    return (found[0] for found in _RUN.finditer(text))


def pairs(run: str) -> list[str]:
    """The pairs of neighbours of a run, and at last its last letter alone, so that each letter begins one of them."""
    return [*(run[at : at + 2] for at in range(len(run) - 1)), run[-1]]


def count_words(text: str) -> int:
    """How many words a text has: between spaces, and of a script without them half as many as letters."""
    letters = 0 if text.isascii() else sum(map(len, runs(text)))
    return len(text.split()) + letters // 2


# Chinese letters that make questions and join words, and what a number of anything is asked with.
_JOINING = re.compile(
    "[的了是在有和与及或而且也都就还又很吗呢吧啊么什谁哪几何怎样多少为被把让从到对于给向请问我你您他她它们这那个们之其以所等]+"
)
_HIRAGANA = re.compile("[\u3041-\u309f]+")
_HANGUL = re.compile("[\uac00-\ud7a3]+")


def word_pairs(word: str) -> list[str]:
    """The pairs of a folded word of such a script that may be content, and what else stands in it, such as figures; []
    for a word without such letters.

    Chinese is cut at letters that only join, Japanese at its endings in hiragana. A word of nothing else is whole.
    """
    found: list[str] = []
    end = 0
    for run in _RUN.finditer(word):
        found += [word[end : run.start()], *_content_pairs(run[0])]
        end = run.end()
    return [part for part in (*found, word[end:]) if part] or [word] if end else []


def _content_pairs(run: str) -> list[str]:
    if _HANGUL.fullmatch(run):
        return pairs(run)[:-1] or [run]
    pieces = [piece for part in _HIRAGANA.split(run) for piece in _JOINING.split(part) if piece]
    return [pair for piece in pieces for pair in (pairs(piece)[:-1] or [piece])]
