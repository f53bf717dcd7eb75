"""Events as JSON, in the names and forms that `docs/json.md` has for answers.

Invariant: passages have passed the `log` rules, as in everything that a command prints for programs.
"""

from __future__ import annotations

from typing import Any

from assistant.chat.told.shapes import CheckLog, answer_json, citation_json, keepable, passage_json
from assistant.domain.events import AnswerEvent, Blocked, Checked, Cited, Delta, Finished, Retrieved, Routed, Step
from assistant.domain.records.verdicts import Verdict
from assistant.text.clean import clean


def event_json(event: AnswerEvent, check_log: CheckLog) -> dict[str, Any]:
    """`event`: its kind, and what it holds."""
    return {"event": type(event).__name__, **_held(event, check_log)}


def question_json(verdict: Verdict, path: str) -> dict[str, Any]:
    """A rule's question to the person."""
    return {"stage": verdict.stage, "rule": verdict.rule, "message": clean(verdict.message), "path": path}


def _held(event: AnswerEvent, check_log: CheckLog) -> dict[str, Any]:
    match event:
        case Routed():
            return {"task": event.task, "others": list(event.others)}
        case Step():
            text = clean(check_log(event.text, ""))
            return {"text": text, "done": event.done, "total": event.total, "left_s": event.left_s}
        case Checked():
            return {**question_json(event.verdict, event.path), "action": event.verdict.action}
        case Retrieved():
            return {"passages": [passage_json(keepable(passage, check_log)) for passage in event.passages]}
        case Delta():
            return {"text": clean(event.text)}
        case Blocked():
            return question_json(event.verdict, "")
        case Cited():
            return {"citations": [citation_json(citation) for citation in event.citations]}
        case Finished():
            return {"answer": answer_json(event.answer, check_log)}
