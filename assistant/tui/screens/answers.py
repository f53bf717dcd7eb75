"""What can be done with a conversation and its last answer: limit, rename, export; another way, steps, table, why.

Invariant: what only an answer needs is loaded with the first answer, after the first frame.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING

from assistant.chat.conversation import Conversation
from assistant.domain.scope import Scope
from assistant.text.pages import file_and_page
from assistant.tui.screens.view import View
from assistant.tui.show.guidance import MENTIONS
from assistant.tui.state.error_report import ErrorReport
from assistant.tui.widgets.chat.chat_log import ChatLog
from assistant.tui.widgets.chat.prompt import Prompt

if TYPE_CHECKING:
    from assistant.chat.exchange import Exchange
    from assistant.domain.records.results import ResultTable
    from assistant.tui.widgets.chat.answer import ExchangeView
    from assistant.tui.widgets.chat.result_grid import ResultGrid

    Copied = Callable[[ResultTable, Mapping[int, str]], str]


class AnswerView(View):
    """A screen with a `ChatLog`."""

    def last_table(self) -> ResultGrid | None:
        """The table that has the focus, or else the last one of the last answer."""
        if self._table_of_last() is None:  # the class of the widget is loaded with the first table
            return None
        from assistant.tui.widgets.chat.result_grid import ResultGrid

        if isinstance(self.focused, ResultGrid):
            return self.focused
        grids = [grid for view in self._last_views() for grid in view.query(ResultGrid)]
        return grids[-1] if grids else None

    def action_other_way(self) -> None:
        """Ask the last question again for the next likely kind of answer."""
        asking, last = self.assistant_app.asking, self.assistant_app.session.last
        if last is not None and (way := last.next_way):
            tried = () if way in last.tried else (*last.tried, last.task)
            self.query_one(ChatLog).add(asking.ask(last.question, last.scope, way, tried))

    def action_unfold_steps(self) -> None:
        for view in self._last_views():
            view.unfold("steps")

    def action_unfold_quotes(self) -> None:
        for view in self._last_views():
            view.unfold("quotes")

    def action_read_table(self) -> None:
        if (table := self.last_table()) is not None:
            table.focus(scroll_visible=False)
            table.scroll_visible(top=True, animate=False)  # with its head, which says what can be sorted
            self.call_after_refresh(self.refresh_bindings)

    def action_copy_csv(self) -> None:
        from assistant.chat.tables.copies import as_csv

        self._copy_table(as_csv)

    def action_copy_markdown(self) -> None:
        from assistant.chat.tables.copies import as_markdown

        self._copy_table(as_markdown)

    def action_why(self) -> None:
        from assistant.tui.screens.why import WhyScreen

        if (last := self.assistant_app.session.last) is not None:
            self.app.push_screen(WhyScreen(last))

    def action_private(self) -> None:
        self.assistant_app.conversations.switch_private()

    def action_limit(self, mentions: str = "") -> None:
        """Limit the questions from here on; without mentions the limit is lifted."""
        from assistant.chat.mentions import read_scope

        app = self.assistant_app
        scoped = read_scope(mentions, app.session.library.files, Scope())
        if scoped.unknown or scoped.question:
            told = scoped.reason or "A limit is written with @, and no question stands beside it."
            app.show_error(ErrorReport("Limiting the questions", told, MENTIONS))
            return
        app.session.scope = scoped.scope
        app.signals.library_changed.publish(False)

    def action_rename(self, title: str = "") -> None:
        """Without a title, put the command into the prompt, to be completed."""
        conversation = self.assistant_app.session.conversation
        if conversation.chat_id is None:
            self.assistant_app.notify("This conversation is not kept, so it has no title.")
        elif title:
            self.assistant_app.conversations.rename(conversation.chat_id, title, lambda: None)
        else:
            self.query_one(Prompt).offer_command(f"/rename {conversation.title or conversation.exchanges[0].question}")

    def action_export(self, file: str = "") -> None:
        """Without a file, put the command into the prompt, to be completed."""
        conversation = self.assistant_app.session.conversation
        if file:
            self.assistant_app.conversations.export_shown(file)
        elif conversation.exchanges:
            from assistant.chat.export import suggested_file

            title = conversation.title or conversation.exchanges[0].question
            self.query_one(Prompt).offer_command(f"/export {suggested_file(title)}")

    def action_clear(self) -> None:
        """After a private conversation the new conversation is private too; ctrl+t ends that."""
        app = self.assistant_app
        app.conversations.show(Conversation(private=app.session.conversation.private))

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Hides what the last answer does not have."""
        last = self.assistant_app.session.last
        match action:
            case "why":
                return last is not None
            case "other_way":
                return last is not None and not last.is_open and bool(last.next_way)
            case "unfold_steps":
                return last is not None and not last.is_open and bool(last.steps)
            case "unfold_quotes":
                return last is not None and _has_quotes(last)
            case "read_table" | "copy_csv" | "copy_markdown":
                return self._table_of_last() is not None
            case _:
                return True

    def _last_views(self) -> list[ExchangeView]:
        last = self.assistant_app.session.last
        return [view for view in self.query_one(ChatLog).views if view.exchange is last]

    def _table_of_last(self) -> ResultTable | None:
        last = self.assistant_app.session.last
        if last is None or last.state == "refused":
            return None
        from assistant.tui.show.prose import table_in

        return table_in(last.text)

    def _copy_table(self, copied: Copied) -> None:
        """Copy the table of the last answer as it was written; the guard's `log` stage sees it first."""
        last, table = self.assistant_app.session.last, self._table_of_last()
        if last is not None and table is not None:
            text = copied(table, places_of(last))
            self.assistant_app.runner.check_log(text, self.assistant_app.copy_to_clipboard)


def _has_quotes(exchange: Exchange) -> bool:
    from assistant.chat.told.saying import laid_out

    return bool(laid_out(exchange).quotes)


def places_of(exchange: Exchange) -> dict[int, str]:
    """File and page of each source, by its number."""
    return {source.number: file_and_page(source.path, source.page, source.recognised) for source in exchange.sources()}
