"""A prompt as a model reads it. Invariant: an `Encoded` fits its window together with its answer."""

from __future__ import annotations

import secrets
from collections.abc import Callable
from dataclasses import dataclass, field

from assistant.core.errors import GenerationFailed
from assistant.core.records import Prompt
from assistant.generate.answer_text import opens_thinking
from assistant.generate.chat_template import ChatTemplate, Fragment
from assistant.generate.prompt import render

Tokenize = Callable[[Fragment, bool], tuple[int, ...]]  # the flag: the fragment opens the prompt


@dataclass(frozen=True, slots=True)
class Encoded:
    """Token ids, and whether the template leaves the model inside its thoughts."""

    ids: tuple[int, ...]
    thinking: bool


@dataclass(frozen=True, slots=True)
class PromptEncoder:
    """Prompt to token ids, by the template and the tokenizer of one model."""

    template: ChatTemplate
    tokenize: Tokenize
    fence_key: bytes = field(default_factory=lambda: secrets.token_bytes(16))

    def encode(self, prompt: Prompt, window_tokens: int) -> Encoded:
        """Raises GenerationFailed if the prompt and its answer are longer than the window."""
        fragments = self.template.fragments(render(prompt, self.fence_key))
        ids = tuple(
            token for number, fragment in enumerate(fragments) for token in self.tokenize(fragment, number == 0)
        )
        if len(ids) + prompt.max_answer_tokens > window_tokens:
            raise GenerationFailed(
                f"The prompt has {len(ids)} tokens; with {prompt.max_answer_tokens} for the answer it does not fit the "
                f"model's window of {window_tokens}.",
                "Ask a shorter question, or set a smaller retrieval.context_tokens.",
            )
        return Encoded(ids, opens_thinking(fragments[-1].text))
