"""`assistant chat --plain`: the conversation line by line, for screen readers, pipes and small terminals.

Invariant: only released, cleaned text is written; nothing here needs a terminal, and textual is not imported.
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TextIO

from assistant.core.errors import AssistantError
from assistant.core.events import Blocked, Checked, Delta, Finished
from assistant.core.ports import Assistant
from assistant.core.records import Answer, Scope, Verdict
from assistant.core.stop import StopSignal
from assistant.core.text import clean, one_line
from assistant.tui.exchange import Exchange, Source
from assistant.tui.scope import read_scope
from assistant.tui.session import Session
from assistant.tui.turns import remembered
from assistant.tui.words import count, decisions, short_names, status_parts

_HELP = """Type a question and press enter. @name limits it to a file.
/open N   show the passage behind source N
/files    list the files
/new      forget the conversation so far
/quit     end (also ctrl+d); ctrl+c stops an answer"""
_AROUND_CHARS = 600


def run_plain(open_assistant: Callable[[], Assistant], source: TextIO | None = None, out: TextIO | None = None) -> None:
    """Read questions from `source` until it ends. Raises what opening raises; an error in a turn is only told."""
    lines, sink = source or sys.stdin, out or sys.stdout
    assistant = open_assistant()
    try:
        _Plain(assistant, lines, sink, interactive=lines.isatty()).run(lines)
    finally:
        assistant.close()


@dataclass(slots=True)
class _Plain:
    assistant: Assistant
    source: TextIO
    out: TextIO
    interactive: bool
    session: Session = field(default_factory=Session)

    def run(self, lines: TextIO) -> None:
        self._say(", ".join(status_parts(self.assistant.summary())))
        self._say("Ask about your files. /help explains, /quit ends.")
        while True:
            self._ask_for_line()
            try:
                line = lines.readline()
            except KeyboardInterrupt:
                return
            if not line or line.strip() in ("/quit", "/exit"):
                return
            if text := clean(line).strip():
                self._one(text)

    def _one(self, text: str) -> None:
        try:
            if text.startswith("/"):
                self._command(text[1:])
            else:
                self._turn(text)
        except AssistantError as error:
            self._say(f"Error: {error.message} {error.hint}".strip())

    def _command(self, text: str) -> None:
        name, _, argument = text.partition(" ")
        if name == "help":
            self._say(_HELP)
        elif name == "new":
            self.session.exchanges.clear()
            self._say("New conversation.")
        elif name == "files":
            for file in sorted(self.assistant.files(), key=lambda file: file.path):
                state = count(file.pages, "page") if file.state == "indexed" else f"not read: {file.reason}"
                self._say(f"{one_line(file.path)}, {state}")
        elif name == "open" and argument.strip().isdecimal():
            self._open(int(argument))
        else:
            self._say(f"There is no command /{one_line(text, 40)}. /help lists them.")

    def _turn(self, text: str) -> None:
        scoped = read_scope(text, self.assistant.files(), Scope())
        if scoped.unknown:
            self._say(f"No indexed file is called {one_line(scoped.unknown[0])}. /files lists them.")
            return
        exchange = self.session.add(scoped.question, scoped.scope)
        stop = StopSignal()
        events = self.assistant.ask(
            exchange.question,
            history=self.session.history(),
            scope=scoped.scope,
            stop=stop,
            consent=self._consent if self.interactive else None,
        )
        try:
            for event in events:
                exchange.apply(event)
                if isinstance(event, Delta):
                    self._write(event.text)
                elif isinstance(event, Finished):
                    self._finish(exchange, event.answer)
                elif isinstance(event, Checked | Blocked):
                    for line in decisions(event.verdict, event.path if isinstance(event, Checked) else ""):
                        self._say(f"\n[policy: {line}]")
        except KeyboardInterrupt:
            stop.stop()
            exchange.interrupt()
            self._say("\n(interrupted)")

    def _consent(self, verdict: Verdict, path: str) -> bool:
        """Only a person at a terminal is asked; what stands in a pipe is the next question, not an answer."""
        where = f" ({one_line(path)})" if path else ""
        self._write(f"\n{one_line(verdict.message)}{where} Go on? [y/N] ")
        return self.source.readline().strip().casefold() in ("y", "yes")

    def _finish(self, exchange: Exchange, answer: Answer) -> None:
        if exchange.state == "refused":
            self._say("Nothing in your files answers this.")
            self._sources("Nearest passages:", exchange)
            return
        if exchange.state == "blocked":
            self._say(f"\n{answer.text}")
            return
        self._say("")
        if exchange.state == "interrupted":
            self._say("(interrupted)")
        self._sources("Sources:", exchange)
        exchange.turn = remembered(self.assistant, exchange.question, answer)

    def _sources(self, title: str, exchange: Exchange) -> None:
        sources = exchange.sources()
        names = short_names(source.path for source in sources)
        if sources:
            self._say(title)
        for source in sources:
            self._say(f"[{source.number}] {names[source.path]}{_page(source)}: {one_line(source.quote, 200)}")

    def _open(self, number: int) -> None:
        source = self.session.last.source(number) if self.session.last is not None else None
        if source is None:
            self._say(f"There is no source {number}.")
            return
        text = clean(self.assistant.page_text(source.path, source.page))
        start = max(0, source.start - _AROUND_CHARS)
        self._say(f"{one_line(source.path)}{_page(source)}")
        self._say(text[start : source.end + _AROUND_CHARS].strip())

    def _ask_for_line(self) -> None:
        if self.interactive:
            self._write("> ")

    def _say(self, text: str) -> None:
        self._write(f"{text}\n")

    def _write(self, text: str) -> None:
        self.out.write(clean(text))
        self.out.flush()


def _page(source: Source) -> str:
    return "" if source.page is None else f", page {source.page}"
