"""The list of completions above the prompt. Invariant: it never takes the focus; the prompt's keys move in it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from assistant.text.clean import one_line
from assistant.tui.widgets.foreign import ForeignText

if TYPE_CHECKING:
    from assistant.chat.pieces import Piece
    from assistant.tui.actions.completion import Offer

_MOST = 6


class Completions(ForeignText):
    """Hidden while there is nothing to offer. `find` gives the offers for the text up to the cursor."""

    def __init__(self, find: Callable[[str], Sequence[Offer]]) -> None:
        super().__init__(id="completions")
        self._find = find
        self._offers: list[Offer] = []
        self._chosen = 0
        self._before = ""  # the text up to the cursor that the offers are for
        self.display = False

    def show_for(self, before: str) -> None:
        """Show what is offered for `before`, the text up to the cursor; the first is chosen."""
        self._before, self._offers, self._chosen = before, list(self._find(before)), 0
        self._draw()

    def hide(self, before: str) -> None:
        """Offer nothing until there is another text up to the cursor than `before`."""
        self._before, self._offers, self._chosen = before, [], 0
        self._draw()

    def chosen_for(self, before: str) -> Offer | None:
        """The chosen offer for `before`. On a busy machine the list may still be that of a text typed earlier."""
        if before != self._before:
            self.show_for(before)
        return self.chosen

    @property
    def chosen(self) -> Offer | None:
        return self._offers[self._chosen] if self._offers else None

    def move(self, by: int) -> None:
        """Choose the next offer (`by` is 1) or the previous offer (-1), wrapping around."""
        if self._offers:
            self._chosen = (self._chosen + by) % len(self._offers)
            self._draw()

    def _draw(self) -> None:
        self.display = bool(self._offers)
        pieces: list[Piece] = []
        first = max(0, min(self._chosen - _MOST + 1, len(self._offers) - _MOST))
        for index, offer in list(enumerate(self._offers))[first : first + _MOST]:
            here = index == self._chosen
            pieces += ["\n" if pieces else "", ("\u25b8 " if here else "  ", "bold $accent")]
            pieces += [
                (one_line(offer.text, 60), "bold reverse" if here else "bold"),
                (f"  {one_line(offer.meaning, 60)}", "dim"),
            ]
        more = f" \u00b7 {self._chosen + 1} of {len(self._offers)}" if len(self._offers) > _MOST else ""
        self.show(*pieces, (f"   tab takes it{more}" if self._offers else "", "dim"))
