"""The models: which are in use, which are here, and the exact command for each that is not."""

from __future__ import annotations

from typing import ClassVar

from assistant.core.overview import ModelRow
from assistant.core.records import LibrarySummary
from assistant.tui.screens.sheet import Row, Sheet, SheetScreen
from assistant.tui.widgets.foreign import Piece
from assistant.tui.words import size

_SETTING = {"language": "answers.model", "embedding": "embedding.model"}


class ModelsScreen(SheetScreen):
    """Pulling needs the network, which this program has given up: so it shows the command."""

    HEADING: ClassVar[str] = "Models"

    def read(self) -> Sheet:
        summary = self.assistant_app.session.summary
        head: list[Piece] = []
        if summary is not None:
            head += [
                ("Answers: ", "dim"),
                (summary.generator, "bold"),
                ("   Finds: ", "dim"),
                (summary.embedder, "bold"),
            ]
        head.append(
            ("\nFetching needs the network, which this program has given up; run the command elsewhere.", "dim")
        )
        columns = (("Model", 0), ("For", 10), ("State", 14), ("Size", 9), ("Licence", 14))
        return Sheet(tuple(head), columns, tuple(_row(model, summary) for model in self.overview.models()))


def _row(model: ModelRow, summary: LibrarySummary | None) -> Row:
    used = summary is not None and bool(model.name) and model.name in f"{summary.generator} {summary.embedder}"
    too_large = model.state == "to pull" and not model.fits
    state = "in use" if used else "! too large" if too_large else model.state
    detail: list[Piece] = [(model.name, "bold $accent"), f"  {model.notes}"]
    if model.memory_mb:
        fits = "fits" if model.fits else "does not fit"
        detail.append(f"\nNeeds about {model.memory_mb:,} MB of memory: {fits} what is free now.")
    if model.command:
        detail += ["\nTo get it: ", (model.command, "bold")]
    elif model.state in ("installed", "found on disk") and not used and model.role in _SETTING:
        detail.append(f"\nTo use it, set {_SETTING[model.role]} to its name or path.")
    amount = size(model.size_bytes) if model.size_bytes else ""
    return Row((model.name, model.role, state, amount, model.licence), tuple(detail), "bold" if used else "")
