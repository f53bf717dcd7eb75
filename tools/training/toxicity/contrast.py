"""Contrast cases from `contrast.yaml`: what is said about whom, not which words occur.

Invariant: a template of `dev` or `test`, a held-out group and a held-out word never meet training; what is measured is
built from such templates with such groups only. The same seed gives the same cases.
"""

from __future__ import annotations

import random
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

import yaml
from pydantic import BaseModel, ConfigDict

from tools.training.toxicity.corpora import WordList
from tools.training.toxicity.disguise import disguise, smudge
from tools.training.toxicity.examples import Example, Targets, targets

_SLOT = re.compile(r"\{(\w+)\}")
_ATTEMPTS = 12  # tries per wanted case before a function counts as exhausted
Half = Literal["train", "dev", "test"]

_TARGETED = re.compile(r"^(hate_|insult_|threat_)")


class Group(BaseModel):
    """One group of people in the three forms that templates ask for."""

    model_config = ConfigDict(extra="forbid", frozen=True)
    group: str
    member: str
    adj: str
    held_out: bool = False


class Function(BaseModel):
    """One thing a sentence does, with its labels and the ways of saying it."""

    model_config = ConfigDict(extra="forbid", frozen=True)
    name: str
    labels: dict[str, float]
    unknown: list[str] = []
    count: int
    train: list[str]
    dev: list[str]
    test: list[str]

    def targets(self) -> Targets:
        known = targets(self.labels, default=0.0)
        unknown = targets(dict.fromkeys(self.unknown, 1.0))
        return tuple(value if hidden is None else None for value, hidden in zip(known, unknown, strict=True))


class Cases(BaseModel):
    """The whole file."""

    model_config = ConfigDict(extra="forbid", frozen=True)
    groups: list[Group]
    slots: dict[str, list[str]]
    placeholders: dict[str, list[str]]
    functions: list[Function]


@dataclass(frozen=True, slots=True)
class Side:
    """The groups, words and templates of one half."""

    half: Half
    groups: Sequence[Group]
    words: WordList

    def templates(self, function: Function) -> list[str]:
        return {"train": function.train, "dev": function.dev, "test": function.test}[self.half]


def load_cases(file: Path | None = None) -> Cases:
    """Read the cases; raises pydantic.ValidationError where the file is not as it should be."""
    path = file or Path(__file__).with_name("contrast.yaml")
    return Cases.model_validate(yaml.safe_load(path.read_text(encoding="utf-8")))


def contrast(
    words: WordList, half: Half, *, seed: int = 0, share: float = 1.0, cases: Cases | None = None
) -> list[Example]:
    """About `share` of each function's count, as examples whose source is "contrast/<function>".

    One in five targeted cases is disguised and named "...+disguised", and one in ten of the harmless is misspelt, so
    that a disguise alone says nothing.
    """
    file = cases or load_cases()
    measured = half != "train"
    groups = [group for group in file.groups if group.held_out == measured]
    side = Side(half, groups, words.half(test=measured))
    rng = random.Random(f"{seed}/{half}")
    made: list[Example] = []
    for function in file.functions:
        made.extend(_fill_function(function, file, side, max(1, round(function.count * share)), rng))
    return made


def _fill_function(function: Function, file: Cases, side: Side, count: int, rng: random.Random) -> list[Example]:
    templates = side.templates(function)
    slots = {
        **file.slots,
        **file.placeholders,
        "slur": side.words.slurs,
        "swear": side.words.swears,
        "sexword": side.words.sexual,
    }
    fitting, seen = function.targets(), set[str]()
    made: list[Example] = []
    for attempt in range(count * _ATTEMPTS):
        if len(made) >= count:
            break
        template = templates[attempt % len(templates)]
        text = _tidy(fill(template, slots, rng.choice(side.groups), rng), rng)
        if text in seen:
            continue
        seen.add(text)
        made.append(_maybe_disguised(Example(text, fitting, f"contrast/{function.name}"), rng))
    return made


def fill(template: str, slots: Mapping[str, Sequence[str]], group: Group, rng: random.Random) -> str:
    """`template` with every slot replaced; `{an_x}` and `{a_x}` put the article that fits. Raises KeyError."""
    forms = {"group": group.group, "member": group.member, "adj": group.adj}

    def value(found: re.Match[str]) -> str:
        name = found.group(1)
        if name in forms:
            return forms[name]
        bare = re.sub(r"^an?_", "", name)
        word = fill(rng.choice(slots[bare]), slots, group, rng)
        if bare == name:
            return word
        return f"{'an' if word[0] in 'aeiou' else 'a'} {word}"

    return _SLOT.sub(value, template)


def _tidy(text: str, rng: random.Random) -> str:
    """A capital at the start, and now and then no full stop or another mark at the end."""
    text = text[0].upper() + text[1:]
    if text.endswith(".") and rng.random() < 0.3:
        text = text[:-1] + rng.choice(["", "", "!", "!!", "...", " :("])
    return text


def _maybe_disguised(example: Example, rng: random.Random) -> Example:
    if _TARGETED.match(example.source.removeprefix("contrast/")) and rng.random() < 0.2:
        return Example(disguise(example.text, rng), example.targets, f"{example.source}+disguised")
    if max((value or 0.0) for value in example.targets) < 0.5 and rng.random() < 0.1:
        return Example(smudge(example.text, rng), example.targets, example.source)
    return example
