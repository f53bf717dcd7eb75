"""How an answer is laid out: the line that says it, the quotes that prove it, and what else stands in it.

Invariant: the line is an unbroken piece of the released text, and no value leads where the quotes name several.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from assistant.chat.told.ways import USUAL
from assistant.text.pages import page_phrase

if TYPE_CHECKING:
    from assistant.chat.exchange import Exchange, Source

_QUOTE = re.compile(r"\u201c(?P<said>.+)\u201d[ ]?(?P<marker>\[(?P<number>\d{1,3})\])")
_SENTENCE = re.compile(r".+?[.!?](?:[ \t]*\[\d{1,3}\])*(?=\s|$)", re.DOTALL)
_CLAUSE = re.compile(r"(?m)^[ \t]*(?:\u00a7[ ]?|Art\.?[ ]?)?(\d{1,3}(?:\.\d{1,3})+)\.?(?=[ \t])")
_MOST_CHARS = 280  # a longer first sentence is read as text, not as a line
# Those whose text is for reading as it stands.
_AS_WRITTEN = frozenset({"summary", "about", "talk"})


@dataclass(frozen=True, slots=True)
class Quote:
    """A quoted sentence of an answer, without its marks, and the number of its source."""

    said: str
    number: int


@dataclass(frozen=True, slots=True)
class Laid:
    """`lead` says the answer, "" where nothing can; `place` is where a single value stands ("clause 18.1"), `number`
    its source, 0 for none. `quotes` are folded below it, `rest` stands open."""

    lead: str = ""
    number: int = 0
    place: str = ""
    quotes: tuple[Quote, ...] = ()
    rest: str = ""


def laid_out(exchange: Exchange) -> Laid:
    """The parts of an answer that is there; while it is being written, or where it was stopped, the text alone."""
    if exchange.state != "answered" or exchange.task in _AS_WRITTEN:
        return Laid(rest=exchange.text)
    quotes, rest = _split(exchange.text)
    if exchange.task not in ("", USUAL) or not quotes:
        lead, left = _first_sentence(exchange.text)
        return Laid(lead, rest=left)
    if (value := _value(exchange.question, quotes, _is_one_file(exchange))) is not None:
        said, quote = value
        place = place_of(exchange, quote)
        return Laid(said[:1].upper() + said[1:], quote.number, place, quotes, rest)
    lead, left = _first_sentence(rest)
    if lead:  # a sentence of the language model that an excerpt carries
        return Laid(lead, quotes=quotes, rest=left)
    return Laid(f"\u201c{quotes[0].said}\u201d", quotes[0].number, "", quotes[1:], rest)


def place_of(exchange: Exchange, quote: Quote) -> str:
    """Where the quote stands, in words: "clause 18.1", else "page 6", else ""."""
    source = exchange.source(quote.number)
    if source is None:
        return ""
    number = _clause(exchange, source, quote.said)
    return f"clause {number}" if number else page_phrase(source.path, source.page)


def _is_one_file(exchange: Exchange) -> bool:
    return len({source.path for source in exchange.sources()}) == 1


def _split(text: str) -> tuple[tuple[Quote, ...], str]:
    """The quotes at the beginning of `text`, a line each, and what stands below them."""
    quotes: list[Quote] = []
    lines = text.split("\n")
    for line in lines:
        match = _QUOTE.fullmatch(line.strip())
        if match is None:
            break
        quotes.append(Quote(match["said"], int(match["number"])))
    return tuple(quotes), "\n".join(lines[len(quotes) :]).strip("\n")


def _value(question: str, quotes: Sequence[Quote], is_one_file: bool) -> tuple[str, Quote] | None:
    """The one value of the kind asked for that the quotes agree on, with the first quote that names it.

    Quotes of several files may speak of several things: there it has to be the only one.
    """
    from assistant.text.written.asked_kinds import asked_kind
    from assistant.text.written.said_values import said_values, same_value

    kind, asked = asked_kind(question), same_value(question)
    named: list[dict[str, str]] = []  # for each quote: its values as they are written, by what they are
    for quote in quotes:
        values = [quote.said[start:end] for start, end in said_values(kind, quote.said)]
        named.append({same_value(value): value for value in reversed(values) if same_value(value) not in asked})
    counts = Counter(value for values in named for value in values)
    if not counts:
        return None
    (best, times), *others = counts.most_common()
    agreed = times > 1 and (not others or others[0][1] < times) and is_one_file
    alone = len(counts) == 1 and bool(named[0])
    if not (agreed or alone):
        return None
    at = next(place for place, values in enumerate(named) if best in values)
    return named[at][best], quotes[at]


def _first_sentence(text: str) -> tuple[str, str]:
    """The first sentence of `text`, if it is short enough for a line and no table or list, and the rest."""
    body = text.lstrip()
    if not body or body[0] in "|#-*>\u201c":
        return "", text
    paragraph = body.split("\n", 1)[0]
    match = _SENTENCE.match(paragraph)
    lead = match[0] if match is not None else paragraph
    if len(lead) > _MOST_CHARS:
        return "", text
    return lead, body[len(lead) :].strip()


def _clause(exchange: Exchange, source: Source, said: str) -> str:
    """The number of the clause in which `said` stands: the last one before it that begins a line of its passage."""
    if (match := _CLAUSE.match(said)) is not None:
        return match[1]
    for passage in exchange.passages:
        chunk = passage.chunk
        if chunk.path == source.path and chunk.page == source.page:
            words = said.split()
            found = re.search(r"\s+".join(map(re.escape, words)), passage.text) if words else None
            numbers = _CLAUSE.findall(passage.text, 0, found.start()) if found is not None else []
            if numbers:
                return str(numbers[-1])
    return ""
