"""The dates of a question as limits of a column: "in March 2024", "since 2023", "from January to March 2024".

Invariant: a limit says no more than the question: a month without a year is that month of every year.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from assistant.answer.tables.cells.moments import MONTHS, day_after, read_date
from assistant.text.languages import STOP_WORDS, word_set

_MONTH = "|".join(sorted(MONTHS, key=len, reverse=True))
_DAY = r"(?:[0-2]?\d|3[01])"
_YEAR = r"(?:19|20)\d\d"
_MENTION = re.compile(
    rf"\b(?:(?P<iso>{_YEAR}-\d\d(?:-\d\d)?)"
    rf"|(?P<numeric>\d{{1,2}}[./]\d{{1,2}}[./]{_YEAR}|\d{{1,2}}[./]{_YEAR})"
    rf"|(?P<day>(?:the )?{_DAY}(?:st|nd|rd|th|er|\.)?(?: of| de)? ?(?:{_MONTH})\b\.?(?:,? (?:de |del )?{_YEAR})?)"
    rf"|(?P<us>(?:{_MONTH})\b\.? {_DAY}(?:st|nd|rd|th)?,? {_YEAR})"
    rf"|(?P<month>(?:{_MONTH})\b\.?,?(?: of| de| del)? {_YEAR})"
    rf"|(?P<bare>(?:{_MONTH}))"
    rf"|(?P<quarter>q[1-4] (?:of )?{_YEAR}|(?:first|second|third|fourth|1st|2nd|3rd|4th) quarter (?:of )?{_YEAR}"
    rf"|[1-4]\. quartal {_YEAR}|(?:erste[ns]|zweite[ns]|dritte[ns]|vierte[ns]) quartal {_YEAR}"
    rf"|(?:primer|segundo|tercer|cuarto) trimestre (?:de )?{_YEAR}"
    rf"|(?:premier|deuxieme|troisieme|quatrieme) trimestre (?:de )?{_YEAR})"
    rf"|(?P<year>{_YEAR}))\b"
)
_ORDINALS = (
    ("first 1st q1 1. ersten erstes primer premier", 1),
    ("second 2nd q2 2. zweiten zweites segundo deuxieme", 2),
    ("third 3rd q3 3. dritten drittes tercer troisieme", 3),
    ("fourth 4th q4 4. vierten viertes cuarto quatrieme", 4),
)
_ORDINAL = {word: number for words, number in _ORDINALS for word in words.split()}
_BEFORE_BARE = re.compile(
    r"\b(?:in|for|of|during|since|until|from|to|and|between|by|im|seit|bis|fur|von|vom|und|en|de|desde|hasta|a|y|entre"
    r"|depuis|du|au|et|than|as|vs|versus)(?: the)? $"
)
_FROM = re.compile(r"\b(?:since|from|starting|seit|ab|desde|a partir de|depuis|des)(?: the| dem| el| le)? $")
_UNTIL = re.compile(
    r"\b(?:until|till|through|up to|bis|bis zum|bis ende|hasta|jusqu en|jusqu'en|jusqu'a|jusque)(?: the)? $"
)
_BEFORE = re.compile(r"\b(?:before|prior to|vor|vor dem|antes de|antes del|avant|avant le)(?: the)? $")
_AFTER = re.compile(r"\b(?:after|nach|nach dem|despues de|despues del|apres|apres le)(?: the)? $")
_RANGE_START = re.compile(r"\b(?:between|from|zwischen|von|vom|entre|de|del|du|desde)(?: the| dem| el| le)? $")
_RANGE_LINK = re.compile(r" ?(?:to|until|till|through|bis|bis zum|a|hasta|al|au|a la|-|\u2013)(?: the| el| le)? ?")
_RANGE_AND = re.compile(r" ?(?:and|und|und dem|y|et)(?: the| el| le)? ?")  # only behind "between"
_WORD_BEHIND = re.compile(r" ([a-z]{2,})\b(?! ?\d)")
_AMBIGUOUS = word_set("may mar mars set dec jan ago jun jul nov fev abr avr mai")


@dataclass(frozen=True, slots=True)
class Limit:
    """A limit of a date: one of `any_of` (beginnings such as "2024-03", or a month "03"), or `start` <= date < `end`.

    `start` and `end` are "" where that side is open. `points` are the two ends as the question names them.
    """

    any_of: tuple[str, ...] = ()
    start: str = ""
    end: str = ""
    points: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class _Mention:
    dates: tuple[str, ...]  # a quarter has three months
    start: int
    end: int

    @property
    def first(self) -> str:
        return self.dates[0]


def find_limits(folded: str) -> tuple[list[Limit], str, list[str]]:
    """The limits in a folded question, the question without them, and each mention's words, in order."""
    mentions = _mentions(folded)
    limits: list[Limit] = []
    spans: list[tuple[int, int]] = []
    at = 0
    while at < len(mentions):
        mention = mentions[at]
        before = folded[: mention.start]
        following = mentions[at + 1] if at + 1 < len(mentions) else None
        link = folded[mention.end : following.start] if following else ""
        opening = _RANGE_START.search(before)
        if following and (_RANGE_LINK.fullmatch(link) or (opening and _RANGE_AND.fullmatch(link))):
            limits.append(_range(mention, following))
            spans.append((opening.start() if opening else mention.start, following.end))
            at += 2
            continue
        limit, lead = _single(mention, before)
        limits.append(limit)
        spans.append((lead, mention.end))
        at += 1
    rest = folded
    for start, end in reversed(spans):
        rest = rest[:start] + " ; " + rest[end:]
    return limits, rest, [folded[mention.start : mention.end] for mention in mentions]


