"""The kinds of questions that can be asked for by name."""

from __future__ import annotations

import inspect

from assistant.domain.records.program import TaskInfo


def list_tasks() -> tuple[TaskInfo, ...]:
    """All tasks of the registry, in its order; the first line of a task's docstring says what it does."""
    from assistant.answer.tasks.registry import TASKS

    return tuple(TaskInfo(task.name, (inspect.getdoc(type(task)) or "").partition("\n")[0]) for task in TASKS)
