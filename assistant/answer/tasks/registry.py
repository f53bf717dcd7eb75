"""The tasks. Of two that fit a question equally well, the first is tried first.

Invariant: one task takes every question and always ends the turn.
"""

from __future__ import annotations

from assistant.answer.tasks.each import Each
from assistant.answer.tasks.lookup import Lookup
from assistant.answer.tasks.summary import Summary
from assistant.answer.tasks.survey import Survey
from assistant.answer.tasks.table import Table
from assistant.answer.tasks.task import Task

TASKS: tuple[Task, ...] = (
    Each(),
    Survey(),
    Table(),
    Lookup(),
    Summary(),
)  # fmt: skip
