"""What may stand in a policy file.

Invariant: an unknown key, a wrong type or a value out of range is an error; nothing is coerced or ignored.
"""

from __future__ import annotations

from typing import Annotated, Literal, Self

from pydantic import BaseModel, ConfigDict, Field, model_validator

from assistant.domain.records.verdicts import Action, Stage
from assistant.guard.policy.categories import NEVER_ASK, Category

Name = Annotated[str, Field(pattern=r"^[a-z0-9][a-z0-9_.-]{0,63}$")]
ShortText = Annotated[str, Field(max_length=2000)]
Unit = Annotated[float, Field(ge=0, le=1, allow_inf_nan=False)]
OnError = Literal["block", "warn"]
Mode = Literal["enforce", "observe"]

PII_ENTITIES = Literal["EMAIL", "PHONE", "IBAN", "CREDIT_CARD", "US_SSN", "IP", "PERSON"]
MARKUP_KINDS = Literal["image", "link", "autolink", "reference", "html", "scheme", "url_query", "url", "control"]

# Where an action has a meaning: a stream cannot ask, and only passages can be dropped.
_STAGES_OF: dict[Action, frozenset[Stage]] = {
    "ask": frozenset({"input", "retrieval"}),
    "rewrite": frozenset({"input", "final"}),
    "drop_passage": frozenset({"ingest", "retrieval"}),
}


class Strict(BaseModel):
    """Base of every part: frozen, no unknown keys."""

    model_config = ConfigDict(extra="forbid", frozen=True, populate_by_name=False)


class ToxicitySpec(Strict):
    """Scores by a Detoxify-style model; long text in overlapping windows, the maximum counts."""

    type: Literal["toxicity"]
    model: Name = "default"
    window_tokens: int = Field(400, ge=32, le=512)
    stride: int = Field(64, ge=0, le=256)


class PiiSpec(Strict):
    """Personal data with a checkable form; PERSON is the optional, less certain one."""

    type: Literal["pii"]
    entities: tuple[PII_ENTITIES, ...] = Field(("EMAIL", "PHONE", "IBAN", "CREDIT_CARD", "US_SSN", "IP"), min_length=1)


class SecretsSpec(Strict):
    """Keys, tokens, passwords and private keys."""

    type: Literal["secrets"]
    entropy: bool = True


class InjectionSpec(Strict):
    """Text that tries to command the assistant; sentence by sentence."""

    type: Literal["injection"]
    scan: Literal["sentence", "text"] = "sentence"
    model: Name | None = None


class ForeignSpec(Strict):
    """Requests that have nothing to do with the text around them, by similarity of meaning."""

    type: Literal["foreign"]


class PhrasesSpec(Strict):
    """Words (whole, in any spelling trick) and patterns (regular expressions with a time limit)."""

    type: Literal["phrases"]
    words: tuple[Annotated[str, Field(min_length=2, max_length=200)], ...] = Field((), max_length=2000)
    patterns: tuple[Annotated[str, Field(min_length=1, max_length=500)], ...] = Field((), max_length=100)
    label: Annotated[str, Field(pattern=r"^[A-Za-z0-9_-]{1,40}$")] = "PHRASE"
    obfuscation: bool = True

    @model_validator(mode="after")
    def _not_empty(self) -> Self:
        if not self.words and not self.patterns:
            raise ValueError("needs `words` or `patterns`")
        return self


class Topic(Strict):
    """A subject, given by sentences that are about it."""

    name: Name
    examples: tuple[Annotated[str, Field(min_length=3, max_length=500)], ...] = Field(min_length=1, max_length=50)


class TopicsSpec(Strict):
    """Subjects by similarity of meaning; a hit's label is the topic, its score the cosine (negative values count 0)."""

    type: Literal["topics"]
    topics: tuple[Topic, ...] = Field(min_length=1, max_length=30)
    mode: Literal["deny", "allow"] = "deny"