def _single(mention: _Mention, before: str) -> tuple[Limit, int]:
    """The limit of a mention by the word before it, and where that word begins."""
    last = mention.dates[-1]
    for pattern, limit in (
        (_BEFORE, Limit(end=mention.first)),
        (_AFTER, Limit(start=_after(last))),
        (_FROM, Limit(start=mention.first)),
        (_UNTIL, Limit(end=_after(last))),
    ):
        found = pattern.search(before)
        if found and len(mention.first) > 2:
            return limit, found.start()
    return Limit(mention.dates), mention.start


def _range(first: _Mention, second: _Mention) -> Limit:
    """Both ends belong to it. "January to March 2024": the first takes the year of the second."""
    start, end = first.first, second.dates[-1]
    if len(start) == 2 and len(end) >= 4:
        start = f"{end[:4]}-{start}"
    if len(start) == 2 and len(end) == 2:
        return Limit(tuple(f"{month:02d}" for month in range(int(start), int(end) + 1)))
    return Limit(start=start, end=_after(end), points=(start, end))


def _after(date: str) -> str:
    return day_after(date) if len(date) > 2 else date


def _mentions(folded: str) -> list[_Mention]:
    found: list[_Mention] = []
    for match in _MENTION.finditer(folded):
        dates = _dates(match, folded)
        if dates:
            found.append(_Mention(dates, match.start(), match.end()))
    # "in January and February 2024", "1 January and 1 March 2024": an earlier month takes the year behind it.
    for at in range(len(found) - 2, -1, -1):
        behind = found[at + 1]
        if len(found[at].first) == 2 and len(behind.first) in (7, 10) and behind.start - found[at].end < 24:
            dated = tuple(f"{behind.first[:4]}-{date}" for date in found[at].dates)
            found[at] = _Mention(dated, found[at].start, found[at].end)
    return found


def _dates(match: re.Match[str], folded: str) -> tuple[str, ...]:
    text = match[0]
    if match["quarter"]:
        quarter = next(number for word, number in _ORDINAL.items() if text.startswith(word))
        year = text[-4:]
        return tuple(f"{year}-{month:02d}" for month in range(3 * quarter - 2, 3 * quarter + 1))
    if match["year"]:
        return (text,)
    if match["bare"]:
        if text == "jan" and (following := _WORD_BEHIND.match(folded, match.end())) and following[1] not in STOP_WORDS:
            return ()  # a person's name: "Jan Albers"
        named = _BEFORE_BARE.search(folded[: match.start()]) is not None
        return (f"{MONTHS[text]:02d}",) if named or (len(text) > 4 and text not in _AMBIGUOUS) else ()
    text = text.removeprefix("the ").replace("th ", " ").replace("st of", " of")
    date = read_date(text)
    return (date,) if date else ()
