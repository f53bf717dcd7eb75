"""The library: every file and what became of it, and the running index job."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, ClassVar

from textual import events, on
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Horizontal
from textual.dom import DOMNode
from textual.timer import Timer
from textual.widgets import Input

from assistant.chat.words import REASONS, file_name
from assistant.domain.errors import UsageError
from assistant.domain.scope import Scope
from assistant.text.clean import one_line
from assistant.text.quantity import count
from assistant.tui.actions.registry import bindings
from assistant.tui.dialogs.forget import ForgetDialog, ignore_pattern
from assistant.tui.dialogs.receipt import ReceiptScreen
from assistant.tui.dialogs.value import PasswordDialog
from assistant.tui.screens.view import View
from assistant.tui.show.file_detail import file_detail, folder_detail
from assistant.tui.show.watch_words import watch_phrase, watch_reasons
from assistant.tui.state.error_report import explain
from assistant.tui.state.outline import Line, flat, folders_below_roots, folders_named, is_bad, outline
from assistant.tui.system.open_file import open_outside
from assistant.tui.widgets.error_panel import ErrorPanel
from assistant.tui.widgets.file_preview import BESIDE, FilePreview
from assistant.tui.widgets.file_table import MOST_ROWS, FileTable
from assistant.tui.widgets.folder_field import FolderField
from assistant.tui.widgets.foreign import ForeignText
from assistant.tui.widgets.ignored_line import IgnoredLine
from assistant.tui.widgets.key_bar import KeyBar

if TYPE_CHECKING:
    from textual.widget import Widget

    from assistant.domain.records.files import FileRecord
    from assistant.tui.actions.action import Area

_RECENT_LINES = 5
_ALL_OPEN = 60  # files; in a larger library the folders are closed at first
# They need the library's owner and no running job.
_CHANGING = ("add_folder", "refresh_index", "rebuild_index", "reindex", "forget", "unlock")
_TYPING_PAUSE_S = 0.15  # the table is filled again once the person pauses


class LibraryScreen(View):
    """Files, problems, progress."""

    CSS_PATH = "../styles/library.tcss"
    AREA: ClassVar[Area] = "library"
    BINDINGS: ClassVar[list[BindingType]] = [*bindings("library")]

    def __init__(self) -> None:
        super().__init__()
        self._only_bad = False
        self._wanted = ""
        self._filtering: Timer | None = None
        self._folded: set[str] | None = None  # closed folders; None until the first files are known

    def compose(self) -> ComposeResult:
        yield ForeignText(id="library-head", classes="title")
        yield ForeignText(id="library-watch")
        yield ForeignText(id="library-progress")
        with Horizontal(id="library-columns"):
            yield FileTable()
            yield FilePreview()
        yield IgnoredLine(self._count_ignored)
        yield ForeignText(id="library-empty")
        yield ForeignText(id="library-detail")
        yield ErrorPanel()
        yield Input(id="library-find", placeholder="part of a name", compact=True)
        yield FolderField("", "library-folder")
        yield KeyBar()

    def areas(self) -> Mapping[Area, DOMNode]:
        return {"library": self, "files": self.query_one(FileTable)}

    def on_mount(self) -> None:
        self.query_one("#library-find").display = False
        self.query_one("#library-folder").display = False
        self.query_one(FileTable).focus()
        self.assistant_app.signals.library_changed.subscribe(self, lambda files_too: self._refresh(files_too))
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
        self.query_one(IgnoredLine).look_again(library)
        self.refresh_bindings()

    def _count_ignored(self, roots: Sequence[Path], then: Callable[[Mapping[str, int]], None]) -> None:
        app = self.assistant_app
        if app.overview is not None:
            app.runner.in_background(partial(app.overview.look, roots), lambda found: then(found.left_out), "ignored")

    def _lines(self) -> list[Line]:
        """An outline of folders; flat while the person looks for something."""
        files = self.assistant_app.session.library.files
        if not (self._only_bad or self._wanted):
            if self._folded is None and files:
                self._folded = set(folders_below_roots(files)) if len(files) > _ALL_OPEN else set()
            return outline(files, self._folded or ())
        wanted = self._wanted.casefold()
        fitting = [file for file in files if (not self._only_bad or is_bad(file)) and wanted in file.path.casefold()]
        return [*folders_named(files, wanted), *flat(fitting)] if wanted else flat(fitting)

    def _show_files(self) -> None:
        library = self.assistant_app.session.library
        lines = self._lines()
        preview = self.query_one(FilePreview)
        preview.display = self.size.width >= BESIDE and bool(lines)
        self.query_one(FileTable).show_lines(lines, self.size.width - preview.width_of(self.size.width))
        bad = Counter(REASONS.get(file.reason, file.reason) for file in library.files if file.is_unreadable)
        reasons = ", ".join(f"{number:,} {reason}" for reason, number in bad.most_common())
        parts = [count(len(library.files), "file")]
        if self._only_bad:
            parts.append(f"only problems: {reasons}" if reasons else "only problems")
        elif bad:
            parts.append(f"{bad.total():,} not readable")
        parts.append(f"named \u201c{self._wanted}\u201d" if self._wanted else "")
        if len(lines) > MOST_ROWS:
            parts.append(f"the first {MOST_ROWS:,} of {len(lines):,} lines, / finds more")
        self.query_one("#library-head", ForeignText).show(
            (" Library ", "bold $primary"), " \u00b7 ".join(part for part in parts if part)
        )
        empty = self.query_one("#library-empty", ForeignText)
        empty.display = not lines
        empty.show("\n  No files yet. Press a to add a folder: it is read, never changed." if not library.files
                   else "\n  No file here matches; esc shows all.")  # fmt: skip
        self._show_detail()

    @on(FileTable.RowHighlighted)
    def _show_detail(self) -> None:
        line = self.query_one(FileTable).chosen
        self.query_one(FilePreview).point(line)
        detail = self.query_one("#library-detail", ForeignText)
        detail.display = line is not None
        if line is not None:
            detail.show(*file_detail(line.file) if line.file is not None else folder_detail(line))
        self.refresh_bindings()

    def _chosen(self) -> FileRecord | None:
        line = self.query_one(FileTable).chosen
        return line.file if line is not None else None

    # ---------------------------------------------------------------- what the person does

    @on(FileTable.AskAbout)
    def _ask_about(self, event: FileTable.AskAbout) -> None:
        line = self.query_one(FileTable).chosen
        if line is None or (line.file is not None and line.file.state != "indexed"):
            self.assistant_app.notify("This file is not indexed, so it cannot be asked about.")
            return
        is_file = line.file is not None
        self.assistant_app.session.scope = Scope(paths=(event.path,)) if is_file else Scope(folders=(event.path,))
        self.assistant_app.signals.library_changed.publish(False)
        self.dismiss()

    @on(FileTable.Folded)
    def _fold(self, event: FileTable.Folded) -> None:
        """Open or close the chosen folder; on a file, the folder that it is in."""
        line = self.query_one(FileTable).chosen
        if self._folded is None or line is None:
            return
        folder = event.path if line.file is None else str(Path(event.path).parent)
        self._folded ^= {folder}
        self._show_files()

    def action_close_library(self) -> None:
        """esc: first an open field, then an error, then a filter, then the screen."""
        if any(field.display for field in self._fields()):
            self._close_fields()
        elif self.assistant_app.session.error is not None:
            self.assistant_app.show_error(None)
        elif self._only_bad or self._wanted:
            self._only_bad, self._wanted = False, ""
            self._show_files()
        else:
            self.dismiss()

    def action_add_folder(self) -> None:
        self._close_fields()
        field = self.query_one(FolderField)
        field.display = True
        self.set_focus(field.query_one(Input))
        field.begin()

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
            app.library.pause_index()
        elif app.session.library.state in ("paused", "failed"):
            app.library.index(app.session.library.roots)

    def action_reindex(self) -> None:
        if path := self.query_one(FileTable).chosen_key:
            self.assistant_app.library.reread((Path(path),))

    def action_forget(self) -> None:
        line = self.query_one(FileTable).chosen
        if line is not None:
            self.app.push_screen(ForgetDialog(line, partial(self._forget, line)))

    def _forget(self, line: Line, keep_out: bool) -> None:
        """To keep it out, each indexed folder above it gets an ignore pattern; for such a folder itself that is ""."""
        files = self.assistant_app.session.library.files
        below = Path(line.path)
        roots = {file.root for file in files if Path(file.path).is_relative_to(below)} if keep_out else set()
        patterns = [ignore_pattern(line.path, root) for root in sorted(roots)]
        self.app.push_screen(ReceiptScreen((below,), patterns))

    def action_unlock(self) -> None:
        file = self._chosen()
        if file is None or file.reason != "needs_password":
            self.app.notify("Only a file that needs a password can be given one.")
            return
        told = (one_line(file.path, 300), "bold"), "\n\nThe password is used once, to read this file, and kept nowhere."
        title = f"The password of {file_name(file.path, 40)}"
        self.app.push_screen(PasswordDialog(title, told, partial(self.assistant_app.library.unlock, file.path)))

    def action_open_outside(self) -> None:
        try:
            open_outside(self.query_one(FileTable).chosen_key, self.assistant_app.session.library.files)
        except (UsageError, OSError) as error:
            self.assistant_app.show_error(explain(error, "Opening the file"))

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Hides what would do nothing now."""
        library = self.assistant_app.session.library
        if action == "pause_index":
            return library.running or library.state in ("paused", "failed")
        if action in _CHANGING:
            summary = self.assistant_app.session.summary
            free = not library.running and self.assistant_app.session.assistant is not None
            file = self._chosen() if self.is_open and action == "unlock" else None
            chosen = action != "unlock" or (file is not None and file.reason == "needs_password")
            return free and summary is not None and not summary.read_only and chosen
        return True

    def _index(self, force: bool) -> None:
        roots = self.assistant_app.library.known_roots()
        if not roots:
            self.action_add_folder()
            return
        self.assistant_app.library.index(roots, force=force)

    # ---------------------------------------------------------------- the two fields

    def _open_field(self, selector: str) -> None:
        self._close_fields()
        field = self.query_one(selector, Input)
        field.display = True
        self.set_focus(field)  # at once: the next letters belong to the field and would be commands elsewhere

    def _close_fields(self) -> None:
        for field in self._fields():
            field.display = False
        self.set_focus(self.query_one(FileTable))

    def _fields(self) -> tuple[Widget, ...]:
        return self.query_one("#library-find"), self.query_one("#library-folder")

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
        self._show_files()  # enter may come before the timer that fills the table
        self._close_fields()

    def on_key(self, event: events.Key) -> None:
        """The arrows lead from what is sought to what was found."""
        if event.key in ("down", "up") and self.focused is self.query_one("#library-find"):
            event.stop()
            self._found()

    @on(FolderField.Chosen)
    def _folder(self, event: FolderField.Chosen) -> None:
        self.assistant_app.show_error(None)  # what was wrong before is right now
        self.query_one(FolderField).query_one(Input).clear()
        self._close_fields()
        self.assistant_app.library.index((event.folder,))
