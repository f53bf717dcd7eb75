"""Which task answers a question: by the rules of the tasks; a language model only breaks ties.

Invariant: every task that fits at all is in the order, so that what the first does not find the next is asked for.
"""

from __future__ import annotations

from collections.abc import Sequence

from assistant.answer.retrieve.followup import about_files, needs_previous
from assistant.answer.tasks.task import Task
from assistant.answer.turn import OpenTurn
from assistant.domain.errors import AssistantError, UsageError
from assistant.domain.records.passages import Prompt

# Two tasks that fit nearly equally well are a tie. The value is a choice, not a measurement.
_TIE = 0.05
_SURE = 0.5  # a question that fits a task so well says itself what it wants
_FOLLOWS = 0.6
_SYSTEM = "You sort questions about a person's files by what kind of answer they need."


def in_order(turn: OpenTurn, tasks: Sequence[Task], wanted: str = "") -> list[Task]:
    """The tasks to try, likeliest first; the task named `wanted` goes before all others.

    Raises UsageError for a name that no task has.
    """
    by_name = {task.name: task for task in tasks}
    if wanted and wanted not in by_name:
        raise UsageError(f"There is no task {wanted!r}.", f"Choose one of: {', '.join(sorted(by_name))}.")
    fits = {task.name: task.fits(turn) for task in tasks}
    earlier = about_files(turn.history)
    if earlier and max(fits.values()) < _SURE and needs_previous(turn.question):
        # "And the one for the gym?" asks the same of another thing.
        fits.update({name: _FOLLOWS for name in fits if name == earlier[-1].task})
    likely = sorted((task for task in tasks if fits[task.name] > 0), key=lambda task: -fits[task.name])
    if wanted:
        return [by_name[wanted], *(task for task in likely if task.name != wanted)]
    tied = [task for task in likely if fits[task.name] >= fits[likely[0].name] - _TIE]
    if len(tied) > 1 and (chosen := _ask_model(turn, tied)) is not None:
        return [chosen, *(task for task in likely if task is not chosen)]
    return likely


def _ask_model(turn: OpenTurn, tied: Sequence[Task]) -> Task | None:
    """The task that the language model names, held to the names; None without a model or if it fails."""
    writer = turn.parts.writer
    if writer is None:
        return None
    names = tuple(task.name for task in tied)
    question = f"{turn.question}\n\nWhich kind of answer does this question need: {', '.join(names)}?"
    prompt = Prompt(_SYSTEM, question, (), max_answer_tokens=16, choices=names, apart=True)
    try:
        said = "".join(writer.generate(prompt, turn.stop)).strip()
    except AssistantError:
        return None
    return next((task for task in tied if task.name == said), None)
