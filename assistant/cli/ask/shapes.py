"""The documented JSON of an answer (`docs/json.md`).

Invariant: schema 1 stays as it is; schema 2 has all of its keys, and more.
"""

from __future__ import annotations

from dataclasses import asdict
from typing import Any, Literal

from assistant.cli.output import CheckLog, keepable, passage_json
from assistant.domain.records.answers import Answer
from assistant.text.clean import clean

Schema = Literal["1", "2"]


def answer_json(answer: Answer, check_log: CheckLog, schema: Schema = "2") -> dict[str, Any]:
    """The answer in the shape of `schema`."""
    shape = _first(answer, check_log)
    return shape if schema == "1" else {**shape, **_second(answer, check_log)}


def _first(answer: Answer, check_log: CheckLog) -> dict[str, Any]:
    return {
        "answer": clean(answer.text),
        "refused": answer.refused,
        "generator": answer.generator,
        "citations": [
            {
                "number": citation.number,
                "path": citation.path,
                "page": citation.page,
                "quote": clean(citation.quote),
                **({"recognised_percent": citation.recognised} if citation.recognised else {}),
            }
            for citation in answer.citations
        ],
        "passages": [passage_json(keepable(passage, check_log)) for passage in answer.passages],
        "verdicts": [
            {"stage": verdict.stage, "rule": verdict.rule, "action": verdict.action} for verdict in answer.verdicts
        ],
        "timings_ms": dict(answer.timings_ms),
        "blocked": answer.blocked,
        "interrupted": answer.interrupted,
    }


def _second(answer: Answer, check_log: CheckLog) -> dict[str, Any]:
    """What schema 2 adds. A step or a query may repeat words of the question or of a file, so they pass the `log`
    rules as everything that is kept does."""
    table = answer.table
    return {
        "task": answer.task,
        "others": list(answer.others),
        "steps": [clean(check_log(step, "")) for step in answer.steps],
        "table": None if table is None else {
            "columns": [clean(column) for column in table.columns],
            "rows": [[clean(cell) for cell in row] for row in table.rows],
        },
        "coverage": None if answer.coverage is None else asdict(answer.coverage),
        "sql": clean(check_log(answer.query, "")),
        "written_from": _written_from(answer),
        "own_words": answer.own_words,
        "trouble": clean(answer.trouble),
        "damage": clean(answer.damage),
    }  # fmt: skip


def _written_from(answer: Answer) -> list[int]:
    """The places in `passages`, from 0, of those that the generator was given, in the order in which it read them."""
    places = {passage.chunk.id: place for place, passage in enumerate(answer.passages)}
    chunks = answer.budget.chunks if answer.budget is not None else ()
    return [places[chunk] for chunk in chunks if chunk in places]
