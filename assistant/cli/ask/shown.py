"""An answer as a person reads it: the text on standard output, all that is told about it on standard error.

Invariant: what the rules did is told after the answer, a sentence a rule, so that nothing cuts the answer in two.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import click

from assistant.chat.told.account import OWN_WORDS, receipt_line, step_line, trouble_line
from assistant.chat.told.query_words import query_words
from assistant.chat.told.refusal import NEAREST, Face, Looked, advice, looked_for
from assistant.chat.told.shapes import keepable
from assistant.chat.told.ways import USUAL, answered_as
from assistant.chat.words import answerer, decisions
from assistant.cli.ask.paper import Paper
from assistant.cli.output import say, say_more, tell_timings
from assistant.cli.terminal.look import LOOK, echo, styled
from assistant.domain.events import AnswerEvent, Blocked, Checked, Delta, Finished, Retrieved, Step
from assistant.domain.records.answers import Answer
from assistant.domain.scope import Scope
from assistant.text.clean import clean, one_line
from assistant.text.pages import file_and_page

if TYPE_CHECKING:
    from assistant.app.ports.assistant import Assistant
    from assistant.cli.terminal.live_line import LiveLine

_NEAREST = 3
_FACE = Face("ask without --in, --type, --since and --before", "assistant status --files names them", "--task {task}")
_FACE_OF_TEXT = Face("the library is asked without a text: < /dev/null", "", "--task {task}")


@dataclass(frozen=True, slots=True)
class Asked:
    """A question with its options. `task` is the kind that was asked for, "" for the program's choice."""

    question: str
    scope: Scope
    task: str = ""
    show_query: bool = False
    of_text: bool = False  # of what stands on standard input, instead of the library

    def limited_to(self, scope: Scope) -> Asked:
        """The same question, asked of `scope` alone."""
        return replace(self, scope=scope)


def show_answer(events: Iterator[AnswerEvent], asked: Asked, assistant: Assistant, steps: LiveLine) -> Answer:
    """Print the answer as it comes, then its sources and how it came about; returns it."""
    answer: Answer | None = None
    checks: list[Checked] = []
    streamed: list[str] = []
    searched, paper = asked.question, Paper()
    steps.say("looking through the text" if asked.of_text else "looking through your files")
    try:
        for event in events:
            if isinstance(event, Step):
                if paper.at_start:  # a line of steps would stand in the middle of the text
                    steps.say(step_line(event))
            elif isinstance(event, Delta):
                steps.clear()
                streamed.append(event.text)
                paper.write(event.text)
                if paper.at_start:  # until the next text comes: a language model may think for a while
                    steps.say("writing")
            elif isinstance(event, Retrieved):
                searched = event.question
                steps.say("reading what was found")
            elif isinstance(event, Checked | Blocked):
                checks.append(event if isinstance(event, Checked) else Checked(event.verdict))
            elif isinstance(event, Finished):
                answer = event.answer
    finally:
        steps.clear()
        paper.end()
    assert answer is not None, "a turn ends with Finished"
    _end_text(answer, "".join(streamed))
    _tell(answer, asked, checks)
    if answer.refused:
        looked = Looked(searched, asked.scope, assistant.files(), answer.others)
        _show_refusal(answer, looked, assistant, _FACE_OF_TEXT if asked.of_text else _FACE)
    return answer


def tell_more(answer: Answer, assistant: Assistant) -> None:
    """With --verbose: what was done, in how many seconds, and by which models."""
    if not LOOK.is_verbose:
        return
    for step in answer.steps:
        say_more(f"did          {one_line(step, 200)}")
    say_more(f"answered by  {answerer(answer.generator)}")
    tell_timings(assistant, answer.timings_ms)


def _end_text(answer: Answer, streamed: str) -> None:
    """End the last line, print the text again if a final rule has rewritten it, and name the sources. Another order of
    the same lines is no reason: all of it stands there."""
    if streamed and not streamed.endswith("\n"):
        click.echo()
    rewritten = _lines(answer.text) != _lines(streamed)
    if rewritten and not answer.refused and not answer.blocked:
        click.echo()
        again = Paper()
        again.write(f"{answer.text.strip()}\n")
        again.end()
    places: dict[str, list[int]] = {}
    for citation in answer.citations:
        places.setdefault(file_and_page(citation.path, citation.page, citation.recognised), []).append(citation.number)
    for place, numbers in places.items():
        echo(f"  {styled(_ranges(numbers), 'strong')} {styled(place, 'place')}")


def _lines(text: str) -> list[str]:
    return sorted(line.strip() for line in text.splitlines() if line.strip())


def _ranges(numbers: Sequence[int]) -> str:
    """ "[1-3] [7]" for 1, 2, 3, 7."""
    runs: list[list[int]] = []
    for number in numbers:
        if runs and number == runs[-1][-1] + 1:
            runs[-1].append(number)
        else:
            runs.append([number])
    return " ".join(f"[{run[0]}-{run[-1]}]" if len(run) > 1 else f"[{run[0]}]" for run in runs)


def _tell(answer: Answer, asked: Asked, checks: list[Checked]) -> None:
    """How the answer came about, on standard error."""
    if answer.own_words and not answer.refused:
        say(f"({OWN_WORDS})")
    if (way := answered_as(answer.task)) and answer.task != asked.task and not answer.refused:
        others = [task for task in (*answer.others, USUAL) if task != answer.task]
        say(f"({way}; --task {others[0]} for another way)")
    if answer.coverage is not None:
        say(f"({receipt_line(answer.coverage)})")
    if answer.query:
        say(f"(calculated: {query_words(answer.query)})")
    if answer.query and asked.show_query:
        say(f"  {clean(answer.query)}")
    if answer.damage:
        say(f"! {one_line(answer.damage, 500)}")
    if answer.trouble:
        say(f"! {trouble_line(answer.trouble)}")
    for line in decisions(*checks):
        say(f"! {line}")


def _show_refusal(answer: Answer, looked: Looked, assistant: Assistant, face: Face) -> None:
    """What was looked for, what is nearest, and what would help; the headline follows as the error."""
    say(looked_for(looked))
    if answer.passages:
        say(NEAREST)
    for passage in answer.passages[:_NEAREST]:
        text = one_line(keepable(passage, assistant.check_log).text, 160)
        say(f"  {file_and_page(passage.path, passage.page)}: {text}")
    for line in advice(looked, face):
        say(line)
