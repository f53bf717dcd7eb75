"""The top line: sealed or not, who answers, how much is indexed, which policy. Words, never colour alone."""

from __future__ import annotations

from assistant.core.records import LibrarySummary
from assistant.tui.widgets.foreign import ForeignText, Piece
from assistant.tui.words import status_parts

_WARNING_AT = 3  # after the figures: a narrow screen shows no more


class StatusLine(ForeignText):
    """One line, cut at the right where the screen is narrow."""

    def show_summary(
        self, summary: LibrarySummary | None, failed: bool = False, watch: str = "", sign: str = ""
    ) -> None:
        """Show the figures, or that they are not there yet; `watch` says how the disk is watched.

        `sign` comes first, so that it is never cut off.
        """
        pieces: list[Piece] = [(" assistant ", "bold $primary")]
        if sign:
            pieces.append((f" {sign} ", "bold reverse $warning"))
        if summary is None:
            pieces.append(
                ("the library could not be opened", "$error") if failed else ("opening the library\u2026", "dim")
            )
        else:
            parts = status_parts(summary)
            if watch:
                parts.insert(_WARNING_AT if watch.startswith("!") else len(parts), watch)
            for part in parts:
                pieces += [("\u00b7 ", "dim"), (f"{part} ", _style(part))]
        self.show(*pieces)


def _style(part: str) -> str:
    if part.startswith("!"):
        return "bold $warning"
    return "$success" if part == "sealed" else ""
