"""The first PDF reader: pypdf, pure Python, so that a bug is an exception and no crash.

Invariant: every error of the library is raised as `Unreadable`, except lack of memory and of time.
"""

from __future__ import annotations

import logging
import re
from collections.abc import Sequence
from typing import Any

from assistant.ingest.parse.pdf.columns import lay_out
from assistant.ingest.parse.pdf.fields import Extras, as_records, extras_of, with_values
from assistant.ingest.parse.pdf.hidden import is_tiny_or_outside, may_hide_text
from assistant.ingest.parse.pdf.lines import Line
from assistant.ingest.parse.pdf.pieces import Piece, Widths, piece_of
from assistant.ingest.parse.pdf.raised_marks import with_marks
from assistant.ingest.parse.source import Source
from assistant.text.clean import one_line

_JUNK_TITLE = re.compile(
    r"untitled.*|(?:PowerPoint|Word|Microsoft|Presentation|Document)[\w .-]{0,30}|[\W\d_]*"
    r"|.*\.(?:docx?|xlsx?|pptx?|indd|tex|dvi|ps|qxd|pub|wpd|rtf|html?|pages)",
    re.IGNORECASE,
)
_SETS_RISE = re.compile(rb"[1-9]\d{0,20}(?:\.\d{0,20})?\s{1,20}Ts\b")
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
        self._widths = Widths()
        self._alone: dict[int, list[str]] = {}
        self._last_extras: tuple[int, Extras] | None = None  # of the page that was looked at last
        self.has_tables = False  # on a page that was read
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
        """The lines of a page (0-based), in the order in which they are read."""
        pieces: list[Piece] = []
        suspicious_letters = 0
        rise = 0.0  # of the text above its line, where the page sets it apart from the place
        saved: list[float] = []

        def collect(text: str, cm: Sequence[float], tm: Sequence[float], font: Any, size: float) -> None:
            nonlocal suspicious_letters
            if text:
                piece = piece_of(text, cm, tm, font, size, self._widths, rise)
                pieces.append(piece)
                x, y = tm[4] * cm[0] + tm[5] * cm[2] + cm[4], tm[4] * cm[1] + tm[5] * cm[3] + cm[5]
                seen_size = piece.size if piece.turn in (0, 2) else 0.0
                suspicious_letters += len(text) if is_tiny_or_outside(text, seen_size, x, y, box) else 0

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
        filled, self._alone[index] = with_values(with_marks(pieces), self._extras(index).fields)
        layout = lay_out(filled)
        self.has_tables = self.has_tables or layout.has_tables
        return as_records(layout.lines)

    def rows_beside(self, index: int) -> list[str]:
        """The values of a page's form fields that are in none of its lines, each with the field's name."""
        alone = self._alone.get(index)
        if alone is None:
            alone = with_values((), self._extras(index).fields)[1]
        return [line.text for line in as_records([Line(text, filled=True) for text in alone])]

    def comments(self, index: int) -> tuple[str, ...]:
        """The comments on a page (0-based)."""
        return self._extras(index).comments

    def notes(self) -> list[str]:
        """What of the file is not read, and what is not sure."""
        notes = (
            ["Its tables are told by where their cells stand: compare figures with the page."]
            if self.has_tables
            else []
        )
        try:
            root: Any = self._reader.root_object
            if "/XFA" in root.get("/AcroForm", {}):
                notes.append("It holds a form (XFA) of which only the printed part is read.")
            attached = len(list(self._reader.attachments))
        except MemoryError:
            raise
        except Exception:  # noqa: BLE001 - a broken catalogue lists no attachments
            attached = 0
        if attached:
            notes.append(f"{attached} attachment{'s' if attached > 1 else ''} not read.")
        return notes

    def _extras(self, index: int) -> Extras:
        if self._last_extras is None or self._last_extras[0] != index:
            try:
                found = extras_of(self._reader.pages[index])
            except MemoryError:
                raise
            except Exception:  # noqa: BLE001 - the page itself is broken
                found = Extras()
            self._last_extras = index, found
        return self._last_extras[1]

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
    return any(map(may_hide_text, data)), any(b"Ts" in text and _SETS_RISE.search(text) for text in data)
