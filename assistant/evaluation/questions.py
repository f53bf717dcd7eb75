"""Questions to measure answers with: a YAML file holds them, each with what makes an answer right.

Invariant: a question that is read has a kind, a half (`tune` or `report`) and only fields that are known here.
"""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from pathlib import Path
from typing import Annotated, Literal

import yaml
from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, TypeAdapter, ValidationError

from assistant.domain.errors import UsageError
from assistant.domain.records.passages import Turn
from assistant.evaluation.matching.own_words import Polarity

Kind = Literal["answerable", "unanswerable", "follow_up"]
Miss = Literal["person", "year", "unit", "object", "unsaid", "outside"]
TaskName = Literal["lookup", "summary", "survey", "each", "table", "compare", "dates", "about", "talk"]
Strings = tuple[str, ...]  # acceptable strings: one of them is enough


class PreviousTurn(BaseModel):
    """A turn before a follow-up. `task` is the kind of question that it was answered as; "" if unknown."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    question: str
    answer: str
    task: str = ""


class DatedWords(BaseModel):
    """A date (year-month-day, year-month, or month-day without a year) and words of which one stands in its line."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    date: str = Field(pattern=r"^(\d{4}-\d\d-\d\d|\d{4}-\d\d|\d\d-\d\d)$")
    words: Strings


def _listed(value: object) -> object:
    """A single turn may stand without the brackets of a list."""
    return [value] if isinstance(value, Mapping) else value


class Question(BaseModel):
    """One question. `file` is relative to the archive; `also` names further files that answer it.

    Each field that is given is asked of a right answer; the head of `sample_docs/questions.yaml` says what they mean.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    id: str
    kind: Kind
    split: Literal["tune", "report"]
    question: str
    language: Literal["en", "de", "es", "fr", "zh"] = "en"
    task: TaskName = "lookup"
    tasks: tuple[TaskName, ...] = ()
    previous: Annotated[tuple[PreviousTurn, ...], BeforeValidator(_listed)] = ()
    miss: Miss | None = None
    file: str | None = None
    page: int | None = None
    also: Strings = ()
    answers: Strings = ()
    facts: tuple[Strings, ...] = ()
    polarity: Polarity | None = None
    key_facts: tuple[Strings, ...] = ()
    files: Strings = ()
    may: Strings = ()
    values: Mapping[str, Strings] = Field(default_factory=dict)
    number: Decimal | None = None
    dates: tuple[DatedWords, ...] = ()

    @property
    def fitting_tasks(self) -> tuple[str, ...]:
        """The kinds of question that it may be answered as; figures count it under the first."""
        return self.tasks or (self.task,)

    @property
    def is_read(self) -> bool:
        """Whether its answer, if it has one, stands in one sentence of one file."""
        return self.kind == "unanswerable" or ("lookup" in self.fitting_tasks and bool(self.answers and self.file))

    @property
    def history(self) -> tuple[Turn, ...]:
        """The turns before it, oldest first."""
        return tuple(Turn(turn.question, turn.answer, turn.task) for turn in self.previous)

    @property
    def sources(self) -> Strings:
        """All files that a first citation may name."""
        named = (self.file,) if self.file else ()
        return tuple(dict.fromkeys((*named, *self.also, *self.files, *self.may, *self.values)))


def read_questions(file: Path) -> list[Question]:
    """The questions of a YAML file. Raises UsageError naming the file and the field."""
    try:
        return TypeAdapter(list[Question]).validate_python(yaml.safe_load(file.read_text("utf-8")))
    except (yaml.YAMLError, UnicodeDecodeError) as error:
        raise UsageError(f"{str(file)!r} is not a file of questions: {type(error).__name__}.") from None
    except ValidationError as error:
        first = error.errors(include_url=False, include_input=False)[0]
        where = ".".join(str(part) for part in first["loc"])
        raise UsageError(f"{str(file)!r} is not a file of questions: {where}: {first['msg']}.") from None
