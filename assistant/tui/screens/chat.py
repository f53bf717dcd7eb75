"""The conversation: prompt, answers as they come, sources beside them where there is room."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, ClassVar

from textual import events, on
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Horizontal, Vertical
from textual.dom import DOMNode

from assistant.chat.conversation import Conversation
from assistant.chat.export import suggested_file
from assistant.chat.mentions import Scoped, read_scope, scope_words
from assistant.chat.told.ways import split_way
from assistant.domain.errors import UsageError
from assistant.domain.scope import Scope
from assistant.tui.actions.completion import offers
from assistant.tui.actions.registry import bindings
from assistant.tui.actions.slash import read_command
from assistant.tui.screens.answers import AnswerView
from assistant.tui.show.guidance import MENTIONS, hint, welcome
from assistant.tui.show.watch_words import watch_phrase
from assistant.tui.state.error_report import ErrorReport, explain
from assistant.tui.widgets.chat.chat_log import ChatLog, MoreButton
from assistant.tui.widgets.chat.completions import Completions
from assistant.tui.widgets.chat.passage_pane import PassagePane
from assistant.tui.widgets.chat.passage_reader import PassageReader
from assistant.tui.widgets.chat.prompt import Prompt
from assistant.tui.widgets.chat.source_link import SourceLink
from assistant.tui.widgets.error_panel import ErrorPanel
from assistant.tui.widgets.foreign import ForeignText
from assistant.tui.widgets.key_bar import KeyBar
from assistant.tui.widgets.status_line import StatusLine

if TYPE_CHECKING:
    from assistant.chat.exchange import Exchange, Source
    from assistant.tui.actions.action import Area

WIDE = 120  # columns from which a passage opens beside the conversation


class ChatScreen(AnswerView):
    """The app's first screen."""

    AREA: ClassVar[Area] = "chat"
    BINDINGS: ClassVar[list[BindingType]] = [*bindings("chat")]
    AUTO_FOCUS = "#prompt"

    _keys_for: tuple[object, ...] = ()  # what the shown keys depend on, as it was when they were last computed

    def compose(self) -> ComposeResult:
        yield StatusLine(id="status")
        with Horizontal(id="columns"):
            with Vertical(id="conversation"):
                yield ChatLog()
                yield ErrorPanel()
                yield ForeignText(id="progress")
                yield ForeignText(id="limit")
                completions = Completions()
                yield completions
                yield Prompt(completions)
                yield ForeignText(id="prompt-hint")
            yield PassagePane()
        yield KeyBar()

    def areas(self) -> Mapping[Area, DOMNode]:
        here: dict[Area, DOMNode] = {"chat": self, "prompt": self.query_one(Prompt)}
        if (table := self.last_table()) is not None and table.has_focus:
            here = {"table": table, **here}
        pane = self.query_one(PassagePane)
        return {"passage": pane.reader, **here} if pane.has_keys else here

    def shows(self, action_id: str) -> bool:
        return action_id != "stop" or self.assistant_app.session.open_exchange is not None

    def text_to_copy(self) -> str:
        pane = self.query_one(PassagePane)
        return pane.reader.shown_text if pane.has_keys else super().text_to_copy()

    def on_mount(self) -> None:
        app = self.assistant_app
        app.signals.exchange_changed.subscribe(self, self._show_exchange)
        app.signals.library_changed.subscribe(self, lambda _: self._show_library())
        app.signals.conversation_changed.subscribe(self, lambda _: self._show_conversation())
        log = self.query_one(ChatLog)
        log.earlier_key, log.later_key = self.key("earlier"), self.key("later")
        self.query_one(ChatLog).show_exchanges(app.session.exchanges)
        self._show_library()
        self.call_after_refresh(self.app.call_later, app.replay_early_keys)

    def on_resize(self, event: events.Resize) -> None:
        """Move an open passage to a screen of its own if there is no room beside the conversation any more."""
        pane = self.query_one(PassagePane)
        if event.size.width < WIDE and pane.display and (source := pane.reader.source) is not None:
            pane.close()
            self._show_passage(source)

    # ---------------------------------------------------------------- showing

    def _show_exchange(self, exchange: Exchange) -> None:
        self.query_one(ChatLog).refresh_exchange(exchange)
        self._offer_sources()
        self._show_hint()
        keys_for = (exchange, exchange.state, self.query_one(Prompt).openable)
        if keys_for != self._keys_for:  # while text streams in, the keys stay the same
            self._keys_for = keys_for
            self.refresh_bindings()

    def _offer_sources(self) -> None:
        last = self.assistant_app.session.last
        sources = last.sources() if last is not None else ()
        self.query_one(Prompt).openable = frozenset(str(source.number) for source in sources if source.number <= 9)

    def _show_conversation(self) -> None:
        conversation = self.assistant_app.session.conversation
        self.query_one(PassagePane).close()
        self.query_one(ChatLog).show_exchanges(conversation.exchanges)
        # The next conversation must not offer the questions of a private conversation.
        self.query_one(Prompt).set_history([exchange.question for exchange in conversation.exchanges])
        self._offer_sources()
        self._show_library()

    def _show_library(self) -> None:
        session = self.assistant_app.session
        watch = watch_phrase(session.library.watch, session.library.watch_progress)
        sign = "private: nothing is saved" if session.conversation.private else ""
        self.query_one(StatusLine).show_summary(session.summary, session.failed_to_open, watch, sign)
        self.set_class(session.conversation.private, "-private")
        progress = self.query_one("#progress", ForeignText)
        progress.display = session.library.running or session.library.state in ("paused", "failed")
        progress.show(("\u25b8 ", "bold $accent"), session.library.progress_line())
        self.query_one(ChatLog).show_welcome(*welcome(session, self.key))
        self._show_hint()
        self.refresh_bindings()

    def _show_hint(self) -> None:
        session = self.assistant_app.session
        self.query_one(Prompt).placeholder = "Ask about your files\u2026"
        self.query_one("#prompt-hint", ForeignText).show(hint(session, self.key))
        limit = self.query_one("#limit", ForeignText)
        limit.display = not session.scope.is_empty
        lift = f"  {self.key('stop')} lifts the limit"
        limit.show(("only in ", "bold $accent"), scope_words(session.scope), (lift, "dim"))

    # ---------------------------------------------------------------- what the person does

    @on(Prompt.Changed)
    def _typed(self) -> None:
        prompt = self.query_one(Prompt)
        if prompt.text:
            self.assistant_app.library.typing()
        session = self.assistant_app.session
        self.query_one(Completions).offer(offers(prompt.before_cursor, session.library.files, session.ways))

    @on(Prompt.Sent)
    def _sent(self, event: Prompt.Sent) -> None:
        event.stop()
        prompt = self.query_one(Prompt)
        if event.text.startswith("/"):
            self._slash(event)
            return
        app = self.assistant_app
        scoped = read_scope(event.text, app.session.library.files, app.session.scope)
        if not scoped.unknown and not scoped.question:
            prompt.remove_sent(event.raw)
            self.action_limit(event.text)
            return
        self._ask(event, scoped)

    def _ask(self, event: Prompt.Sent, scoped: Scoped, wanted: str = "") -> None:
        app = self.assistant_app
        if scoped.unknown:
            app.show_error(ErrorReport("Limiting the question", scoped.reason, MENTIONS))
            return
        prompt = self.query_one(Prompt)
        prompt.remove_sent(event.raw)
        prompt.remember(event.text)
        self.query_one(ChatLog).add(app.asking.ask(scoped.question, scoped.scope, wanted))

    def _slash(self, event: Prompt.Sent) -> None:
        session = self.assistant_app.session
        if (found := split_way(event.text[1:], session.ways)) is not None:
            way, question = found
            scoped = read_scope(question, session.library.files, session.scope)
            if scoped.question:
                self._ask(event, scoped, way.task)
            else:
                told = f"/{way.word} needs a question behind it."
                self.assistant_app.show_error(ErrorReport("Asking", told, way.help))
            return
        try:
            command = read_command(event.text[1:])
        except UsageError as error:
            self.assistant_app.show_error(explain(error, "Commands"))
            return
        self.query_one(Prompt).remove_sent(event.raw)
        action = command.action
        node = self.app if action.area == "everywhere" else self.areas().get(action.area, self)
        run = self.app.run_action(("", action.id, command.arguments), node)
        self.run_worker(run, group="command", exit_on_error=False)

    @on(SourceLink.Chosen)
    def _chosen(self, event: SourceLink.Chosen) -> None:
        event.stop()
        self.open_source(event.source)

    @on(MoreButton.Pressed, "#earlier")
    def action_earlier(self) -> None:
        self.query_one(ChatLog).show_earlier()

    @on(MoreButton.Pressed, "#later")
    def action_later(self) -> None:
        self.query_one(ChatLog).show_later()

    def open_source(self, source: Source) -> None:
        """Beside the conversation where there is room, else on a screen of its own."""
        if self.size.width >= WIDE:
            self.query_one(PassagePane).open(source)
            self.refresh_bindings()
        else:
            self._show_passage(source)

    def _show_passage(self, source: Source) -> None:
        from assistant.tui.screens.passage import PassageScreen

        self.app.push_screen(PassageScreen(source))

    def action_open_source(self, number: int) -> None:
        last = self.assistant_app.session.last
        source = last.source(number) if last is not None else None
        if source is not None:
            self.open_source(source)

    def action_stop(self) -> None:
        """esc ends the first of these that is there: completions, the answer, an error, the passage, the limit."""
        app = self.assistant_app
        pane, completions = self.query_one(PassagePane), self.query_one(Completions)
        if completions.chosen is not None:
            completions.offer(())
        elif app.session.open_exchange is not None:
            app.asking.stop()
        elif app.session.error is not None:
            app.show_error(None)
        elif pane.display:
            pane.close()
        elif not app.session.scope.is_empty:
            self.action_limit()
        self.query_one(Prompt).focus()

    def action_read_passage(self) -> None:
        pane = self.query_one(PassagePane)
        if pane.has_keys or not pane.display:
            self.query_one(Prompt).focus()
        else:
            pane.reader.focus_text()
        self.refresh_bindings()

    @on(PassageReader.Closed)
    def _close_pane(self) -> None:
        self.query_one(PassagePane).close()
        self.query_one(Prompt).focus()
        self.refresh_bindings()

    def action_private(self) -> None:
        self.assistant_app.conversations.switch_private()

    def action_limit(self, mentions: str = "") -> None:
        """Limit the questions from here on; without mentions the limit is lifted."""
        app = self.assistant_app
        scoped = read_scope(mentions, app.session.library.files, Scope())
        if scoped.unknown or scoped.question:
            told = scoped.reason or "A limit is written with @, and no question stands beside it."
            app.show_error(ErrorReport("Limiting the questions", told, MENTIONS))
            return
        app.session.scope = scoped.scope
        self._show_hint()
        self.refresh_bindings()

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
            title = conversation.title or conversation.exchanges[0].question
            self.query_one(Prompt).offer_command(f"/export {suggested_file(title)}")

    def action_clear(self) -> None:
        """After a private conversation the new conversation is private too; ctrl+t ends that."""
        app = self.assistant_app
        app.conversations.show(Conversation(private=app.session.conversation.private))

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Hides from footer and palette what would do nothing now."""
        session = self.assistant_app.session
        if action == "open_source":
            return session.last is not None and any(s.number in parameters for s in session.last.sources())
        if action in ("clear", "export"):
            return bool(session.exchanges)
        if action == "rename":
            return session.conversation.chat_id is not None
        if action == "read_passage":
            return self.is_open and self.query_one(PassagePane).display
        if action == "earlier":
            return self.is_open and self.query_one(ChatLog).hidden_count > 0
        if action == "later":
            return self.is_open and self.query_one(ChatLog).later_count > 0
        return super().check_action(action, parameters)
