"""What a text must hold before an expression can match in it: found in the expression, looked up in the text.

Invariant: `requirements` never asks for more than every match holds, so that a text without a required literal holds no
match. Searching a long text for some words takes a hundredth of the time of the search for an expression.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from itertools import product
from re import _constants as codes  # type: ignore[attr-defined]
from re import _parser  # type: ignore[attr-defined]
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

# A requirement is met by a text that holds at least one of its literals.
Requirement = frozenset[str]

_LEAST_CHARS: Final = 2  # nearly every text holds a certain single character
_MOST_LITERALS: Final = 64
_MOST_SPELLINGS: Final = 24  # of a run of literals with options in it: "colou?r" has two
_CUT: Final = 8  # characters of a literal: two runs of four, as looked up in the table
_MOST_IN_CLASS: Final = 4
_TABLE_BITS: Final = 18
_ALWAYS: Final = 1 << _TABLE_BITS
_FACTORS: Final = (2654435761, 2246822519, 3266489917, 668265263)  # odd, with their bits well mixed
_ZERO_WIDTH: Final = (codes.AT, codes.ASSERT, codes.ASSERT_NOT)
_REPEATS: Final = (codes.MAX_REPEAT, codes.MIN_REPEAT, codes.POSSESSIVE_REPEAT)
_Item = tuple[Any, Any]


def requirements(source: str) -> tuple[Requirement, ...]:
    """The requirements of an expression of ours, which must distinguish capitals; all of them must be met.

    Empty if nothing is certain, or if the expression uses what `re` does not know."""
    try:
        parsed = _parser.parse(source)
    except re.error:
        return ()
    if parsed.state.flags & re.IGNORECASE:
        return ()
    return tuple(dict.fromkeys(sorted(map(_shortened, _of(parsed)), key=len)))


def _shortened(literals: Requirement) -> Requirement:
    """Fewer literals that a text with one of these holds too: their beginnings or ends, where many have the same."""
    begins, ends = (frozenset(one[part] for one in literals) for part in (slice(_CUT), slice(-_CUT, None)))
    return min((literals, begins, ends), key=len)


class Holds:
    """A text, and which literals it holds; each is looked up once for all expressions.

    Most literals are ruled out without a search: four letters of them stand nowhere in the text. All runs of four
    letters of the text are counted together beforehand, in the time of a single search."""

    def __init__(self, text: str) -> None:
        self._text = text
        self.runs = _runs_of(text)
        self._known: dict[str, bool] = {}

    def meets(self, required: Sequence[Requirement]) -> bool:
        # Loops, because this runs for each expression on each view: generators take twice the time.
        known = self._known
        for literals in required:
            for literal in literals:
                held = known.get(literal)
                if held if held is not None else self._look_up(literal):
                    break
            else:
                return False
        return True

    def _look_up(self, literal: str) -> bool:
        held = False
        for place in _places(literal):
            if not self.runs[place]:
                break
        else:
            held = literal in self._text
        self._known[literal] = held
        return held


class Expected:
    """Many expressions by what they require, to be ruled out together: a handful of array operations a text in place of
    a look at each literal of each expression."""

    def __init__(self, required: Sequence[Sequence[Requirement]]) -> None:
        self._required = tuple(map(tuple, required))

    def possible(self, holds: Holds) -> list[int]:
        """The numbers of the expressions that the text may match, in order: those whose requirements it meets."""
        import numpy as np

        first, last, sets, owners, free = self._arrays
        if not len(first):
            return free
        may_hold = holds.runs[first] & holds.runs[last]
        met = np.logical_and.reduceat(np.logical_or.reduceat(may_hold, sets), owners)
        numbers = self._demanding[met]
        return sorted([*free, *(number for number in numbers.tolist() if holds.meets(self._required[number]))])

    @cached_property
    def _demanding(self) -> NDArray[np.int64]:
        """The numbers of the expressions with requirements."""
        import numpy as np

        return np.array([number for number, sets in enumerate(self._required) if sets], dtype=np.int64)

    @cached_property
    def _arrays(self) -> tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.int64], NDArray[np.int64], list[int]]:
        """The first and the last place of each literal, where each requirement's literals begin, where each
        expression's requirements begin; and the numbers of the expressions without requirements."""
        import numpy as np

        places: list[tuple[int, int]] = []
        sets: list[int] = []
        owners: list[int] = []
        for required in filter(None, self._required):
            owners.append(len(sets))
            for literals in required:
                sets.append(len(places))
                places += [(min(of), max(of)) for of in (_places(one) or (_ALWAYS,) for one in sorted(literals))]
        first, last, starts, begins = (
            np.array(numbers, dtype=np.int64)
            for numbers in ([one for one, _ in places], [other for _, other in places], sets, owners)
        )
        return first, last, starts, begins, [number for number, sets in enumerate(self._required) if not sets]


