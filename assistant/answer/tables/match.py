"""Matches a question with a sheet: each word has to name a column, a value, the file, or a unit.

Invariant: a word that the sheet does not explain ends the match: a half-understood question is another task's.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field, replace

from assistant.answer.tables.asked.question import Asked, Token, unit_of_time
from assistant.answer.tables.asked.vocabulary import SOFT
from assistant.answer.tables.asked.when import Limit
from assistant.answer.tables.cells.columns import Column
from assistant.answer.tables.cells.concepts import is_same_word, keys_of
from assistant.answer.tables.cells.sheets import Sheet
from assistant.answer.tables.numbered import number_conditions, with_numbers, with_ordinals
from assistant.answer.tables.operations import Words, choose_operation
from assistant.answer.tables.reading import Condition, Reading
from assistant.answer.tables.values import ValueIndex, ValueMatch, index_values, match_values, with_exact_codes
from assistant.text.languages import word_set
from assistant.text.words import words
from assistant.text.written.ids import ids_in

# How much it says for a sheet that it explains a word in this way. The values are choices; only their order matters.
_EXACT, _VALUE, _HEADER, _HEADER_GROUP, _NAME, _FOLDER, _ROLE = 3.0, 2.5, 2.0, 1.5, 1.0, 0.5, 0.5
_TARGET, _SOFT = 1.0, 0.01
_MONEY = frozenset({"=amount", "=income"})


def read_sheet(asked: Asked, sheet: Sheet, indexes: Sequence[ValueIndex]) -> Reading | None:
    """What `asked` means for `sheet`; None if it does not explain every word, or the question has no clear meaning."""
    if not asked.understood or not sheet.columns:
        return None
    asked = with_ordinals(asked, sheet)
    matched = _Matched(asked, sheet)
    if not matched.explain(indexes):
        return None
    reading = choose_operation(asked, sheet, matched.words)
    if reading is None:
        return None
    return replace(reading, score=matched.score + (_TARGET if reading.target is not None else 0.0))


def indexes_of(sheet: Sheet) -> list[ValueIndex]:
    """The indexes of the sheet's text columns, made once for many questions."""
    return [index for column in sheet.columns if (index := index_values(column))]


