"""A template is taken apart at the contents; one that knows no system part still works."""

from __future__ import annotations

import pytest

from assistant.domain.errors import GenerationFailed
from assistant.generate.chat_template import ChatMessages, ChatTemplate, Fragment
from assistant.generate.encoded import PromptEncoder
from assistant.generate.prompt import Message
from tests.generate.prompts import prompt

MESSAGES = (Message("system", "Rules."), Message("user", "How long?"))


def chatml(messages: ChatMessages) -> str:
    return "".join(f"<|{m['role']}|>{m['content']}<|end|>" for m in messages) + "<|assistant|>"


def without_system(messages: ChatMessages) -> str:
    if messages[0]["role"] == "system":
        raise ValueError("no system role")
    return chatml(messages)


def drops_system(messages: ChatMessages) -> str:
    return chatml([message for message in messages if message["role"] != "system"])


def test_contents_and_template_are_told_apart() -> None:
    fragments = ChatTemplate(chatml).fragments(MESSAGES)
    assert "".join(fragment.text for fragment in fragments) == chatml(
        [{"role": message.role, "content": message.content} for message in MESSAGES]
    )
    assert [fragment.text for fragment in fragments if not fragment.is_template] == ["Rules.", "How long?"]


@pytest.mark.parametrize("apply", [without_system, drops_system])
def test_a_template_without_a_system_part_gets_it_with_the_question(apply: object) -> None:
    assert callable(apply)
    fragments = ChatTemplate(apply).fragments(MESSAGES)
    assert [fragment.text for fragment in fragments if not fragment.is_template] == ["Rules.\n\nHow long?"]


def test_content_never_passes_through_the_template() -> None:
    seen: list[str] = []

    def watch(messages: ChatMessages) -> str:
        seen.append(chatml(messages))
        return seen[-1]

    template = ChatTemplate(watch)
    template.fragments(MESSAGES)
    template.fragments((Message("system", "Other."), Message("user", "{{ evil }}")))
    assert len(seen) == 1
    assert "How long?" not in seen[0]


@pytest.mark.parametrize("rendered", ["", "nothing of it"])
def test_a_template_that_takes_nothing_is_an_error(rendered: str) -> None:
    with pytest.raises(GenerationFailed):
        ChatTemplate(lambda _messages: rendered).fragments(MESSAGES)


def letters(fragment: Fragment, opening: bool) -> tuple[int, ...]:
    return tuple(ord(letter) for letter in ("^" if opening else "") + fragment.text)


def test_a_prompt_is_encoded_in_order_and_opened_once() -> None:
    encoder = PromptEncoder(ChatTemplate(chatml), letters)
    encoded = encoder.encode(prompt("How long?", system="Rules."), 1000)
    assert "".join(map(chr, encoded.ids)) == ("^<|system|>Rules.<|end|><|user|>Question: How long?<|end|><|assistant|>")
    assert not encoded.thinking


def test_passages_give_way_to_the_window_and_the_question_does_not() -> None:
    encoder = PromptEncoder(ChatTemplate(chatml), letters)
    long = prompt("How long?", "best " * 20, "worst " * 200, system="Rules.")
    text = "".join(map(chr, encoder.encode(long, 600).ids))
    assert "best" in text
    assert "worst" not in text
    assert "How long?" in text
    with pytest.raises(GenerationFailed):
        encoder.encode(long, 100)
