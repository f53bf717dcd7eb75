"""The last answer in other words: shorter, simpler, longer, in another language.

Invariant: without a language model only quotes are shown again, each from its page.
"""

from __future__ import annotations

import re
from collections.abc import Generator, Iterator, Sequence
from dataclasses import replace

from assistant.answer.admit import Admission
from assistant.answer.cite import find_on_page
from assistant.answer.compose import numbered
from assistant.answer.extractive import choose, quoted
from assistant.answer.retrieve.followup import about_files
from assistant.answer.talk import words
from assistant.answer.talk.figures import known_figures
from assistant.answer.talk.kinds import Wish
from assistant.answer.talk.written import write_own
from assistant.answer.turn import OpenTurn
from assistant.answer.write import show
from assistant.domain.events import AnswerEvent
from assistant.domain.records.passages import NumberedPassage, Passage
from assistant.text.asked_language import Language

_QUOTED = re.compile("“([^“”]{4,1000})”")
_MOST_MORE = 5  # quotes of a longer answer


def reword(turn: OpenTurn, wish: Wish, language: Language) -> Iterator[AnswerEvent]:
    """The last answer as `wish` wants it, in `language`; always ends the turn."""
    if not turn.history:
        turn.own_words = True
        yield from show(turn, [words.NOTHING_YET[language]])
        return
    passages = yield from _passages_again(turn)
    found = numbered(passages)
    writer = turn.parts.writer
    if writer is None:
        turn.by_program = True
        yield from show(turn, _quotes(turn, wish, language, found), found, after_stop=True)
        return
    asked = words.ASKED[wish][language]
    prompt = turn.parts.composer.compose(asked, found, turn.history[-1:])
    # The last answer holds what is to be said again; only for more of it the model has to read the passages again.
    shown = prompt.passages if wish == "longer" else ()
    prompt = replace(prompt, system=words.TALK_RULES[language], passages=shown)
    said = [turn.question, *(each.answer for each in prompt.history), *(each.passage.text for each in found)]
    yield from write_own(turn, writer, prompt, found, language, known_figures(said))


def _passages_again(turn: OpenTurn) -> Generator[AnswerEvent, None, tuple[Passage, ...]]:
    """The passages of the last question about files, found and admitted anew: files and rules may have changed."""
    earlier = about_files(turn.history)
    if not earlier:
        return ()
    parts = turn.parts
    query = parts.retriever.rewrites(earlier[-1].question, earlier[:-1])[0]
    found = parts.retriever.retrieve(query, k=parts.max_passages, scope=turn.scope)
    turn.passages = yield from Admission(turn).admit(found)
    return turn.passages


def _quotes(turn: OpenTurn, wish: Wish, language: Language, found: Sequence[NumberedPassage]) -> list[str]:
    """The lines of an answer without a model: quotes of the last answer, or more of them from its passages."""
    said = [" ".join(quote.split()) for quote in _QUOTED.findall(turn.history[-1].answer)]
    again = [] if wish == "longer" else _first_again(said, found) or _more(turn, (), found)[:1]
    lines = again or (_more(turn, said, found) if wish == "longer" else [])
    return (
        [f"{line}\n" for line in [words.WITHOUT_MODEL[wish][language], *lines]] if lines else [words.NO_QUOTE[language]]
    )


def _first_again(said: Sequence[str], found: Sequence[NumberedPassage]) -> list[str]:
    for quote in said:
        for passage in found:
            if find_on_page(quote, passage.passage.text):
                return [f"“{quote}” [{passage.number}]"]
    return []


def _more(turn: OpenTurn, said: Sequence[str], found: Sequence[NumberedPassage]) -> list[str]:
    """The sentences that most likely answer the last question, without those that were quoted already."""
    earlier = about_files(turn.history)
    if not found or not earlier:
        return []
    read = turn.parts.reader.read(earlier[-1].question, [passage.passage for passage in found])
    new = [candidate for candidate in read if not any(" ".join(candidate.text.split()) in quote for quote in said)]
    return [quoted(candidate, found) for candidate in (new[:_MOST_MORE] if said else choose(new))]
