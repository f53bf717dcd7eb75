"""Answers by quoting: the sentences that most likely answer, word for word, each with its citation.

Invariant: whatever stands between quotation marks is an unbroken piece of the passage that is cited behind it.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from assistant.answer.reader.context.alike import BESIDE, are_alike, are_rows
from assistant.answer.reader.forms.newest import asks_for_latest, month_of_document
from assistant.answer.reader.forms.parts import parts_of
from assistant.answer.reader.sentences import FEATURES, Candidate, SentenceReader
from assistant.domain.records.passages import NumberedPassage, Prompt
from assistant.domain.stop import StopSignal
from assistant.text.sentences import paragraph_spans
from assistant.text.words import stems

_MAX_SENTENCES = 3
# A further sentence is quoted while its score (a logit) is at most this much behind the best one's.
_MARGIN = 2.0
_KIND = FEATURES.index("kind")
_SAME = 0.8  # share of common words from which two sentences say the same
_CHARS_PER_TOKEN = 4
_WINDOW_TOKENS = 1_000_000  # there is no model that could be overfed


class ExtractiveGenerator:
    """The Generator port without a language model. Needs the reader that also judges the evidence: it reads once."""

    name = "extractive"
    writes_citations = True
    window_tokens = _WINDOW_TOKENS

    def __init__(self, reader: SentenceReader) -> None:
        self._reader = reader

    def count_tokens(self, text: str) -> int:
        """An estimate: nothing depends on it but the budget of passages."""
        return len(text) // _CHARS_PER_TOKEN

    def generate(self, prompt: Prompt, stop: StopSignal) -> Iterator[str]:
        """One piece a quoted sentence, best first."""
        quotes = quotes_of(self._reader, prompt.question, prompt.passages)
        yield from as_lines(quotes, prompt.passages, stop)

    def close(self) -> None:
        """Nothing is held."""


def quotes_of(reader: SentenceReader, question: str, passages: Sequence[NumberedPassage]) -> list[Candidate]:
    """What is quoted of `passages`, best first: whole sentences, steps and pairs of sentences."""
    read = reader.read(question, [numbered.passage for numbered in passages])
    chosen = newest_first(question, choose(read), passages)
    chosen = with_all_parts(reader, question, chosen, passages)
    whole = [with_its_figure(candidate, read, passages) for candidate in chosen]
    return joined([with_its_item(candidate, passages) for candidate in whole], passages)


def as_lines(quotes: Sequence[Candidate], passages: Sequence[NumberedPassage], stop: StopSignal) -> Iterator[str]:
    """The quotes, a line each."""
    for count, candidate in enumerate(quotes):
        if stop.stopped:
            return
        yield ("\n" if count else "") + quoted(candidate, passages)


def choose(read: Sequence[Candidate]) -> list[Candidate]:
    """The sentences to quote: the best, and up to two more that are nearly as good and say something else."""
    chosen: list[Candidate] = []
    for candidate in read:
        if len(chosen) == _MAX_SENTENCES or candidate.score < read[0].score - _MARGIN:
            break
        if not any(_says_the_same(candidate, other) for other in chosen):
            chosen.append(candidate)
    return chosen


def newest_first(question: str, chosen: Sequence[Candidate], passages: Sequence[NumberedPassage]) -> list[Candidate]:
    """Where the latest is asked for, and the documents name their months, the newest document's sentence leads."""
    months = [month_of_document(passages[candidate.passage].passage) for candidate in chosen]
    if not asks_for_latest(question) or any(month is None for month in months):
        return list(chosen)
    order = sorted(range(len(chosen)), key=lambda at: months[at] or (0, 0), reverse=True)
    return [chosen[at] for at in order]


def with_all_parts(
    reader: SentenceReader, question: str, chosen: Sequence[Candidate], passages: Sequence[NumberedPassage]
) -> list[Candidate]:
    """`chosen`, and for each part of a question that asks for two things what answers it, if no quote does.

    The parts are read in the quotes' own passages: those say what "who assisted?" is about.
    """
    whole = list(chosen)
    at_hand = sorted({candidate.passage for candidate in chosen})
    for part in parts_of(question):
        read = reader.read(part, [passages[number].passage for number in at_hand])
        found = choose([replace(candidate, passage=at_hand[candidate.passage]) for candidate in read])
        if found and _holds_kind(found[0]) and not any(_same_place(one, quote) for one in found for quote in whole):
            whole.append(found[0])
    return whole


def with_its_figure(candidate: Candidate, read: Sequence[Candidate], passages: Sequence[NumberedPassage]) -> Candidate:
    """The sentence, widened by the one beside it where only that one holds the kind of thing that was asked for.

    "The tenants may give notice on the third working day. This amounts to three months." answers "how long" as a pair.
    """
    if _holds_kind(candidate):
        return candidate
    for other in read:
        beside = other.passage == candidate.passage and abs(other.position - candidate.position) == 1
        if beside and _holds_kind(other) and not are_rows(candidate.text, other.text):
            start, end = min(candidate.start, other.start), max(candidate.end, other.end)
            text = passages[candidate.passage].passage.text[start:end]
            if "\n\n" in text and are_alike(candidate.text, other.text, BESIDE):
                continue  # the next paragraph says the same of another thing
            return replace(candidate, start=start, end=end, text=text)
    return candidate


def with_its_item(candidate: Candidate, passages: Sequence[NumberedPassage]) -> Candidate:
    """The sentence, widened to the whole step where a step is asked for by its number."""
    if candidate.step < 0:
        return candidate
    text = passages[candidate.passage].passage.text
    for start, end in paragraph_spans(text):
        if start <= candidate.start < end:
            return replace(candidate, start=start, end=end, text=text[start:end])
    return candidate


def joined(chosen: Sequence[Candidate], passages: Sequence[NumberedPassage]) -> list[Candidate]:
    """Sentences beside each other in a paragraph become one quote, in reading order, at the place of the better one.

    A row, a list item and a short line are paragraphs of their own: the value of the next one is that of another thing.
    """
    quotes: list[Candidate] = []
    for candidate in chosen:
        for place, quote in enumerate(quotes):
            if quote.passage == candidate.passage and _touch(quote, candidate, passages):
                start, end = min(quote.start, candidate.start), max(quote.end, candidate.end)
                text = passages[quote.passage].passage.text[start:end]
                quotes[place] = replace(quote, start=start, end=end, text=text)
                break
        else:
            quotes.append(candidate)
    return quotes


def _touch(first: Candidate, other: Candidate, passages: Sequence[NumberedPassage]) -> bool:
    """Whether they stand in one paragraph, with nothing but white space between them."""
    first, second = sorted((first, other), key=lambda candidate: candidate.start)
    text = passages[first.passage].passage.text
    if text[first.end : second.start].strip():
        return False
    return any(start < first.end and second.start < end for start, end in paragraph_spans(text))


def _same_place(first: Candidate, other: Candidate) -> bool:
    return (first.passage, first.position) == (other.passage, other.position)


def _holds_kind(candidate: Candidate) -> bool:
    return candidate.features[_KIND] > 0


def quoted(candidate: Candidate, passages: Sequence[NumberedPassage]) -> str:
    """A sentence in quotation marks, on one line, with the number of its passage."""
    sentence = " ".join(candidate.text.split()).strip('"\u201c\u201d')
    return f"\u201c{sentence}\u201d [{passages[candidate.passage].number}]"


def _says_the_same(first: Candidate, other: Candidate) -> bool:
    mine, theirs = set(stems(first.text)), set(stems(other.text))
    return len(mine & theirs) >= _SAME * max(1, min(len(mine), len(theirs)))
