"""What stands in the conversation before the first question: what is new, what is ahead, questions to begin with.

Invariant: it is filled by a worker; before that it is a few lines that need nothing.
"""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import VerticalGroup
from textual.message import Message

from assistant.chat.words import answerer, file_name
from assistant.text.clean import one_line
from assistant.text.pages import short_page
from assistant.text.quantity import count
from assistant.tui.state.home import kinds, news, unread
from assistant.tui.widgets.chat.source_link import SourceLink
from assistant.tui.widgets.foreign import ForeignText

if TYPE_CHECKING:
    from collections.abc import Callable

    from assistant.chat.pieces import Piece
    from assistant.domain.records.answers import LibrarySummary
    from assistant.tui.state.home import Deadline
    from assistant.tui.state.session import Session

    Key = Callable[[str], str]

_LABEL = 11  # cells
_MONTH_CHARS = 7  # of "2027-02"


class QuestionLink(ForeignText, can_focus=True):
    """A question that was answered well; its number as a key, a click or enter asks it."""

    BINDINGS: ClassVar[list[BindingType]] = [Binding("enter,space", "ask", "ask", show=False)]

    class Chosen(Message):
        """The person wants to ask this."""

        def __init__(self, question: str) -> None:
            super().__init__()
            self.question = question

    def __init__(self, number: int, question: str) -> None:
        super().__init__((f" {number} ", "bold $accent"), f" {one_line(question, 200)}", classes="offered")
        self.question = question

    def action_ask(self) -> None:
        self.post_message(self.Chosen(self.question))

    def on_click(self) -> None:
        self.action_ask()


class DeadlineLink(SourceLink):
    """A day ahead with the sentence that names it; a click or enter opens the page."""

    def __init__(self, deadline: Deadline, name: str) -> None:
        super().__init__(deadline.source, name)
        source = deadline.source
        month = f"{deadline.day:%b %Y}"
        written = f"{deadline.day.day} {month}" if len(deadline.written) > _MONTH_CHARS else month
        page = short_page(source.path, source.page)
        self.show(
            (f" {written:>11}  ", "bold $secondary"),
            one_line(deadline.said, 160),
            (f"  {name} {page}".rstrip(), "dim"),
        )


class HomeView(VerticalGroup):
    """Replaces the words of welcome where the library holds files."""

    def __init__(self) -> None:
        super().__init__(id="home")
        self.display = False
        self.has_something = False
        self._shown: tuple[object, ...] = ()

    def compose(self) -> ComposeResult:
        yield ForeignText(id="home-head")
        yield ForeignText(id="home-facts")
        yield ForeignText(("Coming up", "bold $primary"), id="home-ahead-head", classes="home-section")
        yield VerticalGroup(id="home-ahead")
        yield ForeignText(("Ask", "bold $primary"), id="home-ask-head", classes="home-section")
        yield VerticalGroup(id="home-ask")
        yield ForeignText(id="home-foot")

    def show_session(self, session: Session, key: Key) -> None:
        """Show what is known of the library now; widgets are made anew only for what has changed."""
        summary, home = session.summary, session.home
        held = bool(session.library.files) and not session.conversation.private and not session.failed_to_open
        self.has_something = summary is not None and held
        if summary is None or not held:
            return
        if not self.is_mounted:
            self.call_after_refresh(self.show_session, session, key)
            return
        self._text("#home-head", (f"{count(summary.files, 'file')}", "bold $foreground"), *_answered_by(summary))
        self._text("#home-facts", *facts(session, key, time.time()))
        now = (home.deadlines, tuple(home.questions))
        if now != self._shown:
            self._shown = now
            self._fill("#home-ahead", [DeadlineLink(one, _name(one)) for one in home.deadlines])
            self._fill("#home-ask", [QuestionLink(at, text) for at, text in enumerate(home.questions, start=1)])
        self.query_one("#home-ahead-head").display = bool(home.deadlines)
        self.query_one("#home-ask-head").display = bool(home.questions)
        self._text("#home-foot", *foot(session, key))

    def _text(self, selector: str, *pieces: Piece) -> None:
        widget = self.query_one(selector, ForeignText)
        widget.display = bool(pieces)
        widget.show(*pieces)

    def _fill(self, selector: str, links: list[DeadlineLink] | list[QuestionLink]) -> None:
        holder = self.query_one(selector, VerticalGroup)
        holder.remove_children()
        holder.mount_all(links)
        holder.display = bool(links)


def facts(session: Session, key: Key, now_s: float) -> list[Piece]:
    """The lines about the library: what is in it, what is new, what could not be read."""
    files = session.library.files
    lines: list[tuple[str, list[Piece]]] = [("Read", [kinds(files)])]
    if told := news(files, session.home.last_s, now_s):
        lines.append(("New", [told]))
    if told := unread(files):
        lines.append(("Not read", [(told, "$warning"), (f"  {key('library')} says why", "dim")]))
    if (better := session.home.advice) is not None:
        does = "uses" if better.installed else "fetches"
        lines.append(("Languages", [better.why]))
        lines.append(("", [(f"{key('better_embedder')} {does} {better.model}, which finds more in them", "dim")]))
    pieces: list[Piece] = []
    for label, said in lines:
        pieces += ["\n" if pieces else "", (f"{label:<{_LABEL}}", "$secondary"), *said]
    return pieces


def foot(session: Session, key: Key) -> list[Piece]:
    """What can be done here, or that it is still being looked for."""
    home = session.home
    if home.looking and not home.questions:
        return [("Looking for questions that your files answer\u2026 you can ask already.", "dim")]
    pieces: list[Piece] = []
    if home.questions:
        pieces += [("A number asks its question. Each was answered from your files just now.\n", "dim")]
    return [
        *pieces,
        (f"{key('history')} earlier conversations \u00b7 {key('private')} a private one", "dim"),
    ]


def _answered_by(summary: LibrarySummary) -> list[Piece]:
    return [("  answers: ", "dim"), (answerer(summary.generator), "dim")]


def _name(deadline: Deadline) -> str:
    return file_name(deadline.source.path, 40)
