"""Getting started: choose a folder, see what would be read, and whether models and policy are ready.

Invariant: nothing is indexed before the person says so.
"""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import VerticalScroll
from textual.timer import Timer
from textual.widgets import Input

from assistant.chat.words import LEFT_OUT, answerer, model_name, size
from assistant.domain.errors import AssistantError
from assistant.text.clean import one_line
from assistant.text.quantity import count
from assistant.tui.actions.registry import bindings
from assistant.tui.screens.view import View
from assistant.tui.show.offer import offer_text
from assistant.tui.widgets.error_panel import ErrorPanel
from assistant.tui.widgets.folder_suggester import FolderSuggester
from assistant.tui.widgets.foreign import ForeignText
from assistant.tui.widgets.key_bar import KeyBar

if TYPE_CHECKING:
    from assistant.app.ports.overview import FetchOffer, FolderPreview, Overview
    from assistant.chat.pieces import Piece
    from assistant.tui.actions.action import Area

_TYPING_PAUSE_S = 0.4
_MOST_KINDS = 8


class StartScreen(View):
    """A folder to choose, and what would be read in it."""

    CSS_PATH = "../styles/views.tcss"
    AREA: ClassVar[Area] = "start"
    BINDINGS: ClassVar[list[BindingType]] = [*bindings("start")]

    def __init__(self, overview: Overview | None) -> None:
        super().__init__()
        self._overview = overview
        self._looking: Timer | None = None
        self._offer: FetchOffer | None = None

    def compose(self) -> ComposeResult:
        yield ForeignText((" Getting started", "bold $primary"), classes="title")
        with VerticalScroll(classes="page", can_focus=False):
            yield ForeignText(id="start-facts")
            offer = ForeignText(id="start-offer")
            offer.display = False
            yield offer
            yield ForeignText(("\n2. Which folder may it read?\n", "bold $primary"), "It is read, never changed.")
            yield Input(
                str(Path.home() / "Documents") if (Path.home() / "Documents").is_dir() else str(Path.home()),
                id="start-folder",
                compact=True,
                suggester=FolderSuggester(),
            )
            yield ForeignText(id="start-preview")
        yield ErrorPanel()
        yield KeyBar()

    def on_mount(self) -> None:
        self.query_one(Input).focus()
        self.assistant_app.signals.library_changed.subscribe(self, lambda _: self._show_facts())
        self.assistant_app.signals.pull_changed.subscribe(self, lambda _: self._pull_moved())
        self._show_facts()
        self._look()
        self._find_missing()

    def _show_facts(self) -> None:
        summary = self.assistant_app.session.summary
        pieces: list[Piece] = [("1. Is everything here?\n", "bold $primary")]
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

    @on(Input.Changed)
    def _typed(self) -> None:
        if self._looking is not None:
            self._looking.stop()
        self._looking = self.set_timer(_TYPING_PAUSE_S, self._look)

    def _look(self) -> None:
        if self._overview is None:
            return
        folder = self._folder()
        self.query_one("#start-preview", ForeignText).show(("\u2026 looking", "dim"))
        self.assistant_app.runner.in_background(
            partial(_preview, self._overview, folder), partial(self._show_preview, folder), "preview"
        )

    def _folder(self) -> Path:
        return Path(self.query_one(Input).value.strip() or "~").expanduser()

    def _show_preview(self, folder: Path, preview: FolderPreview | str) -> None:
        if self.is_open and folder == self._folder():
            self.query_one("#start-preview", ForeignText).show(*preview_text(preview))

    @on(Input.Submitted)
    def action_index_folder(self) -> None:
        folder, app = self._folder(), self.assistant_app
        if not folder.is_dir():
            app.notify("There is no such folder.")
        elif app.session.assistant is None:
            app.notify("The library is still being opened.")
        else:
            app.library.index((folder.resolve(),))
            self.dismiss()

    def action_close_start(self) -> None:
        if self.assistant_app.session.error is not None:
            self.assistant_app.show_error(None)
        else:
            self.dismiss()


def _preview(overview: Overview, folder: Path) -> FolderPreview | str:
    try:
        return overview.preview(folder)
    except AssistantError as error:
        return str(error)


def preview_text(preview: FolderPreview | str) -> list[Piece]:
    """What would be read and what would not, in a few lines."""
    if isinstance(preview, str):
        return [("  \u2717 ", "bold $error"), preview]
    total = sum(preview.readable.values())
    least = "" if preview.complete else "at least "
    pieces: list[Piece] = [
        ("  \u2713 would be read: ", "bold $success"),
        f"{least}{count(total, 'file')}, {size(preview.size_bytes)}",
    ]
    pieces.append(("\n    " + _kinds(dict(preview.readable)) if preview.readable else "", "dim"))
    if preview.left_out:
        reasons = {LEFT_OUT.get(reason, reason): number for reason, number in preview.left_out.items()}
        pieces += [("\n  - left out: ", "bold"), (_kinds(reasons), "dim")]
    pieces.append(("\n\n  enter indexes it; you can ask while it runs.", "bold") if total else "")
    return pieces


def _kinds(counts: dict[str, int]) -> str:
    shown = list(counts.items())[:_MOST_KINDS]
    more = f", {len(counts) - _MOST_KINDS} other kinds" if len(counts) > _MOST_KINDS else ""
    return ", ".join(f"{number:,} {one_line(kind, 30) or 'without ending'}" for kind, number in shown) + more