class SupportSpec(Strict):
    """How well each claim stands in the cited passages: 1 supported, 0 not."""

    type: Literal["support"]
    min_words: int = Field(4, ge=1, le=50)


class LeakSpec(Strict):
    """The canary, or a run of words of the system prompt, in a text."""

    type: Literal["leak"]
    min_words: int = Field(10, ge=5, le=100)


class MarkupSpec(Strict):
    """Links, images, HTML and control characters; `url` (every web address) only where it is asked for."""

    type: Literal["markup"]
    kinds: tuple[MARKUP_KINDS, ...] = Field(
        ("image", "link", "autolink", "reference", "html", "scheme", "url_query", "control"), min_length=1
    )


class LimitsSpec(Strict):
    """Sizes; 0 means no limit."""

    type: Literal["limits"]
    max_chars: int = Field(0, ge=0, le=10_000_000)
    max_lines: int = Field(0, ge=0, le=1_000_000)
    max_repeats: int = Field(0, ge=0, le=1000)


DetectorSpec = Annotated[
    ToxicitySpec
    | PiiSpec
    | SecretsSpec
    | InjectionSpec
    | ForeignSpec
    | PhrasesSpec
    | TopicsSpec
    | SupportSpec
    | LeakSpec
    | MarkupSpec
    | LimitsSpec,
    Field(discriminator="type"),
]


class Condition(Strict):
    """When a hit counts: a bound, optionally for one label, or a combination of conditions."""

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
    """How a redacted span is written."""

    style: Literal["label", "mask", "hash", "pseudonym"] = "label"


class Exemption(Strict):
    """What a rule leaves alone: an exact text, or files below a folder."""

    text: str | None = Field(None, min_length=1, max_length=500)
    folder: str | None = Field(None, min_length=1, max_length=1000)

    @model_validator(mode="after")
    def _one_form(self) -> Self:
        if (self.text is None) == (self.folder is None):
            raise ValueError("needs either `text` or `folder`")
        return self


class RuleFile(Strict):
    """One rule as written; what is left out comes from `defaults`."""

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
    """Raises ValueError where an action has no meaning at one of the stages or is not allowed for the category."""
    allowed = _STAGES_OF.get(action)
    for stage in stages:
        if allowed is not None and stage not in allowed:
            raise ValueError(f"action `{action}` is not possible at stage `{stage}`")
    if action == "ask" and category in NEVER_ASK:
        raise ValueError(f"action `ask` is not allowed for category `{category}`")


class Defaults(Strict):
    """What a rule has when it does not say. `timeout_ms` is processor time of the detector; see `time_limit`."""

    action: Action = "block"
    on_error: OnError = "block"
    timeout_ms: int = Field(1500, ge=1, le=60_000)
    message: ShortText = "Stopped by rule {rule}."


class Streaming(Strict):
    """How the output is held back. There is no mode that shows first and checks later."""

    mode: Literal["holdback"] = "holdback"
    unit: Literal["sentence"] = "sentence"
    max_chars: int = Field(400, ge=40, le=2000)
    overlap_chars: int = Field(200, ge=0, le=1000)


class Case(Strict):
    """One embedded test: what the policy must decide about a text."""

    stage: Stage
    text: str = Field(max_length=2_000_000)
    expect: Action
    rule: str | None = None
    text_out: str | None = None
    path: str = ""
    question: str = ""
    passages: tuple[str, ...] = ()


class PolicyFile(Strict):
    """One policy file."""

    schema_: Literal[1] = Field(alias="schema")
    id: Name
    description: ShortText = ""
    extends: tuple[Name, ...] = Field((), max_length=8)
    without: tuple[Name, ...] = Field((), max_length=200)
    mode: Mode | None = None
    defaults: Defaults | None = None
    detectors: dict[Name, DetectorSpec] = Field(default_factory=dict, max_length=50)
    rules: tuple[RuleFile, ...] = Field((), max_length=500)
    streaming: Streaming | None = None
    tests: tuple[Case, ...] = Field((), max_length=2000)
