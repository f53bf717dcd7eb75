"""Earlier conversations: find, open, rename, export and delete them.

Invariant: a conversation is deleted only after the person confirmed that very deletion.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, ClassVar

from rich.text import Text
from textual import events, on
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.timer import Timer
from textual.widgets import DataTable, Input

from assistant.chat.export import suggested_file
from assistant.chat.words import when
from assistant.text.clean import one_line
from assistant.text.quantity import count
from assistant.tui.actions.registry import bindings
from assistant.tui.screens.view import View
from assistant.tui.widgets.error_panel import ErrorPanel
from assistant.tui.widgets.foreign import ForeignText, cell
from assistant.tui.widgets.key_bar import KeyBar

if TYPE_CHECKING:
    from assistant.domain.records.chats import ChatSummary
    from assistant.tui.actions.action import Area

_TYPING_PAUSE_S = 0.15
_WHEN_CELLS, _TURNS_CELLS = 16, 9
MOST_ROWS = 500
_FIELDS = {"find": "#chats-find", "rename": "#chats-title", "export": "#chats-file"}

_NO_MATCH = "No conversation holds this; esc shows all."
_NOTHING = "Nothing is kept yet. What you ask from now on is, unless the conversation is private."


class HistoryScreen(View):
    """The list, newest first; at most one text field is open below it."""

    CSS_PATH = "../styles/history.tcss"
    AREA: ClassVar[Area] = "history"
    BINDINGS: ClassVar[list[BindingType]] = [*bindings("history")]

    def __init__(self, search: str = "") -> None:
        super().__init__()
        self._search = search
        self._chats: Sequence[ChatSummary] | None = None
        self._to_delete: ChatSummary | None = None  # waits for the person to confirm
        self._searching: Timer | None = None

    def compose(self) -> ComposeResult:
        yield ForeignText((" Earlier conversations", "bold $primary"), classes="title", id="chats-head")
        yield DataTable(id="chats", cursor_type="row")
        yield ForeignText(id="chats-empty")
        yield ForeignText(id="chats-detail")
        yield ForeignText(id="chats-question")
        yield Input(self._search, id="chats-find", compact=True, placeholder="words of a title, question or answer")
        yield Input(id="chats-title", compact=True, placeholder="another title")
        yield Input(id="chats-file", compact=True, placeholder="a file that ends in .md or .json")
        yield ErrorPanel()
        yield KeyBar()

    def on_mount(self) -> None:
        self._close_fields()
        self._ask_delete(None)
        self.assistant_app.signals.library_changed.subscribe(self, lambda _: self._read_if_unread())
        self._read()

    def on_resize(self, event: events.Resize) -> None:
        self._fill()

    # ---------------------------------------------------------------- showing

    def _read_if_unread(self) -> None:
        """Read the list once the library is open."""
        if self._chats is None:
            self._read()

    def _read(self) -> None:
        self._show_head()
        if self.assistant_app.session.assistant is not None:
            self.assistant_app.conversations.find(self._search, self._show)

    def _show(self, chats: Sequence[ChatSummary]) -> None:
        if self.is_open:
            self._chats = chats
            self._fill()
            self._show_head()

    def _show_head(self) -> None:
        parts = ["reading\u2026" if self._chats is None else count(len(self._chats), "conversation")]
        parts.append(f"with \u201c{one_line(self._search, 30)}\u201d" if self._search else "")
        summary = self.assistant_app.session.summary
        parts.append("! read only" if summary and summary.read_only else "")
        self.query_one("#chats-head", ForeignText).show(
            (" Earlier conversations ", "bold $primary"), " \u00b7 ".join(part for part in parts if part)
        )

    def _fill(self) -> None:
        table, cursor = self._table(), self._table().cursor_row
        chats = self._chats or ()
        wide = self.size.width >= 60
        title = max(12, self.size.width - (_WHEN_CELLS + _TURNS_CELLS + 8 if wide else 4))
        table.clear(columns=True)
        table.add_column(Text("Title"), width=title)
        if wide:
            table.add_column(Text("Questions"), width=_TURNS_CELLS)
            table.add_column(Text("Last used"), width=_WHEN_CELLS)
        for chat in chats[:MOST_ROWS]:
            more = [Text(f"{chat.turns:,}", justify="right"), cell(when(chat.changed))] if wide else []
            here = "bold" if chat.id == self.assistant_app.session.conversation.chat_id else ""
            table.add_row(cell(chat.title or "(no title)", here), *more)
        table.move_cursor(row=max(0, min(cursor, table.row_count - 1)))
        table.display = bool(chats)
        empty = self.query_one("#chats-empty", ForeignText)
        empty.display = self._chats is not None and not chats
        empty.show(f"\n  {_NO_MATCH if self._search else _NOTHING}")
        self._show_detail()

    @on(DataTable.RowHighlighted)
    def _show_detail(self) -> None:
        chat = self.chosen
        detail = self.query_one("#chats-detail", ForeignText)
        detail.display = chat is not None
        if chat is not None:
            here = "  \u00b7 on the screen now" if chat.id == self.assistant_app.session.conversation.chat_id else ""
            told = f"\n{count(chat.turns, 'question')}, from {when(chat.started)} to {when(chat.changed)}{here}"
            detail.show((one_line(chat.title), "bold"), (told, "dim"))
        if self._to_delete is not None and chat != self._to_delete:
            self._ask_delete(None)

    @property
    def chosen(self) -> ChatSummary | None:
        """The conversation under the cursor."""
        row, chats = self._table().cursor_row, self._chats or ()
        return chats[row] if self._table().row_count and row < len(chats) else None

    def _table(self) -> DataTable[Text]:
        return self.query_one("#chats", DataTable)

    # ---------------------------------------------------------------- what the person does

    @on(DataTable.RowSelected)
    def _selected(self) -> None:
        self.action_open_chat()

    def action_open_chat(self) -> None:
        if (chat := self.chosen) is not None:
            self.assistant_app.conversations.open(chat)
            self.dismiss()

    def action_find_chat(self) -> None:
        self._open_field("find", self._search)

    def action_rename_chat(self) -> None:
        if (chat := self.chosen) is not None:
            self._open_field("rename", chat.title)

    def action_export_chat(self) -> None:
        if (chat := self.chosen) is not None:
            self._open_field("export", suggested_file(chat.title))

    def action_delete_chat(self) -> None:
        self._close_fields()
        self._ask_delete(self.chosen)

    def action_confirm_delete(self) -> None:
        if (chat := self._to_delete) is not None:
            self._ask_delete(None)
            self.assistant_app.conversations.delete(chat, self._reread)

    def action_close_history(self) -> None:
        """esc: first a question or an open field, then an error, then a search, then the screen."""
        if self._to_delete is not None:
            self._ask_delete(None)
        elif any(field.display for field in self.query(Input)):
            self._close_fields()
        elif self.assistant_app.session.error is not None:
            self.assistant_app.show_error(None)
        elif self._search:
            self._search = ""
            self._read()
        else:
            self.dismiss()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Hides what would do nothing now."""
        if action == "confirm_delete":
            return self._to_delete is not None
        if action in ("open_chat", "rename_chat", "export_chat", "delete_chat"):
            return self.is_open and self.chosen is not None
        return True

    def _ask_delete(self, chat: ChatSummary | None) -> None:
        self._to_delete = chat
        question = self.query_one("#chats-question", ForeignText)
        question.display = chat is not None
        if chat is not None:
            turns = count(chat.turns, "question")
            question.show(
                ("! Delete ", "bold $warning"),
                f"\u201c{one_line(chat.title, 60)}\u201d with {turns}? It cannot be brought back.  ",
                (f"{self.key('confirm_delete')} deletes, {self.key('close_history')} keeps it", "bold"),
            )
        self.refresh_bindings()

    def _reread(self) -> None:
        if self.is_open:
            self._read()

    # ---------------------------------------------------------------- the fields

    def _open_field(self, name: str, value: str) -> None:
        self._ask_delete(None)
        self._hide_fields()
        field = self.query_one(_FIELDS[name], Input)
        field.value = one_line(value)
        field.display = True
        self.set_focus(field)  # at once: the next letters belong to the field

    def _written(self) -> None:
        if self.is_open:
            self._close_fields()

    def _close_fields(self) -> None:
        self._hide_fields()
        self._table().focus()

    def _hide_fields(self) -> None:
        for field in self.query(Input):
            field.display = False

    @on(Input.Changed, "#chats-find")
    def _typed(self, event: Input.Changed) -> None:
        if self._searching is not None:
            self._searching.stop()
        if event.input.display and event.value.strip() != self._search:
            self._search = event.value.strip()
            self._searching = self.set_timer(_TYPING_PAUSE_S, self._read)

    @on(Input.Submitted, "#chats-find")
    def _found(self) -> None:
        self._close_fields()

    @on(Input.Submitted, "#chats-title")
    def _titled(self, event: Input.Submitted) -> None:
        if (chat := self.chosen) is not None:
            self._close_fields()
            self.assistant_app.conversations.rename(chat.id, event.value, self._reread)

    @on(Input.Submitted, "#chats-file")
    def _exported(self, event: Input.Submitted) -> None:
        if (chat := self.chosen) is not None:
            # The field stays open until the file is written, so that a wrong name can be corrected.
            self.assistant_app.conversations.export(chat.id, chat.title, event.value.strip(), self._written)
