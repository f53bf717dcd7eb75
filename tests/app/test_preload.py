"""When the language model is loaded before the first question, and when it is left alone."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Literal, cast

import pytest

from assistant.app.journeys import preload
from assistant.config.schema import AnswersConfig, Config
from tests.generate.scripted import ScriptedGenerator

When = Literal["off", "open", "typing"]


@dataclass
class _Parts:
    """The parts that loading asks for."""

    config: Config
    generator: ScriptedGenerator
    rules: str = "Be exact."


def prompts(
    setting: When, when: Literal["open", "typing"], generator: str = "auto", *, quotes: bool = False
) -> list[str]:
    scripted = ScriptedGenerator(["x"])
    scripted.writes_citations = quotes
    settings = AnswersConfig.model_validate({"preload": setting, "generator": generator})
    preload(cast(Any, _Parts(Config(answers=settings), scripted)), when)
    return [prompt.system for prompt in scripted.prompts]


@pytest.mark.parametrize(("setting", "when"), [("open", "open"), ("typing", "typing")])
def test_the_model_reads_its_rules_when_the_setting_says_so(setting: When, when: Literal["open", "typing"]) -> None:
    assert prompts(setting, when) == ["Be exact."]


def test_it_is_left_alone_at_other_times() -> None:
    assert (
        prompts("off", "open")
        == prompts("off", "typing")
        == prompts("open", "typing")
        == prompts("typing", "open")
        == []
    )


def test_a_server_gets_nothing_before_a_question_and_quotes_need_nothing() -> None:
    assert prompts("open", "open", "server") == prompts("open", "open", quotes=True) == []


def test_a_model_that_fails_is_left_to_the_first_question() -> None:
    scripted = ScriptedGenerator(["x"], fails_after=0)
    preload(cast(Any, _Parts(Config(), scripted)), "open")
    assert len(scripted.prompts) == 1
