"""The dates as an answer shows them: a sentence with the counts, a table, and what its signs mean.

Invariant: a first cell that is a day stands in ISO form, so that tables sort and calendars can be made from them;
anything else is shown as the file writes it.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from assistant.answer.compose import label_of
from assistant.answer.dates import words
from assistant.answer.dates.gather import DateRow, Gathered, says_little
from assistant.answer.dates.in_document import Mention
from assistant.answer.documents.cells import file_cell, quote_cell, receipt_lines, safe_name
from assistant.domain.records.passages import NumberedPassage
from assistant.domain.records.results import ResultTable
from assistant.text.asked_language import Language
from assistant.text.clean import one_line

_COMPUTED = "*"
_WRITTEN_CHARS = 80
_HEADING_CHARS = 60


def date_cell(mention: Mention) -> str:
    """ "2025-03-14", "2025-03", "2025-06-02 – 2025-06-06", "2024-10-13*", or the words of the file."""
    first, last = mention.first, mention.last
    if first is None or last is None:
        return one_line(mention.written, _WRITTEN_CHARS).rstrip(" .,")
    if mention.precision == "month" and (first.year, first.month) == (last.year, last.month):
        return f"{first:%Y-%m}"
    cell = first.isoformat() if first == last else f"{first.isoformat()} – {last.isoformat()}"
    return cell + _COMPUTED if mention.computed else cell


def numbered(rows: Sequence[DateRow]) -> list[NumberedPassage]:
    """A number for each row, because a number stands for one quote."""
    return [NumberedPassage(at, label_of(row.passage), row.passage) for at, row in enumerate(rows, start=1)]


def lines(gathered: Gathered, today: date, language: Language) -> list[str]:
    """The pieces of the answer, each with its line end."""
    rows = gathered.rows
    table = ResultTable(
        (words.DATE[language], words.WHAT[language], words.FILE[language]),
        tuple(
            (
                date_cell(row.mention),
                _what(row, number),
                file_cell(row.document),
            )
            for number, row in enumerate(rows, start=1)
        ),
    )
    told = [*_first_lines(gathered, today, language), "", *table.lines(), *_notes(gathered, language)]
    return [f"{line}\n" for line in told]


def _what(row: DateRow, number: int) -> str:
    """The quote; under its heading, where it says little without and the heading is not the date beside it."""
    quote, headings = quote_cell(row.quote, number), row.passage.chunk.headings
    date_written = " ".join(row.mention.written.split())
    if not quote or not headings or headings[-1] == row.passage.chunk.title:
        return quote
    beside_date = " ".join(headings[-1].split()).replace(date_written, " ")
    if not says_little(row.quote.replace(date_written, " ")) or not any(map(str.isalpha, beside_date)):
        return quote
    return f"{safe_name(headings[-1], _HEADING_CHARS)}: {quote}"


def _first_lines(gathered: Gathered, today: date, language: Language) -> list[str]:
    if gathered.all_past:
        return [words.NONE_AHEAD[language].format(today=today.isoformat())]
    rows = gathered.rows
    count = words.dates(len(rows) + gathered.left_out, language)
    ahead = [row.mention for row in rows if row.mention.last is not None and row.mention.last >= today]
    if not ahead:
        told = words.ALL_BEHIND if gathered.ahead_first else words.FOUND
        return [told[language].format(count=count, today=today.isoformat())]
    told_ahead = words.AHEAD[language].format(
        today=today.isoformat(), count=words.dates(len(ahead), language), next=date_cell(ahead[0]).rstrip(_COMPUTED)
    )
    if gathered.ahead_first:
        return [f"{count}. {told_ahead} {words.AHEAD_FIRST[language]}"]
    return [f"{words.FOUND[language].format(count=count)} {told_ahead}"]


def _notes(gathered: Gathered, language: Language) -> list[str]:
    mentions = [row.mention for row in gathered.rows]
    notes = []
    if any(mention.computed for mention in mentions):
        notes.append(words.COMPUTED[language])
    if any(mention.first is None for mention in mentions):
        notes.append(words.WITHOUT_YEAR[language])
    if gathered.left_out:
        notes.append(words.LEFT_OUT[language].format(count=gathered.left_out))
    return ["", *notes, *receipt_lines(gathered.stock, language, with_names=False)]
