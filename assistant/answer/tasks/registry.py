"""The tasks. Of two that fit a question equally well, the first is tried first.

Invariant: one task takes every question and always ends the turn.
"""

from __future__ import annotations

from assistant.answer.tasks.about import About
from assistant.answer.tasks.compare import Compare
from assistant.answer.tasks.dates import Dates
from assistant.answer.tasks.each import Each
from assistant.answer.tasks.lookup import Lookup
from assistant.answer.tasks.summary import Summary
from assistant.answer.tasks.survey import Survey
from assistant.answer.tasks.table import Table
from assistant.answer.tasks.talk import Talk
from assistant.answer.tasks.task import Task

TASKS: tuple[Task, ...] = (
    Talk(),
    About(),
    Dates(),
    Compare(),
    Summary(),
    Survey(),
    Table(),
    Each(),
    Lookup(),
)  # fmt: skip
