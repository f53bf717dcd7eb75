"""`assistant chat --plain`: the conversation line by line, for screen readers, pipes and small terminals.

Invariant: only released, cleaned text is written; nothing here needs a terminal, and textual is not imported.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, TextIO

from assistant.chat.conversation import Conversation, resumed
from assistant.chat.explain import explanation
from assistant.chat.export import turns_of, write_export
from assistant.chat.keep import keep_turn
from assistant.chat.memory import remembered
from assistant.chat.mentions import read_scope, scope_words
from assistant.chat.pieces import plain_text
from assistant.chat.told.account import account_lines
from assistant.chat.told.refusal import NEAREST, Face, Looked, advice, headline, looked_for
from assistant.chat.told.ways import split_way, ways_of
from assistant.chat.words import decisions, kept_decision, short_names, status_parts, when
from assistant.cli.lines import Lines
from assistant.cli.vault.ticking import Locks, LockTicker
from assistant.domain.errors import AssistantError, NothingFound, UsageError
from assistant.domain.events import Delta, Finished
from assistant.domain.scope import Scope
from assistant.domain.stop import StopSignal
from assistant.text.clean import clean, one_line
from assistant.text.pages import page_phrase, page_word
from assistant.text.quantity import count

if TYPE_CHECKING:
    from assistant.app.ports.assistant import Assistant
    from assistant.chat.exchange import Exchange, Source
    from assistant.domain.records.answers import Answer
    from assistant.domain.records.chats import ChatSummary
    from assistant.domain.records.verdicts import Verdict

_AROUND_CHARS = 600
_MOST_DIGITS = 9  # of a number of a source; Python refuses to read one of more than 4,300
_LISTED = 20
_FACE = Face("/limit alone lifts the limit", "/files names them", "/{word}")
_STANDING = {"same": "", "changed": " (changed since)", "gone": " (no longer in the library)"}


def run_plain(
    open_assistant: Callable[[], Assistant],
    source: TextIO | None = None,
    out: TextIO | None = None,
    locks: Locks | None = None,
) -> bool:
    """Read questions from `source` until it ends, or until the vault is to be locked: then True. `locks` is given where
    there is a vault. Raises what opening raises; an error in a turn is only printed."""
    lines, sink = source or sys.stdin, out or sys.stdout
    ticker = LockTicker(locks)
    try:
        assistant = open_assistant()
        try:
            _Plain(assistant, lines, sink, Lines(lines), ticker).run()
        finally:
            assistant.close()
    finally:
        ticker.close()
    return ticker.is_due()


@dataclass(slots=True)
class _Plain:
    assistant: Assistant
    source: TextIO
    out: TextIO
    lines: Lines
    ticker: LockTicker
    conversation: Conversation = field(default_factory=Conversation)
    scope: Scope = field(default_factory=Scope)
    listed: Sequence[ChatSummary] = ()  # what the last /history showed
    told_trouble: str = ""  # what was last said of the policy files

    def run(self) -> None:
        self._say(", ".join(status_parts(self.assistant.summary())))
        self._say("Ask about your files. /help explains, /quit ends.")
        while True:
            line = self._next_line("> ")
            if line is None or line in ("/quit", "/exit"):
                return
            if line:
                self._answer(line)

    def _answer(self, text: str) -> None:
        try:
            if text.startswith("/"):
                self._command(text[1:])
            else:
                self._turn(text)
        except AssistantError as error:
            self._say(f"Error: {error.message} {error.hint}".strip())

    def _command(self, text: str) -> None:
        if (found := split_way(text, ways_of(self.assistant.tasks()))) is not None:
            way, question = found
            if not question:
                raise UsageError(f"/{way.word} needs a question behind it.", way.help)
            self._turn(question, way.task)
            return
        name, _, argument = text.partition(" ")
        command = _COMMANDS.get(name)
        if command is None:
            self._say(f"There is no command /{one_line(text, 40)}. /help lists them.")
        else:
            command[1](self, argument.strip())

    # ---------------------------------------------------------------- a turn

    def _turn(self, text: str, task: str = "") -> None:
        scoped = read_scope(text, self.assistant.files(), self.scope)
        if scoped.unknown:
            self._say(f"{scoped.reason} /files lists the files.")
            return
        if not scoped.question:
            self.limit(text)
            return
        exchange = self.conversation.add(scoped.question, scoped.scope, task)
        stop = StopSignal()
        self.ticker.stops(stop)
        events = self.assistant.ask(
            exchange.question,
            history=self.conversation.history(),
            scope=scoped.scope,
            stop=stop,
            consent=self._consent if self.source.isatty() else None,
            task=task,
        )
        try:
            for event in events:
                told = len(exchange.steps)
                exchange.apply(event)
                if isinstance(event, Delta):
                    self._write(event.text)
                elif isinstance(event, Finished):
                    self._finish(exchange, event.answer)
                elif len(exchange.steps) > told and not exchange.text:
                    self._say(f"({one_line(exchange.steps[-1])})")
        except KeyboardInterrupt:
            stop.stop()
            exchange.interrupt()
            self._say("\n(interrupted)")

    def _consent(self, verdict: Verdict, path: str) -> bool:
        """Only a person at a terminal is asked: the next line of a pipe is a question, not an answer."""
        where = f" ({one_line(path)})" if path else ""
        return self._says_yes(f"\nRule {one_line(verdict.rule)} asks{where}: {one_line(verdict.message)} Go on?")

    def _finish(self, exchange: Exchange, answer: Answer) -> None:
        if exchange.state == "refused":
            looked = Looked(exchange.searched_as, exchange.scope, self.assistant.files(), exchange.others)
            self._say(headline(exchange.scope))
            self._say(looked_for(looked))
            self._sources(NEAREST, exchange)
            self._say(" ".join(advice(looked, _FACE)))
        elif exchange.state == "blocked":
            self._say(f"\n{answer.text}")
        else:
            self._say("\n(interrupted)" if exchange.state == "interrupted" else "")
            self._sources("Sources:", exchange)
            self._account(exchange)
        for line in decisions(*exchange.checks):
            self._say(f"[policy: {line}]")
        exchange.turn = remembered(self.assistant, exchange.question, answer)
        unsaved = keep_turn(self.assistant, self.conversation, exchange.question, answer)
        if unsaved and unsaved != self.conversation.unsaved:
            self._say(f"(This conversation is not saved: {unsaved})")
        self.conversation.unsaved = unsaved
        trouble = self.assistant.policy_trouble()
        if trouble and trouble != self.told_trouble:
            self._say(f"! {one_line(trouble)}")
        self.told_trouble = trouble

    def _account(self, exchange: Exchange) -> None:
        """Whether it is from the files, the way that was taken, the receipt, the calculation."""
        for line in account_lines(exchange):
            self._say(f"({line})")

    def _sources(self, title: str, exchange: Exchange) -> None:
        sources = exchange.sources()
        names = short_names(source.path for source in sources)
        if sources:
            self._say(title)
        for source in sources:
            text = f"{names[source.path]}{_page(source)}{_STANDING[source.standing]}: {one_line(source.quote, 200)}"
            self._say(f"[{source.number}] {text}")

    # ---------------------------------------------------------------- commands

    def help(self, argument: str) -> None:
        self._say("Type a question and press enter; ctrl+c stops an answer, ctrl+d ends.")
        self._say("In a question @name limits it to a file, @folder/ to a folder, @.pdf to a type, @since:2024-03 and")
        self._say("@before:2025 to files of that time; such a limit alone on a line holds until /limit.")
        for way in ways_of(self.assistant.tasks()):
            self._say(f"/{way.word + ' QUESTION':<15} asks for {way.shape}")
        for written, _, meaning in _COMMANDS.values():
            self._say(f"{written:<16} {meaning}")

    def new(self, argument: str) -> None:
        self.conversation = Conversation(private=self.conversation.private)
        self._say("New conversation.")

    def private(self, argument: str) -> None:
        self.conversation = Conversation(private=not self.conversation.private)
        self._say(
            "Private: of this conversation nothing is saved. /private ends it." if self.conversation.private
            else "The private conversation is gone. From here on conversations are kept again."
        )  # fmt: skip

    def files(self, argument: str) -> None:
        for file in sorted(self.assistant.files(), key=lambda file: file.path):
            state = count(file.pages, page_word(file.path)) if file.state == "indexed" else f"not read: {file.reason}"
            self._say(f"{one_line(file.path)}, {state}")

    def limit(self, argument: str) -> None:
        scoped = read_scope(argument, self.assistant.files(), Scope())
        if scoped.unknown:
            raise UsageError(scoped.reason, "/files lists the files.")
        if scoped.question:
            raise UsageError("A limit is written with @.", "For instance: /limit @notes/ @since:2024")
        self.scope = scoped.scope
        self._say("No limit." if self.scope.is_empty else f"Only in {scope_words(self.scope)}.")

    def open(self, argument: str) -> None:
        last = self.conversation.exchanges[-1] if self.conversation.exchanges else None
        number = int(argument) if argument.isdecimal() and len(argument) <= _MOST_DIGITS else 0
        source = last.source(number) if last is not None else None
        if source is None:
            self._say(f"There is no source {one_line(argument, 20)}.")
            return
        text = clean(self.assistant.page_text(source.path, source.page))
        found = text.find(source.quote)  # what a rule hides on the page before the quote moves it
        start = source.start if found < 0 else found
        end = start + source.end - source.start
        self._say(f"{one_line(source.path)}{_page(source)}")
        self._say(text[max(0, start - _AROUND_CHARS) : end + _AROUND_CHARS].strip())

    def why(self, argument: str) -> None:
        if not self.conversation.exchanges:
            raise UsageError("Nothing has been asked yet.")
        self._say(plain_text(explanation(self.conversation.exchanges[-1])))

    def history(self, argument: str) -> None:
        self.listed = self.assistant.chats.all(argument)[:_LISTED]
        for number, chat in enumerate(self.listed, start=1):
            self._say(f"{number:>2}  {when(chat.changed)}  {one_line(chat.title)} ({count(chat.turns, 'question')})")
        self._say("/resume N goes on with one, /delete N removes it." if self.listed else "No conversation is kept.")

    def resume(self, argument: str) -> None:
        chat = self._chosen(argument)
        self.conversation = resumed(chat, self.assistant.chats.turns(chat.id))
        for exchange in self.conversation.exchanges:
            self._say(f"> {one_line(exchange.question)}")
            self._say(clean(exchange.text) or "(not kept)")
            for decision in exchange.kept.decisions if exchange.kept is not None else ():
                self._say(f"[policy: {kept_decision(decision)}]")
            self._sources("Sources:", exchange)
            self._account(exchange)

    def rename(self, argument: str) -> None:
        if self.conversation.chat_id is None:
            raise UsageError("This conversation is not kept, so it has no title.")
        self.assistant.chats.rename(self.conversation.chat_id, argument)
        self._say("Renamed.")

    def delete(self, argument: str) -> None:
        chat = self._chosen(argument)
        turns = count(chat.turns, "question")
        if not self._says_yes(f"Delete \u201c{one_line(chat.title)}\u201d with {turns}? It cannot be brought back."):
            self._say("Kept.")
            return
        self.assistant.chats.delete(chat.id)
        if self.conversation.chat_id == chat.id:
            self.conversation = Conversation()
        self._say("Deleted.")

    def export(self, argument: str) -> None:
        if not argument or not self.conversation.exchanges:
            raise UsageError("There is nothing to export, or no file is named.", "Ask first, then: /export notes.md")
        turns = turns_of(self.conversation.exchanges, self.assistant.check_log)
        title = self.conversation.title or self.conversation.exchanges[0].question
        self._say(f"Exported to {write_export(argument, self.assistant.check_log(title), turns)}")

    def lock(self, argument: str) -> None:
        if not self.ticker.has_vault:
            raise UsageError("There is no vault to be locked.", "Make one with: assistant vault create")
        self.ticker.ask()

    def _chosen(self, argument: str) -> ChatSummary:
        """The conversation with this number in the list of /history."""
        if not argument.isdecimal() or not 1 <= int(argument) <= len(self.listed):
            raise NothingFound(f"There is no conversation {one_line(argument, 20)!r}.", "/history numbers them.")
        return self.listed[int(argument) - 1]

    # ---------------------------------------------------------------- in and out

    def _next_line(self, prompt: str) -> str | None:
        """The next line, cleaned; None at the end."""
        if self.source.isatty() and not self.ticker.is_due():
            self._write(prompt)
        self.ticker.begin_waiting()
        try:
            line = self.lines.next(self.ticker.is_due)
        except KeyboardInterrupt:
            return None
        self.ticker.begin_work()
        return clean(line).strip() if line else None

    def _says_yes(self, question: str) -> bool:
        self._write(f"{question} [y/N] ")
        return (self._next_line("") or "").casefold() in ("y", "yes")

    def _say(self, text: str) -> None:
        self._write(f"{text}\n")

    def _write(self, text: str) -> None:
        self.out.write(clean(text))
        self.out.flush()


_COMMANDS: dict[str, tuple[str, Callable[[_Plain, str], None], str]] = {
    "open": ("/open N", _Plain.open, "shows the passage behind source N"),
    "why": ("/why", _Plain.why, "tells how the last answer came about"),
    "files": ("/files", _Plain.files, "lists the files"),
    "limit": ("/limit @...", _Plain.limit, "limits the questions from here on; alone it lifts the limit"),
    "new": ("/new", _Plain.new, "begins a new conversation"),
    "private": ("/private", _Plain.private, "begins or ends a conversation of which nothing is saved"),
    "history": ("/history WORDS", _Plain.history, "lists earlier conversations"),
    "resume": ("/resume N", _Plain.resume, "shows one of that list and goes on with it"),
    "rename": ("/rename TITLE", _Plain.rename, "gives this conversation a title"),
    "delete": ("/delete N", _Plain.delete, "removes one of that list, after asking"),
    "export": ("/export FILE", _Plain.export, "writes this conversation as .md or .json"),
    "lock": ("/lock", _Plain.lock, "locks the vault and asks for its passphrase"),
    "help": ("/help", _Plain.help, "this list; /quit ends"),
}


def _page(source: Source) -> str:
    phrase = page_phrase(source.path, source.page)
    return f", {phrase}" if phrase else ""
