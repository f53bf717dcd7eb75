"""The schema of a policy file.

Invariant: an unknown key, a wrong type or a value out of range is an error; nothing is coerced or ignored.
"""

from __future__ import annotations

from typing import Annotated, Literal, Self

from pydantic import Field, GetCoreSchemaHandler, GetPydanticSchema, model_validator
from pydantic_core import CoreSchema, core_schema

from assistant.domain.records.verdicts import Action, Stage
from assistant.guard.detectors.registry import DETECTORS
from assistant.guard.detectors.spec import DetectorSpec, Name, Strict
from assistant.guard.policy.categories import NEVER_ASK, Category

ShortText = Annotated[str, Field(max_length=2000)]
Unit = Annotated[float, Field(ge=0, le=1, allow_inf_nan=False)]
OnError = Literal["block", "warn"]
Mode = Literal["enforce", "observe"]

# The stages at which an action is possible: a stream cannot ask, and only passages can be dropped.
_STAGES_OF: dict[Action, frozenset[Stage]] = {
    "ask": frozenset({"input", "retrieval"}),
    "rewrite": frozenset({"input", "final"}),
    "drop_passage": frozenset({"ingest", "retrieval"}),
}


def _by_type(source: object, handler: GetCoreSchemaHandler) -> CoreSchema:
    choices = {name: handler.generate_schema(spec) for name, spec in DETECTORS.items()}
    return core_schema.tagged_union_schema(choices, discriminator="type")


AnyDetector = Annotated[DetectorSpec, GetPydanticSchema(_by_type)]  # the settings that `type` names


class Condition(Strict):
    """When a hit counts: a bound, optionally for a single label, or a combination of conditions."""

    label: str | None = Field(None, max_length=80)
    gte: Unit | None = None
    lt: Unit | None = None
    any: tuple[Condition, ...] = Field((), max_length=20)
    all: tuple[Condition, ...] = Field((), max_length=20)

    @model_validator(mode="after")
    def _one_form(self) -> Self:
        leaf = self.label is not None or self.gte is not None or self.lt is not None
        if leaf + bool(self.any) + bool(self.all) != 1:
            raise ValueError("needs exactly one of: a bound (`gte`, `lt`, with or without `label`), `any`, `all`")
        return self


class Redaction(Strict):
    """How a redacted span is replaced."""

    style: Literal["label", "mask", "hash", "pseudonym"] = "label"


class Exemption(Strict):
    """What is exempt from a rule: an exact text, or files below a folder."""

    text: str | None = Field(None, min_length=1, max_length=500)
    folder: str | None = Field(None, min_length=1, max_length=1000)

    @model_validator(mode="after")
    def _one_form(self) -> Self:
        if (self.text is None) == (self.folder is None):
            raise ValueError("needs either `text` or `folder`")
        return self


class RuleFile(Strict):
    """A rule as written; missing values come from `defaults`."""

    id: Name
    category: Category
    stages: tuple[Stage, ...] = Field(min_length=1)
    detector: Name | None = None
    when: Condition | None = None
    action: Action | None = None
    on_error: OnError | None = None
    timeout_ms: int | None = Field(None, ge=1, le=60_000)
    message: ShortText | None = None
    redact: Redaction | None = None
    folder: str | None = Field(None, min_length=1, max_length=1000)
    exempt: tuple[Exemption, ...] = Field((), alias="except", max_length=200)
    description: ShortText = ""

    @model_validator(mode="after")
    def _sensible(self) -> Self:
        if self.detector is None and self.folder is None:
            raise ValueError("needs a `detector`, or a `folder` whose files it is about")
        if self.detector is None and self.when is not None:
            raise ValueError("`when` needs a `detector`")
        if self.action is not None:
            check_action(self.action, self.stages, self.category)
        return self


def check_action(action: Action, stages: tuple[Stage, ...], category: Category) -> None:
    """Raises ValueError if the action is not possible at any of the stages, or not allowed for the category."""
    allowed = _STAGES_OF.get(action)
    for stage in stages:
        if allowed is not None and stage not in allowed:
            raise ValueError(f"action `{action}` is not possible at stage `{stage}`")
    if action == "ask" and category in NEVER_ASK:
        raise ValueError(f"action `ask` is not allowed for category `{category}`")


class Defaults(Strict):
    """The values that a rule does not set. `timeout_ms`: processor time of the detector; see `time_limit`."""

    action: Action = "block"
    on_error: OnError = "block"
    timeout_ms: int = Field(1500, ge=1, le=60_000)
    message: ShortText = "Stopped by rule {rule}."


class Streaming(Strict):
    """How the output is held back. No mode shows text before its check."""

    mode: Literal["holdback"] = "holdback"
    unit: Literal["sentence"] = "sentence"
    max_chars: int = Field(400, ge=40, le=2000)
    overlap_chars: int = Field(200, ge=0, le=1000)


class Case(Strict):
    """A test in a policy file: a text, and the decision that the policy must make."""

    stage: Stage
    text: str = Field(max_length=2_000_000)
    expect: Action
    rule: str | None = None
    text_out: str | None = None
    path: str = ""
    question: str = ""
    passages: tuple[str, ...] = ()


class PolicyFile(Strict):
    """A policy file."""

    schema_: Literal[1] = Field(alias="schema")
    id: Name
    description: ShortText = ""
    extends: tuple[Name, ...] = Field((), max_length=8)
    without: tuple[Name, ...] = Field((), max_length=200)
    mode: Mode | None = None
    defaults: Defaults | None = None
    detectors: dict[Name, AnyDetector] = Field(default_factory=dict, max_length=50)
    rules: tuple[RuleFile, ...] = Field((), max_length=500)
    streaming: Streaming | None = None
    tests: tuple[Case, ...] = Field((), max_length=2000)
