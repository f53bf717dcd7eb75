"""Applies a model's own chat template so that content can never become control tokens.

Invariant: no content passes through the template. The template is rendered with placeholders instead of the contents,
and the result is split at the placeholders: template parts are tokenised with control tokens, contents without.
"""

from __future__ import annotations

import re
import secrets
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from assistant.domain.errors import GenerationFailed
from assistant.generate.prompt import Message, Role

ChatMessages = list[dict[str, str]]
Apply = Callable[[ChatMessages], str]


@dataclass(frozen=True, slots=True)
class Fragment:
    """A part of the rendered prompt. Only parts of the template itself may hold control tokens."""

    text: str
    is_template: bool


@dataclass(slots=True)
class ChatTemplate:
    """`apply` renders messages and adds the opening of the answer; any exception means that it refuses these roles."""

    apply: Apply
    _skeletons: dict[tuple[Role, ...], tuple[str | int, ...]] = field(default_factory=dict)

    def fragments(self, messages: Sequence[Message]) -> tuple[Fragment, ...]:
        """The rendered prompt in parts. Raises GenerationFailed if the template refuses the conversation."""
        for candidate in (list(messages), _without_system(messages)):
            skeleton = self._skeleton(tuple(message.role for message in candidate))
            if skeleton:
                return tuple(
                    Fragment(part, True) if isinstance(part, str) else Fragment(candidate[part].content, False)
                    for part in skeleton
                )
        raise GenerationFailed(
            "The chat template of the language model cannot be used.", "Choose another model: assistant models list"
        )

    def _skeleton(self, roles: tuple[Role, ...]) -> tuple[str | int, ...]:
        """Template parts, and between them the numbers of the messages; empty if the template refuses `roles`."""
        if roles not in self._skeletons:
            mark = secrets.token_hex(8)
            placeholders: ChatMessages = [
                {"role": role, "content": f"x{mark}n{number}x"} for number, role in enumerate(roles)
            ]
            try:
                rendered = self.apply(placeholders)
            except GenerationFailed:
                raise
            except Exception:  # noqa: BLE001 - a template is a program of the model's author and may raise anything
                rendered = ""
            parts = re.split(rf"x{mark}n(\d+)x", rendered)
            numbers = [int(number) for number in parts[1::2]]
            complete = sorted(numbers) == list(range(len(roles)))
            mixed: list[str | int] = list(parts)
            mixed[1::2] = numbers
            self._skeletons[roles] = tuple(part for part in mixed if part != "") if complete else ()
        return self._skeletons[roles]


def _without_system(messages: Sequence[Message]) -> list[Message]:
    """`messages` with the system text in front of the first question, for templates without a system role."""
    system = "\n\n".join(message.content for message in messages if message.role == "system")
    others = [message for message in messages if message.role != "system"]
    return [Message(others[0].role, f"{system}\n\n{others[0].content}"), *others[1:]] if system else others
