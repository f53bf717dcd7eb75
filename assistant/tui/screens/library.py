"""The library: every file and what became of it, and the running index job."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import ClassVar

from textual import events, on
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.dom import DOMNode
from textual.timer import Timer
from textual.widgets import DataTable, Input

from assistant.core.errors import UsageError
from assistant.core.records import FileRecord, Scope
from assistant.core.text import one_line
from assistant.tui.action import Place
from assistant.tui.actions import bindings
from assistant.tui.outside import open_outside
from assistant.tui.screens.view import View
from assistant.tui.trouble import Trouble, explain
from assistant.tui.watch_words import watch_phrase, watch_reasons
from assistant.tui.widgets.error_panel import ErrorPanel
from assistant.tui.widgets.file_table import MOST_ROWS, FileTable
from assistant.tui.widgets.foreign import ForeignText
from assistant.tui.widgets.key_bar import KeyBar
from assistant.tui.words import REASONS, count, size

_RECENT_LINES = 5
_TYPING_PAUSE_S = 0.15  # the table is filled anew once the person pauses


class LibraryScreen(View):
    """Files, problems, progress."""

    PLACE: ClassVar[Place] = "library"
    BINDINGS: ClassVar[list[BindingType]] = [*bindings("library")]

    def __init__(self) -> None:
        super().__init__()
        self._only_bad = False
        self._wanted = ""
        self._filtering: Timer | None = None

    def compose(self) -> ComposeResult:
        yield ForeignText(id="library-head", classes="title")
        yield ForeignText(id="library-watch")
        yield ForeignText(id="library-progress")
        yield FileTable()
        yield ForeignText(id="library-empty")
        yield ForeignText(id="library-detail")
        yield ErrorPanel()
        yield Input(id="library-find", placeholder="part of a name", compact=True)
        yield Input(id="library-folder", placeholder="folder to index, such as ~/Documents", compact=True)
        yield KeyBar()

    def places(self) -> Mapping[Place, DOMNode]:
        return {"library": self, "files": self.query_one(FileTable)}

    def on_mount(self) -> None:
        self.query_one("#library-find").display = False
        self.query_one("#library-folder").display = False
        self.query_one(FileTable).focus()
        self.assistant_app.library_changed.subscribe(self, lambda files_too: self._refresh(files_too))
        self._refresh(True)

    def on_resize(self, event: events.Resize) -> None:
        self._show_files()

    # ---------------------------------------------------------------- showing

    def _refresh(self, files_too: bool) -> None:
        library = self.assistant_app.session.library
        progress = self.query_one("#library-progress", ForeignText)
        line = library.progress_line()
        recent = library.recent[-_RECENT_LINES:] if library.running and self.size.height >= 16 else []
        progress.display = bool(line)
        progress.show((line, "bold"), *(f"\n  {done}" for done in recent))
        watch = self.query_one("#library-watch", ForeignText)
        told = [phrase for phrase in (watch_phrase(library.watch, library.watch_progress),) if phrase]
        watch.display = bool(told)
        watch.show("\n".join(f"  {line}" for line in (*told, *watch_reasons(library.watch))))
        if files_too:
            self._show_files()
        self.refresh_bindings()

    def _listed(self) -> list[FileRecord]:
        files = self.assistant_app.session.library.files
        wanted = self._wanted.casefold()
        return sorted(
            (
                file
                for file in files
                if (not self._only_bad or file.state == "quarantined" or file.pages_without_text)
                and wanted in file.path.casefold()
            ),
            key=lambda file: (file.root, file.path),
        )

    def _show_files(self) -> None:
        library = self.assistant_app.session.library
        listed = self._listed()
        self.query_one(FileTable).show_files(listed, self.size.width)
        bad = sum(file.state == "quarantined" for file in library.files)
        parts = [count(len(library.files), "file"), f"{bad:,} not readable" if bad else ""]
        parts.append("only those with problems" if self._only_bad else "")
        parts.append(f"named \u201c{self._wanted}\u201d" if self._wanted else "")
        parts.append(f"the first {MOST_ROWS:,} of {len(listed):,}, / finds more" if len(listed) > MOST_ROWS else "")
        self.query_one("#library-head", ForeignText).show(
            (" Library ", "bold $primary"), " \u00b7 ".join(part for part in parts if part)
        )
        empty = self.query_one("#library-empty", ForeignText)
        empty.display = not listed
        empty.show("\n  No files yet. Press a to add a folder: it is read, never changed." if not library.files
                   else "\n  No file here matches; esc shows all.")  # fmt: skip
        self._show_detail()

    @on(DataTable.RowHighlighted)
    def _show_detail(self) -> None:
        file = self._chosen()
        detail = self.query_one("#library-detail", ForeignText)
        detail.display = file is not None
        if file is None:
            return
        facts = [size(file.size_bytes), count(file.pages, "page"), count(file.chunks, "passage")]
        trouble = ""
        if file.state == "quarantined":
            facts = [size(file.size_bytes)]
            trouble = f"\n! {REASONS.get(file.reason, file.reason)}. {one_line(file.message, 300)}"
        elif file.pages_without_text:
            pages = ", ".join(map(str, file.pages_without_text[:12]))
            trouble = f"\n! no text on page {pages}"
        title = f"\n{one_line(file.title, 120)}" if file.title else ""
        told = " \u00b7 ".join(facts)
        detail.show((one_line(file.path), "bold"), f"  {told}", (title, "dim"), (trouble, "$warning"))

    def _chosen(self) -> FileRecord | None:
        path = self.query_one(FileTable).chosen_path
        return next((file for file in self.assistant_app.session.library.files if file.path == path), None)

    # ---------------------------------------------------------------- what the person does

    @on(FileTable.AskAbout)
    def _ask_about(self, event: FileTable.AskAbout) -> None:
        file = self._chosen()
        if file is None or file.state != "indexed":
            self.assistant_app.notify("This file is not indexed, so it cannot be asked about.")
            return
        self.assistant_app.session.scope = Scope(paths=(event.path,))
        self.assistant_app.library_changed.publish(False)
        self.dismiss()

    def action_close_library(self) -> None:
        """esc: first an open field, then an error, then a filter, then the screen."""
        fields = [field for field in self.query(Input) if field.display]
        if fields:
            self._close_fields()
        elif self.assistant_app.session.trouble is not None:
            self.assistant_app.show_trouble(None)
        elif self._only_bad or self._wanted:
            self._only_bad, self._wanted = False, ""
            self._show_files()
        else:
            self.dismiss()

    def action_add_folder(self) -> None:
        self._open_field("#library-folder")

    def action_filter(self) -> None:
        self._open_field("#library-find")

    def action_only_bad(self) -> None:
        self._only_bad = not self._only_bad
        self._show_files()

    def action_refresh_index(self) -> None:
        self._index(force=False)

    def action_rebuild_index(self) -> None:
        self._index(force=True)

    def action_pause_index(self) -> None:
        app = self.assistant_app
        if app.session.library.running:
            app.pause_index()
        elif app.session.library.state in ("paused", "failed"):
            app.index(app.session.library.roots)

    def action_open_outside(self) -> None:
        try:
            open_outside(self.query_one(FileTable).chosen_path, self.assistant_app.session.library.files)
        except (UsageError, OSError) as error:
            self.assistant_app.show_trouble(explain(error, "Opening the file"))

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Hides what would do nothing now."""
        library = self.assistant_app.session.library
        if action == "pause_index":
            return library.running or library.state in ("paused", "failed")
        if action in ("add_folder", "refresh_index", "rebuild_index"):
            return not library.running and self.assistant_app.session.assistant is not None
        return True

    def _index(self, force: bool) -> None:
        roots = self.assistant_app.known_roots()
        if not roots:
            self.action_add_folder()
            return
        self.assistant_app.index(roots, force=force)

    # ---------------------------------------------------------------- the two fields

    def _open_field(self, selector: str) -> None:
        self._close_fields()
        field = self.query_one(selector, Input)
        field.display = True
        field.focus()

    def _close_fields(self) -> None:
        for field in self.query(Input):
            field.display = False
        self.query_one(FileTable).focus()

    @on(Input.Changed, "#library-find")
    def _find(self, event: Input.Changed) -> None:
        self._wanted = event.value.strip()
        if self._filtering is not None:
            self._filtering.stop()
        self._filtering = self.set_timer(_TYPING_PAUSE_S, self._show_files)

    @on(Input.Submitted, "#library-find")
    def _found(self) -> None:
        if self._filtering is not None:
            self._filtering.stop()
        self._show_files()  # enter may come before the pause in typing that fills the table
        self._close_fields()

    @on(Input.Submitted, "#library-folder")
    def _folder(self, event: Input.Submitted) -> None:
        folder = Path(event.value.strip()).expanduser()
        if not event.value.strip() or not folder.exists():
            self.assistant_app.show_trouble(
                Trouble("Adding a folder", f"There is no folder {event.value.strip()!r}.", "Write the whole path.")
            )
            return
        event.input.clear()
        self._close_fields()
        self.assistant_app.index((folder.resolve(),))
