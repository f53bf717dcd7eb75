"""The lists of given and family names of some eighty origins.

Invariant: read once, when a name is first looked for. A name behind which the file has a "?" is a word or a place
too, and counts in company only. The lists were made from the Faker package's (MIT).
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from pathlib import Path

_OF = ("O'", "O’")


@dataclass(frozen=True, slots=True)
class Known:
    """Names in the spelling of the lists; words of a text may be all in capitals."""

    given: frozenset[str]
    maybe_given: frozenset[str]
    family: frozenset[str]
    maybe_family: frozenset[str]

    def is_given(self, word: str) -> bool:
        return _in(word, self.given)

    def may_be_given(self, word: str) -> bool:
        return _in(word, self.given) or _in(word, self.maybe_given)

    def is_family(self, word: str) -> bool:
        return _in(word, self.family) or word[:2] in _OF

    def may_be_family(self, word: str) -> bool:
        return self.is_family(word) or _in(word, self.maybe_family)


@cache
def known() -> Known:
    given, maybe_given = _read("given_names.txt")
    family, maybe_family = _read("family_names.txt")
    return Known(given, maybe_given, family, maybe_family)


def _read(name: str) -> tuple[frozenset[str], frozenset[str]]:
    names = Path(__file__).with_name(name).read_text("utf-8").split()
    doubtful = frozenset(one[:-1] for one in names if one.endswith("?"))
    return frozenset(names) - {f"{one}?" for one in doubtful}, doubtful


def _in(word: str, names: frozenset[str]) -> bool:
    if word in names:
        return True
    if len(word) > 2 and not word[1:].islower() and word.capitalize() in names:  # "NOVAK", "McKenzie"
        return True
    # A double name counts by its first part.
    return "-" in word and word.split("-", 1)[0] in names
