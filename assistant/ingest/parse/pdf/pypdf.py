"""The first PDF reader: pypdf, pure Python, so that a bug is an exception and no crash.

Invariant: every error of the library is raised as `Unreadable`, except lack of memory and of time.
"""

from __future__ import annotations

import logging
import math
import re
from collections.abc import Sequence
from typing import Any

from assistant.ingest.parse.marks.raised import written
from assistant.ingest.parse.pdf.hidden import SUSPICIOUS, is_tiny_or_outside
from assistant.ingest.parse.pdf.lines import Line
from assistant.ingest.parse.pdf.raised_marks import Piece, with_marks
from assistant.ingest.parse.source import Source
from assistant.text.clean import one_line

BOLD_FONT = re.compile(r"bold|black|heavy|semibd|demi|cmbx|cmssbx|sfbx|-medi\b", re.IGNORECASE)
_JUNK_TITLE = re.compile(
    r"untitled.*|(?:PowerPoint|Word|Microsoft|Presentation|Document)[\w .-]{0,30}|[\W\d_]*"
    r"|.*\.(?:docx?|xlsx?|pptx?|indd|tex|dvi|ps|qxd|pub|wpd|rtf|html?|pages)",
    re.IGNORECASE,
)
_SETS_RISE = re.compile(rb"[1-9]\d*(?:\.\d*)?\s+Ts\b")
_MAX_TITLE = 200


class Unreadable(Exception):
    """This reader cannot make sense of the file or page."""


class PypdfReader:
    """An opened PDF. Raises Unreadable, in every method."""

    def __init__(self, source: Source) -> None:
        import pypdf

        logging.getLogger("pypdf").setLevel(logging.CRITICAL + 1)  # its warnings quote the file
        source.stream.seek(0)
        self._may_hide: dict[int, bool] = {}
        try:
            self._reader = pypdf.PdfReader(source.stream, strict=False)
            self.is_encrypted = bool(self._reader.is_encrypted)
            self.pages = 0 if self.is_encrypted else self._count(source.limits.max_pages)
        except (MemoryError, OSError):
            raise
        except Exception as error:
            raise Unreadable from error

    def title(self) -> str:
        try:
            title = self._reader.metadata.title if self._reader.metadata else ""
        except Exception:  # noqa: BLE001 - a broken title is no title
            return ""
        line = one_line(str(title or ""), _MAX_TITLE).removeprefix("Microsoft Word - ")
        return "" if _JUNK_TITLE.fullmatch(line) else line

    def lines(self, index: int) -> list[Line]:
        """The lines of a page (0-based), in the order of its content stream."""
        pieces: list[Piece] = []
        suspicious_letters = 0
        rise = 0.0  # of the text above its line, where the page sets it apart from the place
        saved: list[float] = []

        def collect(text: str, cm: Sequence[float], tm: Sequence[float], font: Any, size: float) -> None:
            nonlocal suspicious_letters
            if text:
                scaled = _scaled(size, cm, tm)
                x, y = tm[4] * cm[0] + tm[5] * cm[2] + cm[4], tm[4] * cm[1] + tm[5] * cm[3] + cm[5]
                pieces.append(Piece(text, scaled, _is_bold(font), x, y + rise))
                suspicious_letters += len(text) if is_tiny_or_outside(text, scaled, x, y, box) else 0

        def remember(operator: bytes, operands: Any, cm: Any, tm: Any) -> None:
            nonlocal rise
            if operator == b"Ts" and operands:
                rise = float(operands[0])
            elif operator == b"q":
                saved.append(rise)
            elif operator == b"Q" and saved:
                rise = saved.pop()

        try:
            page = self._reader.pages[index]
            left, bottom, right, top = (float(value) for value in page.cropbox)
            box = (left, bottom, right, top)
            paints_white, sets_rise = _traits(page)
            # The second visitor is called for each operator, which takes time.
            page.extract_text(visitor_text=collect, visitor_operand_before=remember if sets_rise else None)
            self._may_hide[index] = bool(suspicious_letters) or paints_white
        except MemoryError:
            raise
        except Exception as error:
            raise Unreadable from error
        return _to_lines(pieces)

    def may_hide_text(self, index: int) -> bool:
        """Whether a page that was read (0-based) uses a means to hide text."""
        return self._may_hide.get(index, False)

    def _count(self, max_pages: int) -> int:
        """The number of pages. If the file states more than the limit, the pages are not counted."""
        tree: Any = self._reader.root_object["/Pages"]
        claimed = tree.get("/Count", 0)
        return int(claimed) if isinstance(claimed, int) and claimed > max_pages else len(self._reader.pages)


def _traits(page: Any) -> tuple[bool, bool]:
    """Whether a page uses a means to hide text, and whether it raises text above its line."""
    contents = page.get("/Contents")
    contents = contents.get_object() if contents is not None else None
    streams = contents if isinstance(contents, list) else [contents]
    data = [stream.get_object().get_data() for stream in streams if stream is not None]
    return any(SUSPICIOUS.search(text) for text in data), any(_SETS_RISE.search(text) for text in data)


def _to_lines(pieces: list[Piece]) -> list[Line]:
    """Join pieces of text, each in one font, to lines; most letters decide a line's size and weight."""
    lines: list[Line] = []
    parts: list[tuple[str, float, bool]] = []
    for piece in with_marks(pieces):
        *ended, rest = piece.text.split("\n")
        for end in ended:
            parts.append((end, piece.size, piece.bold))
            lines.append(_line(parts))
            parts = []
        if rest:
            parts.append((rest, piece.size, piece.bold))
    if parts:
        lines.append(_line(parts))
    return lines


def _line(parts: list[tuple[str, float, bool]]) -> Line:
    weights: dict[float, int] = {}
    bold = total = 0
    for text, size, is_bold in parts:
        letters = len(text.strip())
        weights[round(size, 1)] = weights.get(round(size, 1), 0) + letters
        total += letters
        bold += letters if is_bold else 0
    size = max(weights, key=lambda candidate: weights[candidate], default=0.0)
    return Line(written("".join(text for text, _, _ in parts)), size, total > 0 and bold > 0.8 * total)


def _scaled(size: float, cm: Sequence[float], tm: Sequence[float]) -> float:
    """The letter size on the page, through the text and the transformation matrix; 0 (unknown) if it is rotated."""
    if abs(tm[0] * cm[1] + tm[1] * cm[3]) > abs(tm[0] * cm[0] + tm[1] * cm[2]):
        return 0.0  # a note along the margin
    c = tm[2] * cm[0] + tm[3] * cm[2]
    d = tm[2] * cm[1] + tm[3] * cm[3]
    scaled = abs(size) * math.hypot(c, d)
    return scaled if math.isfinite(scaled) else 0.0


def _is_bold(font: Any) -> bool:
    name = font.get("/BaseFont", "") if isinstance(font, dict) else ""
    return bool(BOLD_FONT.search(str(name)))
