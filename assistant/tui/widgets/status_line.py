"""The top line: sealed or not, who answers, how much is indexed, which policy. Words, never colour alone."""

from __future__ import annotations

from typing import TYPE_CHECKING

from assistant.chat.words import figures, programs_phrase, status_parts
from assistant.text.quantity import count
from assistant.tui.widgets.foreign import ForeignText, safe

if TYPE_CHECKING:
    from assistant.chat.pieces import Piece
    from assistant.domain.records.answers import LibrarySummary
    from assistant.domain.records.program import OtherPrograms
    from assistant.tui.ports import AppPort

_TITLE = " assistant "
_LEFT_OUT_AT_MOST = 3
_WARNING_AT = 3  # after the figures


class StatusLine(ForeignText):
    """One line. Where it is narrow, what matters least is left out, so that no warning is cut off."""

    LOOK_S = 5.0  # between two looks at which other programs ask

    def __init__(self, id: str) -> None:
        super().__init__(id=id)
        self._sign = ""
        self._shown: LibrarySummary | str = ""
        self._watch = ""
        self._programs = ""

    def look_for_programs(self, app: AppPort) -> None:
        """They come and go while nobody touches the app; the view that knows them is made off the app's thread."""
        look = lambda: app.overview.other_programs() if app.overview is not None else None  # noqa: E731
        app.runner.in_background(look, self.show_programs, "programs")

    def show_programs(self, programs: OtherPrograms | None) -> None:
        """Show which other programs ask, and what they were given today."""
        said = programs_phrase(programs) if programs is not None else ""
        if said != self._programs:
            self._programs = said
            self._draw()

    def show_summary(
        self, summary: LibrarySummary | None, failed: bool = False, watch: str = "", sign: str = ""
    ) -> None:
        """Show the figures, or that they are not there yet; `watch` says how the disk is watched.

        `sign` comes first, so that it is never cut off.
        """
        opening = "the library could not be opened" if failed else "opening the library\u2026"
        self._shown, self._watch, self._sign = summary or opening, watch, sign
        self._draw()

    def on_resize(self) -> None:
        self._draw()

    def _draw(self) -> None:
        for left_out in range(_LEFT_OUT_AT_MOST + 1):
            pieces = self._pieces(left_out)
            if safe(*pieces).cell_length <= self.size.width:
                break
        self.show(*pieces)

    def _pieces(self, left_out: int) -> list[Piece]:
        """The line without the `left_out` things that matter least: the watch, the passages, the title."""
        pieces: list[Piece] = [(_TITLE if left_out < _LEFT_OUT_AT_MOST else " ", "bold $primary")]
        if self._sign:
            pieces.append((f" {self._sign} ", "bold reverse $warning"))
        if isinstance(self._shown, str):
            return [*pieces, (self._shown, "$error" if "not" in self._shown else "dim")]
        parts = status_parts(self._shown)
        if left_out > 1:
            parts[parts.index(figures(self._shown))] = count(self._shown.files, "file")
        if self._programs.startswith("!"):
            parts.insert(_WARNING_AT, self._programs)
        elif self._programs and not left_out:
            parts.append(self._programs)
        if self._watch.startswith("!"):
            parts.insert(_WARNING_AT, self._watch)
        elif self._watch and not left_out:
            parts.append(self._watch)
        for at, part in enumerate(parts):
            between = at or self._sign or left_out < _LEFT_OUT_AT_MOST  # a line does not begin with a dot
            pieces += [("\u00b7 " if between else "", "dim"), (f"{part} ", _style(part))]
        return pieces


def _style(part: str) -> str:
    if part.startswith("!"):
        return "bold $warning"
    return "$success" if part == "sealed" else ""
