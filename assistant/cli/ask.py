"""`assistant ask`: one question, one cited answer."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

import click

from assistant.cli.batch import read_batch
from assistant.cli.calendar_option import calendar_option, save_calendar
from assistant.cli.consent import make_consent
from assistant.cli.interrupt import stop_on_interrupt
from assistant.cli.output import CheckLog, answer_json, json_option, keepable, print_json, say
from assistant.cli.scope import scope_options
from assistant.domain.errors import NothingFound, StoppedByPolicy, UsageError
from assistant.domain.events import AnswerEvent, Blocked, Checked, Delta, Finished
from assistant.domain.records.answers import Answer
from assistant.domain.records.passages import Passage
from assistant.domain.scope import Scope
from assistant.text.clean import clean, one_line
from assistant.text.pages import file_and_page

_NEAREST = 3


@click.command()
@click.argument("text", required=False)
@click.option("--batch", type=click.Path(exists=True, dir_okay=False, path_type=Path), help="Questions as JSON lines.")
@click.option("--yes", is_flag=True, help="Say yes where a rule asks you (without it and without a terminal: no).")
@scope_options
@calendar_option
@json_option
def command(
    text: str | None,
    batch: Path | None,
    yes: bool,
    scope: Scope,
    ics: str,
    as_json: bool,
) -> None:
    """Answer TEXT from the files, with citations."""
    if (text is None) == (batch is None):
        raise UsageError("Give either a question or --batch FILE.", 'For instance: assistant ask "When is rent due?"')
    from assistant.app.open import open_assistant_here

    consent = make_consent(yes=yes, quiet=as_json or batch is not None)
    with open_assistant_here() as assistant, stop_on_interrupt() as stop:
        if batch is not None:
            for name, question in read_batch(batch):
                answer = _last(assistant.ask(question, scope=scope, stop=stop, consent=consent))
                print_json({"id": name, **answer_json(answer, assistant.check_log)})
                if stop.stopped:
                    break
            return
        events = assistant.ask(text or "", scope=scope, stop=stop, consent=consent)
        answer = _last(events) if as_json else _show(events)
        if as_json:
            print_json(answer_json(answer, assistant.check_log))
        elif answer.refused:
            _show_nearest(answer.passages, assistant.check_log)
    _raise_outcome(answer)
    if ics:
        save_calendar(answer, ics)


def _last(events: Iterable[AnswerEvent]) -> Answer:
    finished = [event.answer for event in events if isinstance(event, Finished)]
    return finished[-1]


def _show(events: Iterator[AnswerEvent]) -> Answer:
    """Print the answer as it comes, then its sources; returns it."""
    answer: Answer | None = None
    streamed: list[str] = []
    for event in events:
        if isinstance(event, Delta):
            streamed.append(event.text)
            click.echo(clean(event.text), nl=False)
            sys.stdout.flush()
        elif isinstance(event, Checked):
            verdict = event.verdict
            say(
                f"! {verdict.action}: rule {verdict.rule} at {verdict.stage}"
                + (f" ({event.path})" if event.path else "")
            )
        elif isinstance(event, Blocked):
            say(f"! block: rule {event.verdict.rule} at {event.verdict.stage}")
        elif isinstance(event, Finished):
            answer = event.answer
    assert answer is not None, "a turn ends with Finished"
    if streamed:
        click.echo()
    if answer.text.strip() != "".join(streamed).strip() and not answer.refused and not answer.blocked:
        click.echo(f"\n{clean(answer.text)}")  # a final rule has rewritten it
    for citation in answer.citations:
        click.echo(f"  [{citation.number}] {file_and_page(citation.path, citation.page)}")
    return answer


def _show_nearest(passages: Sequence[Passage], check_log: CheckLog) -> None:
    """Print the passages that are nearest to a refused question."""
    if passages:
        say("The nearest passages:")
    for passage in passages[:_NEAREST]:
        say(f"  {file_and_page(passage.path, passage.page)}: {one_line(keepable(passage, check_log).text, 160)}")


def _raise_outcome(answer: Answer) -> None:
    """Raise the error with the answer's exit code, if it is not 0."""
    if answer.interrupted:
        raise click.Abort
    if answer.blocked:
        raise StoppedByPolicy(answer.text or "Stopped by the policy.")
    if answer.refused:
        raise NothingFound(answer.text)
