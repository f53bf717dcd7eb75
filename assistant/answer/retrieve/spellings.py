"""Other spellings of what is exact in a question: figures, days, ids, weights; as the files may write them.

Invariant: each spelling means the same thing as the question's, and is a phrase of the keyword index.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from assistant.domain.ports.store import Library
from assistant.text.folding import fold_accents
from assistant.text.months import month_names
from assistant.text.written.dates import FoundDate, find_dates
from assistant.text.written.figures import grouped, with_plain_figures
from assistant.text.written.ids import ids_in

_FIGURE = re.compile(r"(?<![\w.,])\d{4,}(?![\w])")
_MEASURE = re.compile(r"(?<![\w.,])(\d+)( ?)([a-z]{1,3})(?!\w)")
_MOST_PARTS = 8
_MOST_FOUND = 4
_LONGEST = 40  # letters and digits of an id


class Spellings:
    """Spells over one library, whose words say where a number without spaces may be parted."""

    def __init__(self, library: Library) -> None:
        self._library = library

    def phrases(self, question: str) -> list[str]:
        """What to search for besides the question's words."""
        plain = with_plain_figures(question)
        found = [spelt for figure in _FIGURE.findall(plain) if (spelt := grouped(figure))]
        for date in find_dates(question):
            found += _day_spellings(date)
        for one in ids_in(question):
            found.append(" ".join(one.pieces))
            found += self._parted(one.compact)
        for number, space, unit in _MEASURE.findall(fold_accents(question)):
            found.append(f"{number}{unit}" if space else f"{number} {unit}")
        return list(dict.fromkeys(found))

    def occurs(self, word: str, language: str = "english") -> int:
        """In how many chunks a word of a question in `language` stands; a figure also where its thousands are
        grouped."""
        count = self._library.document_frequency(word, language)
        apart = grouped(word) if word.isdigit() else ""
        return max(count, self._library.document_frequency(apart)) if apart else count

    def _parted(self, compact: str) -> list[str]:
        """The ways to part an id into words of the library that stand beside each other somewhere."""
        if len(compact) > _LONGEST:
            return []
        known: dict[str, int] = {}
        found: list[str] = []
        for parts in self._parts(compact, known, _MOST_PARTS):
            if self._library.document_frequency(" ".join(parts)):
                found.append(" ".join(parts))
            if len(found) == _MOST_FOUND:
                break
        return found

    def _parts(self, rest: str, known: dict[str, int], most: int) -> Iterator[tuple[str, ...]]:
        if not rest:
            yield ()
            return
        for end in range(len(rest), 0, -1) if most else ():
            start = rest[:end]
            if start not in known:
                known[start] = self._library.document_frequency(start)
            if known[start]:
                yield from ((start, *parts) for parts in self._parts(rest[end:], known, most - 1))


def _day_spellings(found: FoundDate) -> list[str]:
    if found.first != found.last or found.precision != "day":
        return []
    day, month, year = found.first.day, found.first.month, found.first.year
    numeric = [f"{year} {month:02d} {day:02d}", f"{day:02d} {month:02d} {year}", f"{month:02d} {day:02d} {year}"]
    if day < 10 or month < 10:
        numeric.append(f"{day} {month} {year}")
    written = [f"{day} {name} {year}" for name in month_names(month)]
    english = month_names(month)[0]
    ordinal = f"{day}{'th' if 10 < day < 14 else {1: 'st', 2: 'nd', 3: 'rd'}.get(day % 10, 'th')}"
    spanish = [f"{day} de {name} de {year}" for name in month_names(month)]
    return [*numeric, *written, f"{english} {day} {year}", f"{ordinal} of {english} {year}",
            f"{ordinal} {english} {year}", f"{english} {ordinal} {year}", *spanish[2:3]]  # fmt: skip
