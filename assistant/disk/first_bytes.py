"""Whether a file whose name leaves it open is a text: a look at its first bytes.

Invariant: nothing is decoded or interpreted here; that is for the readers, behind their walls.
"""

from __future__ import annotations

import codecs
import os
from pathlib import Path

from assistant.disk.opening import open_regular

_LOOK_BYTES = 4096
_MARKS = (codecs.BOM_UTF8, codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
_CONTROLS = bytes(set(range(32)) - {8, 9, 10, 12, 13, 27})
_MAX_CONTROL_SHARE = 0.02


def is_text(path: Path, root: Path) -> bool:
    """False for binary content and for nothing at all. True where the system refuses: reading it will say why."""
    try:
        with os.fdopen(open_regular(path, root), "rb", buffering=0) as stream:
            return looks_like_text(stream.read(_LOOK_BYTES))
    except OSError:
        return True


def looks_like_text(start: bytes) -> bool:
    """Whether the first bytes of a file are those of a text, in any usual encoding."""
    if start.startswith(_MARKS):
        return True
    controls = len(start) - len(start.translate(None, _CONTROLS))
    return bool(start.strip()) and b"\0" not in start and controls <= _MAX_CONTROL_SHARE * len(start)