def _runs_of(text: str) -> NDArray[np.bool_]:
    """Whether a run of four letters with a place may stand in the text, for each place; shape (2**18 + 1,). The last is
    always true: it stands for literals of less than four letters."""
    import numpy as np

    letters = np.frombuffer(text.encode("utf-32-le", "surrogatepass"), dtype=np.uint32)
    table = np.zeros(_ALWAYS + 1, dtype=np.bool_)
    table[_ALWAYS] = True
    count = len(letters) - len(_FACTORS) + 1
    if count > 0:
        sums = np.zeros(count, dtype=np.uint32)
        for at, factor in enumerate(_FACTORS):
            sums += letters[at : at + count] * np.uint32(factor)
        table[sums >> np.uint32(32 - _TABLE_BITS)] = True
    return table


@lru_cache(maxsize=5_000)
def _places(literal: str) -> tuple[int, ...]:
    """Where the first and the last run of four letters of `literal` stand in such a table; none for a shorter one."""
    size = len(_FACTORS)
    runs = {literal[:size], literal[-size:]} if len(literal) >= size else set()
    sums = (sum(ord(letter) * factor for letter, factor in zip(run, _FACTORS, strict=True)) for run in runs)
    return tuple((total & 0xFFFFFFFF) >> (32 - _TABLE_BITS) for total in sums)


@dataclass(slots=True)
class _Run:
    """The spellings of what matched last without a gap, and the requirements found before."""

    spellings: set[str]
    found: list[Requirement]

    def extend(self, options: Iterable[str]) -> None:
        longer = {before + option for before, option in product(self.spellings, list(options))}
        if len(longer) > _MOST_SPELLINGS:
            self.end()
            longer = set(options)
        self.spellings = longer

    def end(self) -> None:
        """What follows is not known: the next literal begins a new run."""
        if len(self.spellings) <= _MOST_LITERALS and min(map(len, self.spellings)) >= _LEAST_CHARS:
            self.found.append(frozenset(self.spellings))
        self.spellings = {""}


def _of(items: Iterable[_Item]) -> list[Requirement]:
    run = _Run({""}, [])
    for item in items:
        options = _spellings(item)
        if options is not None:
            run.extend(options)
        else:
            run.end()
            run.found += _inside(item)
    run.end()
    return run.found


def _spellings(item: _Item) -> set[str] | None:
    """Everything that `item` can match; None if that is much, or not known."""
    code, value = item
    if code in _ZERO_WIDTH:
        return {""}
    if code is codes.LITERAL:
        return {chr(value)}
    if code is codes.IN:
        plain = len(value) <= _MOST_IN_CLASS and all(kind is codes.LITERAL for kind, _ in value)
        return {chr(letter) for _, letter in value} if plain else None
    if code is codes.BRANCH:
        return _union(_joined(branch) for branch in value[1])
    if code in _REPEATS and value[:2] in ((0, 1), (1, 1)):
        once = _joined(value[2])
        return once if once is None or value[0] else once | {""}
    body = _body(item)
    return None if body is None else _joined(body)


def _joined(items: Iterable[_Item]) -> set[str] | None:
    whole = {""}
    for item in items:
        options = _spellings(item)
        if options is None or len(whole) * len(options) > _MOST_LITERALS:
            return None
        whole = {before + option for before, option in product(whole, options)}
    return whole


def _union(sets: Iterator[set[str] | None]) -> set[str] | None:
    found: set[str] = set()
    for options in sets:
        if options is None or len(found := found | options) > _MOST_LITERALS:
            return None
    return found


def _inside(item: _Item) -> list[Requirement]:
    """The requirements of an item whose matches cannot be listed."""
    code, value = item
    if code is codes.BRANCH:
        best = [min(_of(branch), key=_weakness, default=None) for branch in value[1]]
        literals = frozenset[str]().union(*(one for one in best if one is not None))
        return [literals] if None not in best and len(literals) <= _MOST_LITERALS else []
    if code in _REPEATS:
        return _of(value[2]) if value[0] else []
    body = _body(item)
    return [] if body is None else _of(body)


def _weakness(literals: Requirement) -> tuple[int, int]:
    """Long literals are rare in other texts, and few are looked up fast."""
    return -min(map(len, literals)), len(literals)


def _body(item: _Item) -> Iterable[_Item] | None:
    """What a group holds, unless it ignores capitals."""
    code, value = item
    if code is codes.SUBPATTERN:
        _, added, _, body = value
        return None if added & re.IGNORECASE else body
    return value if code is codes.ATOMIC_GROUP else None
