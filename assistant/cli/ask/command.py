"""`assistant ask`: one question, one cited answer."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import click

from assistant.chat.conversation import Conversation
from assistant.chat.told.refusal import headline
from assistant.chat.told.shapes import CheckLog, Schema, answer_json
from assistant.cli.ask.files_option import WithFiles, files_option
from assistant.cli.ask.format_option import Format, format_options
from assistant.cli.ask.given import Given, kind_and_scope, read_given
from assistant.cli.ask.going_on import keep, last_conversation
from assistant.cli.ask.shown import Asked, show_answer, tell_more
from assistant.cli.ask.task_option import task_option
from assistant.cli.batch import read_batch
from assistant.cli.calendar_option import calendar_option, save_calendar
from assistant.cli.interrupt import stop_on_interrupt
from assistant.cli.output import print_json, say, tell_policy_trouble
from assistant.cli.scope import scope_options
from assistant.cli.terminal.consent import make_consent
from assistant.cli.terminal.live_line import LiveLine
from assistant.domain.errors import NothingFound, StoppedByPolicy, UsageError
from assistant.domain.events import AnswerEvent, Finished
from assistant.domain.records.answers import Answer
from assistant.domain.scope import Scope
from assistant.domain.stop import StopSignal

if TYPE_CHECKING:
    from assistant.app.local import LocalAssistant


@dataclass(frozen=True, slots=True)
class Wishes:
    """What the options say beside the question. `keeps`: the turn is kept where conversations are kept."""

    yes: bool
    form: Format
    schema: Schema
    go_on: bool
    keeps: bool


@click.command(cls=WithFiles)
@click.argument("words", nargs=-1, metavar="TEXT")
@files_option
@task_option
@click.option("-c", "--continue", "go_on", is_flag=True, help="Go on with the last conversation of the command line.")
@click.option("--private", is_flag=True, help="Keep nothing of this question and its answer.")
@click.option("--show-query", is_flag=True, help="Show the SQL that was run, beside its meaning in words.")
@click.option("--batch", type=click.Path(exists=True, dir_okay=False, path_type=Path), help="Questions as JSON lines.")
@click.option("--yes", is_flag=True, help="Say yes where a rule asks you (without it and without a terminal: no).")
@scope_options
@calendar_option
@format_options
@click.option("--schema", type=click.Choice(["1", "2"]), default="2", show_default=True, help="Which JSON.")
def command(
    words: tuple[str, ...],
    files: tuple[Path, ...],
    task: str,
    go_on: bool,
    private: bool,
    show_query: bool,
    batch: Path | None,
    yes: bool,
    scope: Scope,
    ics: str,
    form: Format,
    schema: Schema,
) -> None:
    """Answer TEXT from the files, with citations. TEXT needs no quotation marks; "-" reads it from standard input.

    A text on standard input is asked instead of the library: cat letter.txt | assistant ask summarise. It passes the
    same safeguards and is kept nowhere; --type .csv says what kind it is. Files are asked so with --files a.pdf b.pdf
    -- TEXT.

    Other questions are kept as the app keeps its conversations, and --continue goes on with the last one. --private
    keeps nothing; neither do --batch and, without --continue, --json and --format.
    """
    wishes = Wishes(yes, form, schema, go_on, keeps=not private and (go_on or not form))
    if batch is not None:
        if words or go_on or files:
            raise UsageError("--batch holds the questions.", "Give either a question or --batch FILE.")
        _answer_batch(batch, Asked("", scope, task), wishes)
        return
    with LiveLine() as line, stop_on_interrupt() as stop:
        given = read_given(words, files, line)
        if not given.question:
            raise UsageError("There is no question.", 'For instance: assistant ask "When is rent due?"')
        asked = Asked(given.question, scope, task, show_query, of_text=not given.asks_library)
        answer = _answer(given, asked, wishes, line, stop)
    _raise_outcome(answer, asked)
    if ics:
        save_calendar(answer, ics)


def _answer(given: Given, asked: Asked, wishes: Wishes, line: LiveLine, stop: StopSignal) -> Answer:
    """Ask, and print the answer."""
    line.say("opening the library" if given.asks_library else "reading what was given")
    with _opened(given, asked, stop) as (assistant, asked_now):
        conversation = last_conversation(assistant) if wishes.go_on else Conversation()
        consent = make_consent(yes=wishes.yes, quiet=bool(wishes.form), before=line.clear)
        events = assistant.ask(
            asked_now.question,
            history=conversation.history(),
            scope=asked_now.scope,
            stop=stop,
            consent=consent,
            task=asked_now.task,
        )
        if wishes.form:
            answer = _last(events)
            line.clear()
            _print_as(wishes, answer, assistant.check_log)
        else:
            answer = show_answer(events, asked_now, assistant, line)
        tell_policy_trouble(assistant)
        tell_more(answer, assistant)
        if wishes.keeps and given.asks_library and not answer.interrupted:
            keep(assistant, conversation, asked_now.question, answer)
    return answer


@contextmanager
def _opened(given: Given, asked: Asked, stop: StopSignal) -> Iterator[tuple[LocalAssistant, Asked]]:
    """The assistant over what is asked, with the question as it is asked of that."""
    if given.asks_library:
        from assistant.app.open import open_assistant_here

        with open_assistant_here() as assistant:
            yield assistant, asked
        return
    if given.text is None:
        from assistant.app.command_line.given_files import open_assistant_on_files

        if not asked.scope.is_empty:
            raise UsageError("--in, --type, --since and --before limit the library.", "Name fewer files instead.")
        with open_assistant_on_files(given.files, stop, say) as assistant:
            yield assistant, asked
        return
    from assistant.app.command_line.given_text import NAME, open_assistant_on

    suffix, scope = kind_and_scope(given.text, asked.scope, NAME)
    with open_assistant_on(given.text, suffix, stop) as assistant:
        yield assistant, asked.limited_to(scope)


def _print_as(wishes: Wishes, answer: Answer, check_log: CheckLog) -> None:
    """Print the whole answer for another program. Where there is none, that is told as an error, and only JSON holds
    it too."""
    if wishes.form == "json":
        print_json(answer_json(answer, check_log, wishes.schema), int(wishes.schema))
    elif not (answer.refused or answer.blocked):
        from assistant.chat.printed import answer_csv, answer_markdown

        click.echo((answer_markdown if wishes.form == "markdown" else answer_csv)(answer), nl=False)


def _answer_batch(batch: Path, asked: Asked, wishes: Wishes) -> None:
    """One line of JSON for each question of `batch`."""
    from assistant.app.open import open_assistant_here

    consent = make_consent(yes=wishes.yes, quiet=True)
    with open_assistant_here() as assistant, stop_on_interrupt() as stop:
        for name, question in read_batch(batch):
            answer = _last(assistant.ask(question, scope=asked.scope, stop=stop, consent=consent, task=asked.task))
            print_json({"id": name, **answer_json(answer, assistant.check_log, wishes.schema)}, int(wishes.schema))
            tell_policy_trouble(assistant)
            if stop.stopped:
                break


def _last(events: Iterable[AnswerEvent]) -> Answer:
    finished = [event.answer for event in events if isinstance(event, Finished)]
    return finished[-1]


def _raise_outcome(answer: Answer, asked: Asked) -> None:
    """Raise the error with the answer's exit code, if it is not 0."""
    if answer.interrupted:
        raise click.Abort
    if answer.blocked:
        raise StoppedByPolicy(answer.text or "Stopped by the policy.")
    if answer.refused:
        if asked.of_text:
            raise NothingFound("Nothing in what was given answers this.")
        raise NothingFound(answer.text if asked.scope.is_empty else headline(asked.scope))
