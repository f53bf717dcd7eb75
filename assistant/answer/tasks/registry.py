"""The tasks, in the order in which they are offered a question.

Invariant: the last task takes every question and always ends the turn.
"""

from __future__ import annotations

from assistant.answer.tasks.lookup import Lookup
from assistant.answer.tasks.task import Task

TASKS: tuple[Task, ...] = (
    Lookup(),
)  # fmt: skip
