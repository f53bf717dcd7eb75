"""The kinds of answers in words: what each is called, and the word that asks for it.

Invariant: a kind that has no words here still works; it goes by its own name.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from assistant.domain.records.program import TaskInfo

USUAL = "lookup"  # the way that most questions take; only another way is told


@dataclass(frozen=True, slots=True)
class Way:
    """`word` stands behind the slash, `shape` is what the answer is ("a list of files"), `help` what it is good for."""

    task: str
    word: str
    shape: str
    help: str


WAYS: tuple[Way, ...] = (
    Way("lookup", "lookup", "a fact from a few passages", "Who, when, how much, may I: answered from a few passages."),
    Way("summary", "summary", "a summary", "What a document says, in a few sentences."),
    Way("survey", "list", "a list of files", "Every file that says something about it, with a quote each."),
    Way("each", "each", "a table with a row for each file", "The same question to every file, as a table."),
    Way("table", "table", "a calculation over tables", "Totals, averages, counts and highest values from tables."),
    Way("compare", "compare", "a comparison", "What differs between two documents or two versions of one."),
    Way("dates", "dates", "a list of dates", "Deadlines and dates in order, with the sentence that names each."),
    Way("about", "about", "a word about this program", "What the program can do, what it has read, what is set."),
    Way("talk", "talk", "talk", "Greetings, letters, another wording: what needs no search."),
)
_BY_TASK = {way.task: way for way in WAYS}


def way_of(task: str) -> Way:
    """The words of `task`."""
    return _BY_TASK.get(task) or Way(task, task, task, "")


def ways_of(tasks: Sequence[TaskInfo]) -> list[Way]:
    """The words of the tasks that there are, in their order."""
    return [
        way if (way := way_of(task.name)).help else Way(task.name, task.name, task.name, task.help) for task in tasks
    ]


def split_way(line: str, ways: Sequence[Way]) -> tuple[Way, str] | None:
    """The way that the first word of `line` (without its slash) asks for, and the question behind it; else None."""
    word, _, question = line.strip().partition(" ")
    way = next((way for way in ways if way.word == word), None)
    return None if way is None else (way, question.strip())


def answered_as(task: str) -> str:
    """ "answered as a list of files"; "" for the usual way."""
    return "" if task in ("", USUAL) else f"answered as {way_of(task).shape}"
