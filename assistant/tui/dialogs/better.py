"""The embedding model that would find more in the languages of the library: fetched and used, if the person accepts.

Invariant: nothing is fetched before size, source and licence were shown and accepted.
"""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from assistant.tui.dialogs.dialog import ConfirmDialog
from assistant.tui.show.offer import OTHER_VECTORS, licence

if TYPE_CHECKING:
    from assistant.app.ports.overview import ModelRow
    from assistant.chat.pieces import Piece
    from assistant.tui.screens.view import View


def offer_better(view: View) -> None:
    """Show the model that would find more; nothing where there is none."""
    view.assistant_app.models.find_better(partial(_show, view))


def _show(view: View, model: ModelRow, free_bytes: int) -> None:
    here = model.state == "installed"
    pieces: list[Piece] = [OTHER_VECTORS] if here else [f"{OTHER_VECTORS}\n\n", *licence(model, free_bytes)]
    title = f"{'Use' if here else 'Fetch and use'} {model.name}?"
    view.app.push_screen(ConfirmDialog(title, pieces, partial(view.assistant_app.models.take, model)))