@dataclass(slots=True)
class _Matched:
    asked: Asked
    sheet: Sheet
    score: float = 0.0
    words: Words = field(default_factory=Words)

    def explain(self, indexes: Sequence[ValueIndex]) -> bool:
        """Whether every word of the question is explained; fills `words`."""
        numbers = number_conditions(self.asked.numbered, self.sheet.columns)
        said = {part for numbered in numbers for part in (numbered.word, numbered.said)}
        tokens = [token for token in self._all_tokens() if token.word not in said]
        self.score += _EXACT * len(said)
        headers = {token.place: self._columns_named(token) for token in tokens}
        roles = frozenset(
            token.place
            for token in tokens
            if headers[token.place] or token.keys & _MONEY or self._is_rather_a_name(token, indexes)
        )
        codes = frozenset(one.compact for one in ids_in(self.asked.text))
        matches = [with_exact_codes(match, codes) for match in match_values(indexes, tokens, roles)]
        matches = [with_numbers(match, self.asked.numbered, tokens) for match in matches]
        conditions = _conditions(matches)
        if conditions is None:  # "oil change": no cell has both, and "change" says little
            matches = [match for match in matches if not all(token.word in SOFT for token in match.tokens)]
            conditions = _conditions(matches)
        taken = {token.place for match in matches for token in match.tokens}
        self.words.is_income = any("=income" in token.keys for token in tokens)
        self.words.is_spending = any("=amount" in token.keys for token in tokens)
        for match in matches:
            self.score += (_EXACT if match.exact else _VALUE) * len(match.tokens)
        if conditions is None:
            return False
        self.words.conditions = [*conditions, *numbers.values()]
        named = [match for match in matches if any(match.column is origin for origin in self.sheet.origins)]
        self.words.named |= {token.word for match in named for token in match.tokens}
        self.words.valued = frozenset(token.word for match in matches for token in match.tokens)
        self.words.exact = frozenset(token.word for match in matches if match.exact for token in match.tokens)
        for token in sorted(tokens, key=lambda token: not headers[token.place]):
            if token.place in taken:
                continue
            weight = self._explain(token, headers[token.place])
            if not weight:
                return False
            self.score += weight
        self.words.has_matches = bool(matches or numbers)
        return True

    def _is_rather_a_name(self, token: Token, indexes: Sequence[ValueIndex]) -> bool:
        """Whether a word names the file or the sheet, and is not itself a word of a cell."""
        names = self.sheet.name_words
        if _in(token, self.sheet.telling_words):
            return False  # it names one of several sheets or files: a value of the column of their names
        return _is_name(token, names) or (_in(token, names) and not any(index.has_word(token) for index in indexes))

    def _all_tokens(self) -> list[Token]:
        """The words to explain; a "by Jonas" that groups nothing, and dates of a sheet without dates, are words too."""
        asked, tokens = self.asked, list(self.asked.tokens)
        place = 100
        if asked.per and not asked.per_unit:
            named = [column for column in self.sheet.columns if _names(column, asked.per)]
            texts = [column for column in named if column.kind in ("text", "date", "month")]
            if texts:
                self.words.per = texts[0]
                self.score += _HEADER
            else:
                tokens.append(Token(asked.per_word, asked.per, place))
        dates = self.sheet.dates()
        if asked.limits and dates:
            self.words.limits = asked.limits
            self.score += _VALUE * len(asked.limits)
            if all(column.kind == "month" for column in dates):
                self._limit_by_months(dates[0])
        elif asked.limits:
            for word in words(" ".join(asked.mentions)):
                place += 1
                if not word.isdecimal() or len(word) == 4:
                    tokens.append(Token(word, keys_of(word), place))
        return tokens

    def _limit_by_months(self, months: Column) -> None:
        """The dates of a sheet that has months without years: the year has to be that of its name, if it names one."""
        years = {word for word in self.sheet.name_words if len(word) == 4 and word.isdecimal()}
        kept: list[Limit] = []
        for limit in self.words.limits:
            asked_years = {date[:4] for date in (*limit.any_of, limit.start, limit.end) if len(date) >= 4}
            if limit.start or limit.end:
                spanned = _months_between(limit)
                limit = Limit(tuple(spanned)) if spanned else limit
                asked_years = {date[:4] for date in limit.points[:1]} or asked_years
            if asked_years and years and not asked_years <= years:
                self.words.impossible = True
            named = tuple(dict.fromkeys(date[5:7] for date in limit.any_of if len(date) >= 7))
            bare = tuple(date for date in limit.any_of if len(date) == 2)
            if named or bare:
                kept.append(Limit(named + bare))
        self.words.limits = kept

    def _columns_named(self, token: Token) -> list[Column]:
        return [column for column in self.sheet.columns if _names(column, token.keys)]

    def _explain(self, token: Token, named: Sequence[Column]) -> float:
        sheet, found = self.sheet, self.words
        if token.keys & _MONEY:
            money = sheet.money()
            if "=income" in token.keys and not named and not any(column.has_both_signs for column in money):
                return 0.0
            found.is_money = found.is_money or bool(money or named)
        if "=consumption" in token.keys or token.word in _DRIVEN:
            found.of_use = True
            if any(column.cumulative for column in sheet.numbers()):
                if named:
                    found.mention(named)
                return _ROLE
        if named:
            found.mention(named)
            same = any(is_same_word(word, token.keys) for column in named for word in column.words)
            return _HEADER if same else _HEADER_GROUP
        if token.keys & _MONEY and (found.is_money or (found.mentioned and "=amount" in token.keys)):
            return _ROLE  # money, or hours that are "spent"
        united = [column for column in sheet.numbers() if column.unit and token.keys & keys_of(column.unit)]
        if united:
            found.mention(united)
            return _HEADER
        if _in(token, sheet.name_words):
            found.named.add(token.word)
            return _NAME
        if unit_of_time(token.keys) and sheet.dates():
            return _ROLE
        if _in(token, sheet.folder_words):
            return _FOLDER
        return _SOFT if token.word in SOFT else 0.0


_DRIVEN = word_set("drive drove driven gefahren fahren conducido recorrido roule parcouru")


def _in(token: Token, names: Collection[str]) -> bool:
    return any(token.keys & keys_of(word) for word in names)


def _is_name(token: Token, names: Collection[str]) -> bool:
    return any(is_same_word(word, token.keys) for word in names)


def _names(column: Column, keys: frozenset[str]) -> bool:
    """Whether `keys` are of a word of the column's name. A unit alone, such as "number", names nothing."""
    return any(keys & keys_of(word) for word in column.words)


def _conditions(matches: Sequence[ValueMatch]) -> list[Condition] | None:
    """One condition a column: values with all words, or, of whole values that exclude each other, any of them.

    None where no value has all the words.
    """
    by_column: dict[int, list[ValueMatch]] = {}
    for match in matches:
        by_column.setdefault(id(match.column), []).append(match)
    found: list[Condition] = []
    for matched in by_column.values():
        newer = [match for match in matched if not match.tokens[0].is_older]
        of_column = newer or matched
        values = of_column[0].values
        whole = all(match.exact for match in of_column)
        for match in of_column[1:]:
            shared = values & match.values
            values = shared or (values | match.values if whole else shared)
        if not values:
            return None
        shown = " / ".join(" ".join(token.word for token in match.tokens) for match in of_column)
        found.append(Condition(of_column[0].column, values=values, words=shown))
    return found


def _months_between(limit: Limit) -> list[str]:
    """The months of a range within one year, as "2024-03"."""
    if len(limit.points) != 2 or len(limit.points[0]) < 7 or limit.points[0][:4] != limit.points[1][:4]:
        return []
    first, last = int(limit.points[0][5:7]), int(limit.points[1][5:7])
    return [f"{limit.points[0][:4]}-{month:02d}" for month in range(first, last + 1)]
