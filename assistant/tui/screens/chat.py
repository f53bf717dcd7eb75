"""The conversation: prompt, answers as they come, sources beside them where there is room."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, ClassVar

from textual import events, on
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Vertical
from textual.dom import DOMNode

from assistant.chat.told.ways import split_way
from assistant.domain.errors import UsageError
from assistant.tui.actions.registry import bindings
from assistant.tui.screens.answers import AnswerView
from assistant.tui.show.guidance import MENTIONS, hint
from assistant.tui.show.watch_words import watch_phrase
from assistant.tui.state.error_report import ErrorReport, explain
from assistant.tui.widgets.chat.chat_log import ChatLog, MoreButton
from assistant.tui.widgets.chat.completions import Completions
from assistant.tui.widgets.chat.desk import DESK as DESK
from assistant.tui.widgets.chat.desk import FOCUSED, Desk
from assistant.tui.widgets.chat.desk import WIDE as WIDE
from assistant.tui.widgets.chat.passage_pane import PassagePane
from assistant.tui.widgets.chat.passage_reader import PassageReader
from assistant.tui.widgets.chat.prompt import Prompt
from assistant.tui.widgets.error_panel import ErrorPanel
from assistant.tui.widgets.foreign import ForeignText
from assistant.tui.widgets.key_bar import KeyBar
from assistant.tui.widgets.status_line import StatusLine

if TYPE_CHECKING:
    from assistant.chat.exchange import Exchange, Source
    from assistant.chat.mentions import Scoped
    from assistant.tui.actions.action import Area
    from assistant.tui.actions.completion import Offer
    from assistant.tui.widgets.chat.home import QuestionLink
    from assistant.tui.widgets.chat.source_link import SourceLink


class ChatScreen(AnswerView):
    """The app's first screen."""

    AREA: ClassVar[Area] = "chat"
    BINDINGS: ClassVar[list[BindingType]] = [*bindings("chat")]
    AUTO_FOCUS = "#prompt"

    _keys_for: tuple[object, ...] = ()  # what the shown keys depend on, as it was when they were last computed

    def compose(self) -> ComposeResult:
        yield StatusLine(id="status")
        with Desk():
            with Vertical(id="conversation", classes=FOCUSED) as conversation:
                conversation.border_title = "Conversation"
                yield ChatLog()
                yield ErrorPanel()
                yield ForeignText(id="progress")
                yield ForeignText(id="limit")
                completions = Completions(self._offers)
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
        files = self.query_one(Desk).files
        here = {"files": files, **here} if files is not None and files.has_focus else here
        return {"passage": pane.reader, **here} if pane.has_keys else here

    def shows(self, action_id: str) -> bool:
        session = self.assistant_app.session
        if action_id == "open_source":
            return bool(session.exchanges)
        return action_id != "stop" or session.open_exchange is not None

    def text_to_copy(self) -> str:
        pane = self.query_one(PassagePane)
        return pane.reader.shown_text if pane.has_keys else super().text_to_copy()

    def on_mount(self) -> None:
        app = self.assistant_app
        app.signals.exchange_changed.subscribe(self, self._show_exchange)
        app.signals.library_changed.subscribe(self, lambda _: self._show_library())
        app.signals.conversation_changed.subscribe(self, lambda _: self._show_conversation())
        app.signals.home_changed.subscribe(self, lambda _: self._show_home())
        self.query_one(Prompt).hand_over = self._hand_over
        log = self.query_one(ChatLog)
        log.earlier_key, log.later_key = self.key("earlier"), self.key("later")
        self.query_one(ChatLog).show_exchanges(app.session.exchanges)
        self._show_library()
        self.set_interval(StatusLine.LOOK_S, lambda: self.query_one(StatusLine).look_for_programs(app))
        self.call_after_refresh(self.app.call_later, app.replay_early_keys)

    def on_screen_resume(self, event: events.ScreenResume) -> None:
        """Back from another view, what is typed is a question: letters would be commands in an open passage."""
        super().on_screen_resume(event)
        focused = self.focused
        if focused is not None and self.query_one(PassagePane) in focused.ancestors:
            self.query_one(Prompt).focus()

    def on_resize(self, event: events.Resize) -> None:
        """Move an open passage to a screen of its own if there is no room beside the conversation any more."""
        if self.assistant_app.session.summary is not None:  # not before the first frame
            self.query_one(Desk).show_files()
            self.refresh_bindings()
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
        session = self.assistant_app.session
        numbers = [source.number for source in session.last.sources()] if session.last is not None else []
        if not session.exchanges:
            numbers = list(range(1, len(session.home.questions) + 1))
        self.query_one(Prompt).openable = frozenset(str(number) for number in numbers if number <= 9)

    def _show_conversation(self) -> None:
        conversation = self.assistant_app.session.conversation
        self.query_one(PassagePane).close()
        self.query_one(ChatLog).show_exchanges(conversation.exchanges)
        # The next conversation must not offer the questions of a private conversation.
        self.query_one(Prompt).set_history([exchange.question for exchange in conversation.exchanges])
        self._offer_sources()
        self._show_library()

    def _show_home(self) -> None:
        """What the home view offers has changed: its numbers are keys while the prompt is empty."""
        self.query_one(ChatLog).show_welcome(self.assistant_app.session, self.key)
        self._offer_sources()
        self.refresh_bindings()

    def _show_library(self) -> None:
        session = self.assistant_app.session
        watch = watch_phrase(session.library.watch, session.library.watch_progress)
        sign = "private: nothing is saved" if session.conversation.private else ""
        self.query_one(StatusLine).show_summary(session.summary, session.failed_to_open, watch, sign)
        self.set_class(session.conversation.private, "-private")
        progress = self.query_one("#progress", ForeignText)
        progress.display = session.library.running or session.library.state in ("paused", "failed")
        progress.show(("\u25b8 ", "bold $accent"), session.library.progress_line())
        self.query_one(ChatLog).show_welcome(session, self.key)
        if session.summary is not None:
            self.query_one(Desk).show_files()
        self._show_hint()
        self.refresh_bindings()

    def _show_hint(self) -> None:
        session = self.assistant_app.session
        self.query_one(Prompt).placeholder = "Ask about your files\u2026"
        self.query_one("#prompt-hint", ForeignText).show(hint(session, self.key))
        limit = self.query_one("#limit", ForeignText)
        limit.display = not session.scope.is_empty
        if session.scope.is_empty:
            return
        from assistant.chat.mentions import scope_words

        lift = f"  {self.key('stop')} lifts the limit"
        limit.show(("only in ", "bold $accent"), scope_words(session.scope), (lift, "dim"))

    # ---------------------------------------------------------------- what the person does

    @on(Prompt.Changed)
    def _typed(self) -> None:
        prompt = self.query_one(Prompt)
        if prompt.text:
            self.assistant_app.library.typing()
        self.query_one(Completions).show_for(prompt.before_cursor)

    def _offers(self, before: str) -> Sequence[Offer]:
        from assistant.tui.actions.completion import offers  # after the first frame, as all that a question needs

        session = self.assistant_app.session
        return offers(before, session.library.files, session.ways)

    @on(Prompt.Sent)
    def _sent(self, event: Prompt.Sent) -> None:
        from assistant.chat.mentions import read_scope
        from assistant.tui.actions.slash import is_command

        event.stop()
        prompt = self.query_one(Prompt)
        if is_command(event.text):
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
        from assistant.chat.mentions import read_scope
        from assistant.tui.actions.slash import read_command

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

    def on_source_link_chosen(self, event: SourceLink.Chosen) -> None:
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

    def on_question_link_chosen(self, event: QuestionLink.Chosen) -> None:
        """A question that the view at home offers."""
        event.stop()
        self.ask_this(event.question)

    def ask_this(self, question: str) -> None:
        """Ask `question` within the limit that holds."""
        app, prompt = self.assistant_app, self.query_one(Prompt)
        prompt.remember(question)
        prompt.focus()
        self.query_one(ChatLog).add(app.asking.ask(question, app.session.scope))

    def action_open_source(self, number: int) -> None:
        session = self.assistant_app.session
        if not session.exchanges and number <= len(session.home.questions):
            self.ask_this(session.home.questions[number - 1])
            return
        last = session.last
        source = last.source(number) if last is not None else None
        if source is not None:
            self.open_source(source)

    def action_stop(self) -> None:
        """esc ends the first of these that is there: completions, the answer, an error, the passage, the limit."""
        app = self.assistant_app
        pane, completions = self.query_one(PassagePane), self.query_one(Completions)
        if completions.chosen is not None:
            completions.hide(self.query_one(Prompt).before_cursor)
        elif app.session.open_exchange is not None:
            app.asking.stop()
        elif app.session.error is not None:
            app.show_error(None)
        elif pane.display:
            pane.close()
        elif not app.session.scope.is_empty:
            self.action_limit()
        self.query_one(Prompt).focus()

    def _hand_over(self, key: str) -> bool:
        """Arrows in an empty prompt move the page that stands beside it."""
        pane = self.query_one(PassagePane)
        return pane.display and pane.reader.take_key(key)

    def action_read_passage(self) -> None:
        self.query_one(Desk).next_pane()
        self.refresh_bindings()

    def action_better_embedder(self) -> None:
        from assistant.tui.dialogs.better import offer_better

        offer_better(self)

    @on(PassageReader.Closed)
    def _close_pane(self) -> None:
        self.query_one(PassagePane).close()
        self.query_one(Prompt).focus()
        self.refresh_bindings()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Hides from footer and palette what would do nothing now."""
        session = self.assistant_app.session
        if action == "open_source":
            offered = not session.exchanges and any(
                number in parameters for number in range(1, 1 + len(session.home.questions))
            )
            return offered or (session.last is not None and any(s.number in parameters for s in session.last.sources()))
        if action in ("clear", "export"):
            return bool(session.exchanges)
        if action == "better_embedder":
            return session.home.advice is not None and self.assistant_app.changing.is_possible
        if action == "rename":
            return session.conversation.chat_id is not None
        if action == "read_passage":
            return self.is_open and (self.query_one(PassagePane).display or self.query_one(Desk).files is not None)
        if action == "earlier":
            return self.is_open and self.query_one(ChatLog).hidden_count > 0
        if action == "later":
            return self.is_open and self.query_one(ChatLog).later_count > 0
        return super().check_action(action, parameters)
