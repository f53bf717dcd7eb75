"""The documented JSON of an answer (`docs/json.md`).

Invariant: schema 1 stays as it is; schema 2 has all of its keys, and more.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import asdict, replace
from typing import TYPE_CHECKING, Any, Literal

from assistant.text.clean import clean

if TYPE_CHECKING:
    from assistant.domain.records.answers import Answer, Citation
    from assistant.domain.records.passages import Passage

Schema = Literal["1", "2"]
CheckLog = Callable[[str, str], str]  # (text, path of its file) -> what the `log` rules leave of the text


def keepable(passage: Passage, check_log: CheckLog) -> Passage:
    """The passage with the text that the `log` rules allow: printed output may be kept, piped or pasted."""
    return replace(passage, text=check_log(passage.text, passage.path))


def passage_json(passage: Passage) -> dict[str, Any]:
    """The documented shape of a passage."""
    return {
        "path": passage.path,
        "page": passage.page,
        "score": round(passage.score, 4),
        "text": clean(passage.text),
    }


def citation_json(citation: Citation) -> dict[str, Any]:
    """The documented shape of a citation."""
    return {
        "number": citation.number,
        "path": citation.path,
        "page": citation.page,
        "quote": clean(citation.quote),
        **({"recognised_percent": citation.recognised} if citation.recognised else {}),
    }


def answer_json(answer: Answer, check_log: CheckLog, schema: Schema = "2") -> dict[str, Any]:
    """The answer in the shape of `schema`."""
    shape = _first(answer, check_log)
    return shape if schema == "1" else {**shape, **_second(answer, check_log)}


def _first(answer: Answer, check_log: CheckLog) -> dict[str, Any]:
    return {
        "answer": clean(answer.text),
        "refused": answer.refused,
        "generator": answer.generator,
        "citations": [citation_json(citation) for citation in answer.citations],
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
