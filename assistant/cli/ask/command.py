"""`assistant ask`: one question, one cited answer."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING

import click

from assistant.chat.told.refusal import headline
from assistant.cli.ask.shapes import Schema, answer_json
from assistant.cli.ask.shown import Asked, show_answer
from assistant.cli.ask.step_line import StepLine
from assistant.cli.ask.task_option import task_option
from assistant.cli.batch import read_batch
from assistant.cli.calendar_option import calendar_option, save_calendar
from assistant.cli.consent import make_consent
from assistant.cli.interrupt import stop_on_interrupt
from assistant.cli.output import print_json, tell_policy_trouble
from assistant.cli.scope import scope_options
from assistant.domain.errors import NothingFound, StoppedByPolicy, UsageError
from assistant.domain.events import AnswerEvent, Finished
from assistant.domain.records.answers import Answer
from assistant.domain.scope import Scope

if TYPE_CHECKING:
    from assistant.app.ports.assistant import Assistant
    from assistant.domain.stop import StopSignal


@click.command()
@click.argument("text", required=False)
@task_option
@click.option("--show-query", is_flag=True, help="Show the SQL that was run, beside its meaning in words.")
@click.option("--batch", type=click.Path(exists=True, dir_okay=False, path_type=Path), help="Questions as JSON lines.")
@click.option("--yes", is_flag=True, help="Say yes where a rule asks you (without it and without a terminal: no).")
@scope_options
@calendar_option
@click.option("--json", "as_json", is_flag=True, help="Print JSON instead of text.")
@click.option("--schema", type=click.Choice(["1", "2"]), default="2", show_default=True, help="Which JSON.")
def command(
    text: str | None,
    task: str,
    show_query: bool,
    batch: Path | None,
    yes: bool,
    scope: Scope,
    ics: str,
    as_json: bool,
    schema: Schema,
) -> None:
    """Answer TEXT from the files, with citations."""
    if (text is None) == (batch is None):
        raise UsageError("Give either a question or --batch FILE.", 'For instance: assistant ask "When is rent due?"')
    from assistant.app.open import open_assistant_here

    with open_assistant_here() as assistant, stop_on_interrupt() as stop:
        if batch is not None:
            _answer_batch(assistant, batch, Asked("", scope, task), stop, schema, yes=yes)
            return
        asked = Asked(text or "", scope, task, show_query)
        steps = StepLine()
        consent = make_consent(yes=yes, quiet=as_json, before=steps.clear)
        events = assistant.ask(asked.question, scope=scope, stop=stop, consent=consent, task=task)
        if as_json:
            answer = _last(events)
            print_json(answer_json(answer, assistant.check_log, schema), int(schema))
        else:
            answer = show_answer(events, asked, assistant, steps)
        tell_policy_trouble(assistant)
    _raise_outcome(answer, scope)
    if ics:
        save_calendar(answer, ics)


def _answer_batch(
    assistant: Assistant, batch: Path, asked: Asked, stop: StopSignal, schema: Schema, *, yes: bool
) -> None:
    """One line of JSON for each question of `batch`."""
    consent = make_consent(yes=yes, quiet=True)
    for name, question in read_batch(batch):
        answer = _last(assistant.ask(question, scope=asked.scope, stop=stop, consent=consent, task=asked.task))
        print_json({"id": name, **answer_json(answer, assistant.check_log, schema)}, int(schema))
        tell_policy_trouble(assistant)
        if stop.stopped:
            break


def _last(events: Iterable[AnswerEvent]) -> Answer:
    finished = [event.answer for event in events if isinstance(event, Finished)]
    return finished[-1]


def _raise_outcome(answer: Answer, scope: Scope) -> None:
    """Raise the error with the answer's exit code, if it is not 0."""
    if answer.interrupted:
        raise click.Abort
    if answer.blocked:
        raise StoppedByPolicy(answer.text or "Stopped by the policy.")
    if answer.refused:
        raise NothingFound(answer.text if scope.is_empty else headline(scope))
