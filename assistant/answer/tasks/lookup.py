"""Lookup: a question whose answer stands in a few passages.

Invariant: where the passages clearly do not answer, the generator is not asked; where that is open, nothing is shown
unless a sentence carries what it writes. Quotes come first; what a language model writes stands under them.
"""

from __future__ import annotations

import time
from collections.abc import Generator, Iterable, Iterator, Sequence

from assistant.answer.admit import Admission
from assistant.answer.compose import numbered
from assistant.answer.extractive import as_lines, choose, quotes_of
from assistant.answer.prose.excerpts import SENTENCES, excerpts
from assistant.answer.prose.leading import Lead, in_front, leading
from assistant.answer.prose.rewriting import ask_for_rewrite
from assistant.answer.prose.second_vote import READING, is_open, judged_by
from assistant.answer.prose.standing import prompt_for
from assistant.answer.prose.support import Carried
from assistant.answer.prose.verdict import is_verdict, verdict
from assistant.answer.prose.written import as_text, written
from assistant.answer.reader.forms.yes_or_no import asks_yes_or_no
from assistant.answer.reader.sentences import Candidate
from assistant.answer.turn import OpenTurn
from assistant.answer.write import show
from assistant.domain.errors import AssistantError
from assistant.domain.events import AnswerEvent, Retrieved
from assistant.domain.records.passages import Evidence, NumberedPassage
from assistant.text.asked_language import language_of
from assistant.text.folding import fold_accents
from assistant.text.words import words

FALLBACK = 0.3
# From such a score on a search is not followed by another one. Below it the files may say it in other words than the
# question's, or in another language. A later search is made of guessed words, so it has to be better by `_CLEARLY`, and
# where the first one found too little it has to be sure: of 17 questions to tune on whose later search had less, one
# had found the right sentence, and of the 15 that had more eleven.
_SURE = 0.6
_CLEARLY = 0.15
_NO_EVIDENCE = Evidence(sufficient=False, score=0.0, threshold=0.0)


class Lookup:
    """Search, judge whether what was found answers, quote it, and let a language model write from the quotes alone."""

    name = "lookup"

    def fits(self, turn: OpenTurn) -> float:
        """Every question a little: this is the task that takes what no other takes."""
        return FALLBACK

    def run(self, turn: OpenTurn) -> Iterator[AnswerEvent]:
        """See `Task`; always ends the turn."""
        searched_as = yield from self._retrieve(turn)
        passages = numbered(turn.passages)
        writing: Iterable[Carried] = self._written(turn, searched_as, passages)
        if turn.parts.writer is not None and is_open(turn.evidence):
            yield turn.step(READING[language_of(turn.question)])
            writing = list(writing)
            if not turn.trouble and not turn.stop.stopped:  # what was not written to its end is no vote
                turn.evidence = judged_by(turn.evidence, writing, turn.question, passages)
        if turn.evidence is None or not turn.evidence.sufficient:
            yield turn.refuse()
            return
        if turn.stop.stopped:
            yield turn.end("", interrupted=True)
            return
        lead = Lead()
        pieces = self._pieces(turn, searched_as, passages, writing, lead)
        yield from show(turn, pieces, passages, arranged=lead.arrange)

    def _pieces(
        self,
        turn: OpenTurn,
        question: str,
        passages: tuple[NumberedPassage, ...],
        writing: Iterable[Carried],
        lead: Lead,
    ) -> Iterator[str]:
        """The quotes, and what is written from them. A quote that carries what is written, and the best one does not,
        takes the `lead`; it is quoted behind the text where it was no quote yet."""
        quotes = quotes_of(turn.parts.reader, question, passages)
        is_written = isinstance(writing, list)
        if is_written:
            quotes = in_front(_leading(turn, question, writing, quotes, passages), quotes)
        yield from as_lines(quotes, passages, turn.stop)
        if turn.stop.stopped:
            return
        said: list[Carried] = []
        yield from as_text(_kept(writing, said))
        if not is_written and not turn.stop.stopped:
            yield from lead.give(_leading(turn, question, said, quotes, passages), quotes, passages)

    def _written(self, turn: OpenTurn, question: str, passages: tuple[NumberedPassage, ...]) -> Iterator[Carried]:
        """The sentences that the language model, if there is one, writes from the best sentences of `passages`."""
        if turn.parts.writer is None:
            return
        read = turn.parts.reader.read(question, turn.passages)
        chosen = excerpts(read[:SENTENCES], passages)
        said = verdict(turn, read[0], passages) if read and asks_yes_or_no(turn.question) else None
        try:
            prompt = prompt_for(turn, read, passages, chosen, _wish(turn.question))
        except AssistantError as error:  # the engine counts the tokens
            turn.trouble = str(error)
            return
        turn.budget = prompt.budget
        yield from written(turn, prompt, chosen, quoted=[candidate.text for candidate in choose(read)], said=said)

    def _retrieve(self, turn: OpenTurn) -> Generator[AnswerEvent, None, str]:
        """Search for one rewrite after the other until the evidence is sure, or none is left; see `_best`.

        Returns the text that was searched for.
        """
        retriever, admission = turn.parts.retriever, Admission(turn)
        tried: list[Retrieved] = []
        for query in self._queries(turn, tried):
            mark = time.monotonic()
            found = retriever.retrieve(query, k=turn.parts.max_passages, scope=turn.scope)
            mark = turn.lap("retrieve", mark)
            kept = yield from admission.admit(found)
            mark = turn.lap("guard", mark)
            evidence = retriever.judge(query, kept) if kept else _NO_EVIDENCE
            turn.lap("retrieve", mark)
            tried.append(Retrieved(kept, evidence, query))
            if evidence.sufficient and evidence.score >= _SURE:
                break
        chosen = _best(tried, turn.question)
        turn.passages, turn.evidence = chosen.passages, chosen.evidence
        yield chosen
        return chosen.question

    def _queries(self, turn: OpenTurn, tried: Sequence[Retrieved]) -> Iterator[str]:
        """What to search for, likeliest first; a language model is asked only if nothing that was `tried` is enough."""
        yield from turn.parts.retriever.rewrites(turn.question, turn.history)
        if _enough(tried, turn.question):
            return
        if turn.history and turn.parts.writer is not None and not turn.stop.stopped:
            rewrite = ask_for_rewrite(turn)
            if rewrite:
                # The words as they were asked keep double weight: the rewrite holds them too.
                yield f"{turn.question} {rewrite}"


