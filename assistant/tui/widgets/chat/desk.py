"""The panes side by side: files, conversation, page. The page follows the cursor over files and citations.

Invariant: a pane for which there is no room is not shown, and its widgets are loaded when there first is.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual.containers import Horizontal

from assistant.domain.scope import Scope
from assistant.tui.ports import app_of
from assistant.tui.widgets.chat.passage_pane import PassagePane
from assistant.tui.widgets.chat.prompt import Prompt

if TYPE_CHECKING:
    from assistant.chat.exchange import Source
    from assistant.tui.widgets.chat.files_pane import FilesPane
    from assistant.tui.widgets.chat.source_link import SourceLink
    from assistant.tui.widgets.file_table import FileTable

WIDE = 120  # columns from which a page opens beside the conversation
DESK = 160  # columns from which the files stand there too
FOCUSED = "-focused"  # the class of the pane that has the focus


class Desk(Horizontal):
    """Holds the conversation and a `PassagePane`."""

    def __init__(self) -> None:
        super().__init__(id="columns")
        self._files: FilesPane | None = None

    @property
    def files(self) -> FileTable | None:
        """The files beside the conversation, where they are shown."""
        return self._files.table if self._files is not None and self._files.display else None

    def show_files(self) -> None:
        """Show the files as they are now, if there is room for them."""
        has_room = self.screen.size.width >= DESK
        if has_room and self._files is None:
            from assistant.tui.widgets.chat.files_pane import FilesPane

            self._files = FilesPane()
            self.mount(self._files, before=0)
        if self._files is not None:
            self._files.display = has_room
            self._files.show_files()

    def on_descendant_focus(self) -> None:
        """Let the frame of the pane that has the focus be seen. It stays while another view has the keys."""
        for pane in self.children:
            pane.set_class(pane.has_focus_within, FOCUSED)

    def next_pane(self) -> None:
        """The keys go round: prompt, page, files."""
        page, prompt, files = self.query_one(PassagePane), self.query_one(Prompt), self.files
        if prompt.has_focus and page.display:
            page.reader.focus_text()
        elif files is not None and not files.has_focus:
            files.focus()
        else:
            prompt.focus()

    def on_files_pane_pointed(self, event: FilesPane.Pointed) -> None:
        """The page follows the cursor in the files."""
        event.stop()
        self._follow(event.source)

    def on_source_link_pointed(self, event: SourceLink.Pointed) -> None:
        event.stop()
        self._follow(event.source)

    def on_file_table_ask_about(self, event: FileTable.AskAbout) -> None:
        """Limit the questions to the file or folder under the cursor."""
        event.stop()
        port = app_of(self)
        is_file = any(file.path == event.path for file in port.session.library.files)
        port.session.scope = Scope(paths=(event.path,)) if is_file else Scope(folders=(event.path,))
        port.signals.library_changed.publish(False)
        self.query_one(Prompt).focus()

    def _follow(self, source: Source) -> None:
        pane = self.query_one(PassagePane)
        if self.screen.size.width >= WIDE and pane.reader.source != source:
            pane.open(source)
            self.screen.refresh_bindings()
