"""Getting started: choose a folder, see what would be read, and whether models and policy are ready.

Invariant: nothing is indexed before the person says so.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import VerticalScroll

from assistant.chat.words import answerer, model_name
from assistant.text.clean import one_line
from assistant.text.quantity import count
from assistant.tui.actions.registry import bindings
from assistant.tui.screens.view import View
from assistant.tui.show.offer import offer_text
from assistant.tui.widgets.error_panel import ErrorPanel
from assistant.tui.widgets.folder_field import FolderField
from assistant.tui.widgets.foreign import ForeignText
from assistant.tui.widgets.key_bar import KeyBar

if TYPE_CHECKING:
    from assistant.app.ports.overview import FetchOffer, Overview
    from assistant.chat.pieces import Piece
    from assistant.tui.actions.action import Area

_ABOUT: tuple[Piece, ...] = (
    ("Ask your own files.", "bold"),
    " Each answer names the sentence and the page that says it. Files are read and never changed, and nothing "
    "leaves this machine.\n",
)
_THEN: tuple[Piece, ...] = (
    ("3  Ask", "bold $primary"),
    ("  while it still reads; then it offers questions that your files answer.", "dim"),
)


class StartScreen(View):
    """A folder to choose, and what would be read in it."""

    CSS_PATH = "../styles/views.tcss"
    AREA: ClassVar[Area] = "start"
    BINDINGS: ClassVar[list[BindingType]] = [*bindings("start")]

    def __init__(self, overview: Overview | None) -> None:
        super().__init__()
        self._overview = overview
        self._offer: FetchOffer | None = None
        self._chosen: Path | None = None  # a folder that waits for the library to be open

    def compose(self) -> ComposeResult:
        yield ForeignText((" Getting started", "bold $primary"), classes="title")
        with VerticalScroll(classes="page", can_focus=False):
            yield ForeignText(*_ABOUT, id="start-about")
            yield ForeignText(id="start-facts")
            offer = ForeignText(id="start-offer")
            offer.display = False
            yield offer
            yield ForeignText(("2  Which folder may it read?", "bold $primary"), id="start-which")
            documents = Path.home() / "Documents"
            yield FolderField(str(documents if documents.is_dir() else Path.home()), "start-folder")
            yield ForeignText(*_THEN, id="start-then")
        yield ErrorPanel()
        yield KeyBar()

    def on_mount(self) -> None:
        self.query_one(FolderField).begin()
        self.assistant_app.signals.library_changed.subscribe(self, lambda _: self._library_changed())
        self.assistant_app.signals.pull_changed.subscribe(self, lambda _: self._pull_moved())
        self._show_facts()
        self._find_missing()

    def _library_changed(self) -> None:
        self._show_facts()
        if self._chosen is not None and self.assistant_app.session.summary is not None:
            self._read(self._chosen)

    def _show_facts(self) -> None:
        summary = self.assistant_app.session.summary
        pieces: list[Piece] = [("1  Is everything here?\n", "bold $primary")]
        if summary is None:
            pieces.append("  \u2026 opening\n")
        else:
            missing = summary.embedder.startswith("none")
            sign = ("  \u2717 ", "bold $error") if missing else ("  \u2713 ", "bold $success")
            pieces += [
                sign,
                f"finds with {model_name(summary.embedder)}; answers: {answerer(summary.generator)} ",
                (f"({self.key('models')} shows the models and fetches others)\n", "dim"),
            ]
            sealed = "sealed: the system refuses this program the internet" if summary.sealed else "not sealed"
            sign = ("  \u2713 ", "bold $success") if summary.sealed else ("  ! ", "bold $warning")
            pieces += [sign, f"{sealed}\n"]
            policy = summary.policy
            pieces += [
                ("  \u2713 ", "bold $success"),
                f"policy {one_line(policy.id)}: {one_line(policy.description, 80)}, ",
            ]
            pieces.append(f"{count(policy.rules, 'rule')} ")
        pieces.append((f"({self.key('policy')} shows them and the other policies)", "dim"))
        self.query_one("#start-facts", ForeignText).show(*pieces)

    # ---------------------------------------------------------------- what is missing

    def _find_missing(self) -> None:
        if self._overview is not None:
            self.assistant_app.runner.in_background(self._overview.missing_models, self._take_offer, "offer")

    def _pull_moved(self) -> None:
        self._show_offer()
        if not self.assistant_app.session.pull.running:
            self._find_missing()

    def _take_offer(self, offer: FetchOffer | None) -> None:
        self._offer = offer
        if self.is_open:
            self._show_offer()

    def _show_offer(self) -> None:
        """The progress of a pull, else what can be fetched."""
        pull = self.assistant_app.session.pull
        key = self.key("fetch_missing") if self.assistant_app.models.can_pull else ""
        pieces: list[Piece] = []
        if pull.running:
            pieces = [("\n  \u25b8 ", "bold $accent"), pull.line()]
        elif self._offer is not None:
            pieces = offer_text(self._offer, key)
        line = self.query_one("#start-offer", ForeignText)
        line.display = bool(pieces)
        line.show(*pieces)
        self.query_one(FolderField).keep_in_sight()
        self.refresh_bindings()

    def action_fetch_missing(self) -> None:
        if self._offer is not None:
            self.assistant_app.models.pull(*self._offer.names)

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Offers to fetch where something is missing and can be fetched from here."""
        if action != "fetch_missing":
            return True
        app = self.assistant_app
        return self._offer is not None and app.models.can_pull and not app.session.pull.running

    # ---------------------------------------------------------------- the folder

    def action_index_folder(self) -> None:
        self.query_one(FolderField).confirm()

    @on(FolderField.Chosen)
    def _index(self, event: FolderField.Chosen) -> None:
        self._read(event.folder)

    def _read(self, folder: Path) -> None:
        """Read `folder` and go to the conversation; while the library is being opened, as soon as it is open."""
        app = self.assistant_app
        summary = app.session.summary
        opening = app.session.assistant is None or summary is None
        self._chosen = folder if opening else None
        if summary is None or opening:
            app.notify("The library is being opened; then the folder is read.")
        elif summary.embedder.startswith("none"):
            app.notify("Fetch the models first: files cannot be found without them.")
        elif self.is_open:
            app.library.index((folder,))
            self.dismiss()

    def action_close_start(self) -> None:
        if self.assistant_app.session.error is not None:
            self.assistant_app.show_error(None)
        else:
            self.dismiss()
