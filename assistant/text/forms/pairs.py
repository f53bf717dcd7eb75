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
