"""One exchange on the screen: the question, the answer as it comes, what the guard did, the sources.

Invariant: it has no state but its `Exchange`, so it can be removed and made again at any time.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual.app import ComposeResult
from textual.containers import VerticalGroup

from assistant.chat.words import decisions, duration, kept_decision, short_names, when
from assistant.text.clean import clean, one_line
from assistant.text.quantity import count
from assistant.tui.show.prose import blocks, prose
from assistant.tui.widgets.chat.source_link import SourceLink
from assistant.tui.widgets.foreign import ForeignText

if TYPE_CHECKING:
    from assistant.chat.exchange import Exchange

_REFUSAL_ADVICE = "Try other words, name the file with @, or add a folder to the library."

_NOT_KEPT = "(this question is not kept)"


class AnswerBody(VerticalGroup):
    """The answer's text, a widget for each paragraph: while it streams, only the last paragraph is drawn again."""

    def __init__(self) -> None:
        super().__init__()
        self._shown: list[str] = []

    def show(self, text: str) -> None:
        """Show `text`, changing only the paragraphs that differ."""
        wanted = blocks(clean(text))
        paragraphs = list(self.query(ForeignText))
        for index, block in enumerate(wanted):
            if index >= len(self._shown):
                paragraph = ForeignText(classes="paragraph")
                paragraph.update(prose(block))
                self.mount(paragraph)
            elif block != self._shown[index]:
                paragraphs[index].update(prose(block))
        for paragraph in paragraphs[len(wanted) :]:
            paragraph.remove()
        self._shown = wanted


class ExchangeView(VerticalGroup):
    """The whole exchange."""

    def __init__(self, exchange: Exchange) -> None:
        super().__init__(classes="exchange")
        self.exchange = exchange
        self._sources_shown: tuple[object, ...] = ()

    def compose(self) -> ComposeResult:
        yield ForeignText(("You  ", "bold $secondary"), self.exchange.question or _NOT_KEPT, classes="question")
        with VerticalGroup(classes="reply"):
            yield ForeignText(classes="state")
            yield AnswerBody()
            yield ForeignText(classes="checks")
            yield VerticalGroup(classes="sources")
            yield ForeignText(classes="foot")

    def on_mount(self) -> None:
        self.refresh_exchange()

    def refresh_exchange(self) -> None:
        """Show the exchange as it is now; before it has been composed there is nothing to show it in."""
        if not self.query(AnswerBody):
            return
        exchange = self.exchange
        for state in ("refused", "blocked", "failed", "interrupted", "forgotten"):
            self.set_class(exchange.state == state, f"-{state}")
        self.query_one(AnswerBody).show("" if exchange.state == "refused" else exchange.text)
        self._show_text(".state", _state_line(exchange))
        self._show_text(".checks", "\n".join(_check_lines(exchange)))
        self._show_text(".foot", _foot(exchange))
        self._show_sources()

    def _show_text(self, selector: str, text: str) -> None:
        widget = self.query_one(selector, ForeignText)
        widget.display = bool(text)
        widget.show(text)

    def _show_sources(self) -> None:
        sources = self.exchange.sources()
        if sources == self._sources_shown:
            return
        self._sources_shown = sources
        holder = self.query_one(".sources", VerticalGroup)
        holder.remove_children()
        names = short_names(source.path for source in sources)
        if self.exchange.state == "refused" and sources:
            holder.mount(ForeignText("The nearest passages, none of which answers it:", classes="sources-head"))
        holder.mount_all(SourceLink(source, names[source.path]) for source in sources)


def _state_line(exchange: Exchange) -> str:
    match exchange.state:
        case "waiting":
            return "\u2026 looking through your files"
        case "searching":
            files = len({passage.path for passage in exchange.passages})
            return f"\u2026 reading {count(len(exchange.passages), 'passage')} from {count(files, 'file')}"
        case "refused":
            return f"\u2205 Nothing in your files answers this.\n{_REFUSAL_ADVICE}"
        case "forgotten":
            return "\u2205 The answer was made from a file that you have forgotten, and went with it."
        case "blocked":
            return "\u2717 Stopped by a rule"
        case "failed":
            return f"! {exchange.error}"
        case _:
            return ""


def _check_lines(exchange: Exchange) -> list[str]:
    if exchange.kept is not None:
        return [f"! {kept_decision(decision)}" for decision in exchange.kept.decisions]
    return [f"! {line}" for line in decisions(*exchange.checks)]


def _foot(exchange: Exchange) -> str:
    if exchange.state == "interrupted":
        return f"\u25a0 interrupted: this is what there was{exchange.error and f' ({exchange.error})'}"
    if exchange.kept is not None:
        return f"{one_line(exchange.kept.generator, 40)} \u00b7 {when(exchange.kept.asked)}"
    if exchange.answer is None or exchange.state != "answered":
        return ""
    milliseconds = exchange.answer.timings_ms.get("total", 0.0)
    spent = f" \u00b7 {duration(milliseconds / 1000) if milliseconds >= 1000 else f'{milliseconds:.0f} ms'}"
    return f"{exchange.answer.generator}{spent if milliseconds else ''}"
