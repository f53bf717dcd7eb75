"""The tools: their names, what they take, and what they do. All of them only read."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from assistant.app.doors.answers import TASK_NAMES
from assistant.app.doors.asking import Asking, Given
from assistant.app.doors.gateway import MOST_FILES, MOST_PASSAGES
from assistant.app.doors.open import Door
from assistant.doors.mcp.arguments import MOST_CHARS, SCOPE, Arguments
from assistant.doors.mcp.protocol import Object, Peer

_USUAL_PASSAGES = 8
_ANNOTATIONS: Object = {
    "readOnlyHint": True,
    "destructiveHint": False,
    "idempotentHint": True,
    "openWorldHint": False,
}


@dataclass(frozen=True, slots=True)
class Tool:
    """A tool; `takes` are the JSON schemas of its arguments, of which `needs` have to be there."""

    name: str
    title: str
    description: str
    run: Callable[[Door, Arguments, Asking], Given]
    takes: Object = field(default_factory=dict)
    needs: tuple[str, ...] = ()

    def as_listed(self) -> Object:
        schema: Object = {"type": "object", "properties": self.takes, "additionalProperties": False}
        if self.needs:
            schema["required"] = list(self.needs)
        return {
            "name": self.name,
            "title": self.title,
            "description": self.description,
            "inputSchema": schema,
            "annotations": {"title": self.title, **_ANNOTATIONS},
        }

    def called(self, door: Door, written: dict[str, Any], asking: Asking) -> Given:
        """Raises Refused where the arguments are not as the schema says."""
        return self.run(door, Arguments(written, self.takes), asking)


def _text(what: str) -> Object:
    return {"type": "string", "maxLength": MOST_CHARS, "description": what}


def _search(door: Door, given: Arguments, asking: Asking) -> Given:
    count = given.number("limit", _USUAL_PASSAGES, 1, MOST_PASSAGES)
    return door.gateway.search(given.text("query"), given.limits(), count, asking)


def _ask(door: Door, given: Arguments, asking: Asking) -> Given:
    task = given.text("task", needed=False)
    return door.answers.ask(given.text("question"), task, given.limits(), asking)


TOOLS: dict[str, Tool] = {
    tool.name: tool
    for tool in (
        Tool(
            "search",
            "Search the files",
            "The passages of the person's files that a question finds, best first, each with file and page.",
            _search,
            {
                "query": _text("What to look for, in words."),
                "scope": SCOPE,
                "limit": {"type": "integer", "minimum": 1, "maximum": MOST_PASSAGES, "default": _USUAL_PASSAGES},
            },
            ("query",),
        ),
        Tool(
            "passage",
            "Read a passage",
            "A passage that was found before, with what stands beside it on its page.",
            lambda door, given, asking: door.gateway.passage(given.text("id"), asking),
            {"id": _text("The id of a passage, from search or ask.")},
            ("id",),
        ),
        Tool(
            "ask",
            "Ask the files",
            "An answer from the person's files with its sources, made on this machine.",
            _ask,
            {
                "question": _text("The question."),
                "task": {"type": "string", "enum": ["", *TASK_NAMES], "description": "The kind of answer."},
                "scope": SCOPE,
            },
            ("question",),
        ),
        Tool(
            "list_files",
            "List the files",
            f"The files that may be given out, with their ids, {MOST_FILES} at a time.",
            lambda door, given, asking: door.gateway.list_files(given.limits(), given.start(), asking),
            {
                "scope": SCOPE,
                "start": {"type": "integer", "minimum": 0, "description": "next_start of the list before."},
            },
        ),
        Tool(
            "mentions",
            "Find mentions",
            "Every file that mentions a name or words, with a quote each, and how many files were looked through.",
            lambda door, given, asking: door.answers.mentions(given.text("words"), given.limits(), asking),
            {"words": _text("The name or words."), "scope": SCOPE},
            ("words",),
        ),
        Tool(
            "table",
            "Compute from tables",
            "A sum, average, count, extreme or list, computed from the rows of the person's tables.",
            lambda door, given, asking: door.answers.table(given.text("question"), given.limits(), asking),
            {"question": _text("The question, with names of columns or values of the tables."), "scope": SCOPE},
            ("question",),
        ),
        Tool(
            "status",
            "What may be read",
            "Which folders may be given out, how many files they hold, and how much text may still be given.",
            lambda door, given, asking: door.gateway.status(),
        ),
    )
}


def as_result(given: Given, peer: Peer) -> Object:
    """The result of a tool: our words and the fenced text as content, ids and numbers as structure."""
    content = [{"type": "text", "text": text} for text in (given.said, *given.blocks)]
    if not peer.takes_structure:
        return {"content": content, "isError": False}
    return {"content": content, "structuredContent": dict(given.facts), "isError": False}


def as_failure(message: str) -> Object:
    """A tool that did not do it, and why; the model behind the client reads that."""
    return {"content": [{"type": "text", "text": message}], "isError": True}
