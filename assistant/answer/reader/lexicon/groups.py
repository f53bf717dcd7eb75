"""Reads the lexicon: one group of words that mean the same a line, "English | German | Spanish | French".

A file holds words of one part of life; within a language the words stand between commas, the most usual one first. A
line that begins with "#" is a comment. Words are spelt as in a text: with accents, and with a capital where the
language wants one in the middle of a sentence. Forms that no ending explains ("bought", "cuesta") stand beside their
word.
Invariant: every group has at least one word in each of the four languages.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from importlib import resources
from typing import get_args

from assistant.text.asked_language import Language

Group = Mapping[Language, tuple[str, ...]]
LANGUAGES: tuple[Language, ...] = get_args(Language)
SUBJECTS = ("common", "home", "money", "people", "travel", "food", "devices", "nature", "affairs")
_QUESTIONS = "questions"


@cache
def word_groups() -> tuple[Group, ...]:
    """The groups of all subjects; the more usual meaning of a word comes first."""
    return tuple(group for subject in SUBJECTS for group in _read(subject))


@cache
def question_groups() -> tuple[Group, ...]:
    """How questions are asked, and the small words that change what a question asks for."""
    return _read(_QUESTIONS)


def parse_group(line: str) -> Group:
    """The group of one line. Raises ValueError where a language has no word."""
    columns = [tuple(word.strip() for word in column.split(",") if word.strip()) for column in line.split("|")]
    if len(columns) != len(LANGUAGES) or not all(columns):
        raise ValueError(f"not a group of {len(LANGUAGES)} languages: {line!r}")
    return dict(zip(LANGUAGES, columns, strict=True))


def _read(subject: str) -> tuple[Group, ...]:
    text = resources.files(__package__).joinpath(f"{subject}.txt").read_text("utf-8")
    return tuple(parse_group(line) for line in text.splitlines() if line.strip() and not line.startswith("#"))