def _best(tried: Sequence[Retrieved], question: str) -> Retrieved:
    """The first search whose evidence is enough, unless that of a later one is clearly better; else the first."""
    enough = _enough(tried, question)
    if not enough:
        return tried[0]
    best = max(enough, key=lambda one: one.evidence.score)
    return best if best.evidence.score >= enough[0].evidence.score + _CLEARLY else enough[0]


def _enough(tried: Sequence[Retrieved], question: str) -> list[Retrieved]:
    """The searches whose evidence is enough. A later one has to be sure, if it has words that were not asked and does
    not find the same passage first."""
    asked = frozenset(words(fold_accents(question)))
    return [
        one
        for one in tried
        if one.evidence.sufficient
        and (
            one is tried[0]
            or question in one.question
            or asked.issuperset(words(fold_accents(one.question)))
            or _first_chunk(one) == _first_chunk(tried[0])
            or one.evidence.score >= _SURE
        )
    ]


def _first_chunk(found: Retrieved) -> int | None:
    return found.passages[0].chunk.id if found.passages else None


def _leading(
    turn: OpenTurn,
    question: str,
    said: Iterable[Carried],
    quotes: Sequence[Candidate],
    passages: Sequence[NumberedPassage],
) -> Candidate | None:
    """The sentence that is to lead, by the first written sentence that is more than a yes or no.

    Where the evidence is sure the best quote leads: of four that the model would have put in front of it there, three
    were wrong, and of five below that two (and none of these five best quotes was right).
    """
    first = next((one for one in said if not is_verdict(one)), None)
    if first is None or turn.evidence is None or turn.evidence.score >= _SURE:
        return None
    return leading(first, turn.question, quotes, turn.parts.reader.read(question, turn.passages), passages)


def _kept(sentences: Iterable[Carried], said: list[Carried]) -> Iterator[Carried]:
    """The sentences as they come, remembered in `said`."""
    for sentence in sentences:
        said.append(sentence)
        yield sentence


# Asked for yes or no, small models say nothing else, and a bare yes cannot be compared with the excerpts.
_IN_A_SENTENCE = {
    "en": "Answer in one full sentence.", "de": "Antworte in einem ganzen Satz.",
    "es": "Responde con una frase completa.", "fr": "Réponds par une phrase complète.",
}  # fmt: skip


def _wish(question: str) -> str:
    """How the model is to answer the question."""
    return _IN_A_SENTENCE[language_of(question)] if asks_yes_or_no(question) else ""
