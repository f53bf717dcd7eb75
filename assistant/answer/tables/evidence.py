"""The rows behind an answer as passages: what the gate lets pass, and where each row stands.

Invariant: a row that the gate holds back is neither shown nor computed with; a cell that it hides is not shown.
"""

from __future__ import annotations

from collections.abc import Generator, Iterable, Sequence
from dataclasses import dataclass, field

from assistant.answer.admit import Admission
from assistant.answer.compose import label_of
from assistant.answer.tables.cells.sheets import RowOf
from assistant.answer.turn import OpenTurn
from assistant.domain.events import AnswerEvent
from assistant.domain.records.documents import Chunk
from assistant.domain.records.passages import NumberedPassage, Passage

_MOST_CHECKED = 2_000  # rows of one answer; of a longer list only what is shown is checked
_SLICE_CHARS = 4_000  # rows are checked together: a check costs some milliseconds


@dataclass(frozen=True, slots=True)
class Used:
    """A row that an answer is made of: its number in the sheet, and the cell that is computed with, or ""."""

    number: int
    origin: RowOf
    figure: str


@dataclass(slots=True)
class Evidence:
    """The rows of one turn. Pages and chunks are read once."""

    turn: OpenTurn
    admission: Admission
    _chunks: dict[str, list[Chunk]] = field(default_factory=dict)
    _pages: dict[tuple[str, int], str] = field(default_factory=dict)
    _let: dict[tuple[str, int, int, int], str] = field(default_factory=dict)

    def refused(self, rows: Sequence[Used]) -> Generator[AnswerEvent, None, set[int]]:
        """The numbers of those `rows` that the gate holds back, or of which it hides the figure.

        Many rows are checked together; only where a part of them is held back or hidden, each is checked alone.
        """
        out: set[int] = set()
        for part in self._slices(rows[:_MOST_CHECKED]):
            distinct = list({_key(one.origin): one.origin for one in part}.values())
            whole = "\n".join(map(self.text, distinct))
            passage = self._passage(distinct[0], whole)
            let = (yield from self.admission.admit([passage])) if passage is not None else ()
            if let and let[0].text == whole:
                self._let.update({_key(origin): self.text(origin) for origin in distinct})
                continue
            for origin in distinct:
                passage = self._passage(origin, self.text(origin))
                alone = (yield from self.admission.admit([passage])) if passage is not None else ()
                self._let[_key(origin)] = alone[0].text if alone else ""
            out.update(one.number for one in part if not self.shows(one.origin, one.figure))
        return out

    def shows(self, origin: RowOf, cell: str) -> bool:
        """Whether the gate lets the row pass, and `cell` is still in what it lets pass."""
        let = self._let.get(_key(origin), "")
        return bool(let) and cell in let

    def numbered(self, rows: Iterable[RowOf]) -> list[NumberedPassage]:
        """A passage for each row, with what the gate let pass of it; numbers count from 1."""
        found: list[NumberedPassage] = []
        for one in rows:
            passage = self._passage(one, self._let.get(_key(one), ""))
            if passage is not None and passage.text:
                found.append(NumberedPassage(len(found) + 1, label_of(passage), passage))
        return found

    def text(self, one: RowOf) -> str:
        """The row as it stands on its page; "" if the page is gone."""
        key = (one.table.path, one.table.page)
        if key not in self._pages:
            try:
                self._pages[key] = self.turn.parts.library.page_text(*key)
            except KeyError:
                self._pages[key] = ""
        return self._pages[key][one.row.start : one.row.end]

    def _passage(self, one: RowOf, text: str) -> Passage | None:
        path = one.table.path
        if path not in self._chunks:
            self._chunks[path] = self.turn.parts.library.document(path)
        chunk = next(
            (
                chunk
                for chunk in self._chunks[path]
                if (chunk.page or 1) == one.table.page and chunk.start < one.row.end and one.row.start < chunk.end
            ),
            None,
        )
        return Passage(chunk, text, 1.0, 1) if chunk is not None and text else None

    def _slices(self, rows: Sequence[Used]) -> Iterable[list[Used]]:
        """Rows of one page each, in order, as many as are checked together."""
        part: list[Used] = []
        size = 0
        for one in rows:
            length = one.origin.row.end - one.origin.row.start
            if part and (part[-1].origin.table is not one.origin.table or size + length > _SLICE_CHARS):
                yield part
                part, size = [], 0
            part.append(one)
            size += length
        if part:
            yield part


def _key(one: RowOf) -> tuple[str, int, int, int]:
    return one.table.path, one.table.page, one.row.start, one.row.end
