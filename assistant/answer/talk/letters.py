"""Letters and messages: written by the language model from what the files say, or a frame with those facts.

Invariant: names, dates and sums of the files carry their number; without a model nothing else than the frame's own
words and quotes is shown.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date

from assistant.answer.admit import Admission
from assistant.answer.compose import numbered
from assistant.answer.extractive import quoted
from assistant.answer.reader.sentences import Candidate
from assistant.answer.reader.synonyms import same_meaning
from assistant.answer.talk import words
from assistant.answer.talk.figures import known_figures
from assistant.answer.talk.written import write_own
from assistant.answer.turn import OpenTurn
from assistant.answer.write import show
from assistant.domain.events import AnswerEvent
from assistant.domain.records.passages import NumberedPassage, Passage
from assistant.text.asked_language import Language, language_of
from assistant.text.words import content_terms, stems
from assistant.text.written.asked_kinds import holds

_MOST_FACTS = 4
_READ_CHARS = 1_000
_WHO = r"(?P<who>[^\W\d_][^.,;:!?]{1,50}?)"
# Whom the letter is to, and what it is about, as each language says it.
_TO: dict[Language, str] = {
    "en": rf"\bto (?!(?:cancel|tell|complain|ask|end|object|request|thank|invite|remind|say|let|get)\b)(?:the |my |our |an? )?{_WHO}(?=[.,;:!?]|$| (?:about|because|regarding|concerning|asking|saying|telling|that|and|to|for|with|on)\b)",
    "de": rf"\b(?:an (?:den |die |das |meinen |meine |mein |unseren |unsere )?|(?:meinem|meiner|unserem|unserer|dem|der) ){_WHO}"
    r"(?=[.,;:!?]|$| (?:wegen|über|bezüglich|dass|um|mit|zu[rm]?|einen?|eine)\b)",
    "es": rf"\b(?:al |(?:a|para) (?:mi |el |la |nuestro |nuestra |un |una )?){_WHO}(?=[.,;:!?]|$| (?:sobre|acerca|por|para|pidiendo|diciendo|que|y)\b)",
    "fr": rf"(?<!\w)(?:aux? |à l'|à (?:mon |ma |mes |la |notre )?|pour (?:mon |ma |notre )){_WHO}"
    r"(?=[.,;:!?]|$| (?:au sujet|à propos|concernant|pour|afin|sur|que|et)\b)",
}
_ABOUT: dict[Language, str] = {
    "en": r"\b(?:about|regarding|concerning|because of|ask(?:ing)? (?:for|about|to|that)|saying that|that|to(?= (?:cancel|tell|complain|end|object|request|thank|invite|remind)\b)|for)\s+(?P<what>\S.*)",
    "de": r"\b(?:wegen|über|bezüglich|mit der bitte um|um|dass)\s+(?P<what>\S.*)",
    "es": r"\b(?:sobre|acerca de|pidiendo|para(?= (?:cancelar|pedir|reclamar)\b)|por|que)\s+(?P<what>\S.*)",
    "fr": r"\b(?:(?:au sujet|à propos) (?:de|du|des|de la|de l'|d')|concernant|pour(?! (?:mon|ma|notre)\b)|afin de)\s+(?P<what>\S.*)",
}
_PATTERNS = {
    language: (re.compile(_TO[language], re.IGNORECASE), re.compile(_ABOUT[language], re.IGNORECASE | re.DOTALL))
    for language in _TO
}
_WRITING = frozenset(
    stems(
        """write draft compose prepare letter email mail message note reply response formal polite short please
        schreib schreibe schreiben verfasse formuliere brief nachricht antwort entwurf mir
        escribe redacta prepara carta correo mensaje respuesta borrador ecris redige prepare lettre courriel reponse
        brouillon ask tell say asking"""
    )
)


@dataclass(frozen=True, slots=True)
class Letter:
    """What a message says of the letter: to whom ("landlord"), about what ("the broken heating"); "" if nothing."""

    addressee: str
    subject: str


def read_letter(message: str, language: Language) -> Letter:
    """The addressee and the subject that `message` names."""
    text = " ".join(message[:_READ_CHARS].split())
    to, about = (pattern.search(text) for pattern in _PATTERNS[language])
    if about is not None and to is not None and about.start() < to.start() < about.end():
        # "about the heating to my landlord": the subject ends where the addressee begins.
        subject = text[about.start("what") : to.start()].strip(" .,;:!?") or about["what"]
    else:
        subject = about["what"] if about is not None else ""
    return Letter(to["who"].strip() if to is not None else "", subject.strip(" .!?"))


def write_letter(turn: OpenTurn, language: Language) -> Iterator[AnswerEvent]:
    """The letter that the question wants; always ends the turn."""
    letter = read_letter(turn.question, language_of(turn.question))
    admission = Admission(turn)
    parts = turn.parts
    found: list[Passage] = []
    for query in _queries(turn, letter):
        kept = yield from admission.admit(parts.retriever.retrieve(query, k=parts.max_passages, scope=turn.scope))
        found += [passage for passage in kept if passage.chunk.id not in {other.chunk.id for other in found}]
    turn.passages = tuple(replace(passage, rank=rank) for rank, passage in enumerate(found, start=1))
    given = numbered(turn.passages)
    writer = parts.writer
    if writer is None or turn.stop.stopped:
        turn.own_words = turn.by_program = True
        yield from show(turn, _frame(turn, letter, language, given), given, after_stop=True)
        return
    prompt = parts.composer.compose(turn.question, given, turn.history)
    prompt = replace(prompt, system=words.LETTER_RULES[language])
    said = [turn.question, words.letter_date(date.today(), language), date.today().isoformat()]
    said += [each.answer for each in prompt.history] + [
        f"{each.label}\n{each.passage.text}" for each in prompt.passages
    ]
    yield from write_own(turn, writer, prompt, prompt.passages, language, known_figures(said))


def _queries(turn: OpenTurn, letter: Letter) -> list[str]:
    """What to search for: the subject, made to stand alone, and who is written to."""
    about = turn.parts.retriever.rewrites(letter.subject or turn.question, turn.history)[0]
    return [about, f"{letter.addressee} name address"] if letter.addressee else [about]


def _frame(turn: OpenTurn, letter: Letter, language: Language, given: Sequence[NumberedPassage]) -> list[str]:
    who = _quote_of(turn, f"{letter.addressee} name address", letter.addressee, given, named=True)[:1]
    facts = _quote_of(turn, letter.subject or turn.question, letter.subject, given)[:_MOST_FACTS]
    lines = [
        words.FRAME_FIRST[language],
        "",
        f"{words.FRAME_TO[language]}: {letter.addressee or '______'}{f' ({who[0]})' if who else ''}",
        f"{words.FRAME_DATE[language]}: {words.letter_date(date.today(), language)}",
        f"{words.FRAME_SUBJECT[language]}: {letter.subject or '______'}",
        "",
        words.FRAME_DEAR[language],
        "",
        *(
            [words.FRAME_FACTS[language], *(f"- {fact}" for fact in facts)]
            if facts
            else [words.FRAME_NO_FACTS[language]]
        ),
        "",
        words.FRAME_WISH[language],
        "",
        *words.FRAME_END[language].split("\n"),
    ]
    return [f"{line}\n" for line in lines]


def _quote_of(
    turn: OpenTurn, query: str, about: str, given: Sequence[NumberedPassage], *, named: bool = False
) -> list[str]:
    """The likeliest sentences for `query` that hold a word of `about` or of its meaning, quoted, best first.

    With `named` the sentence itself, not a heading above it, has to hold the word, and a name beside it.
    """
    if not given or (named and not about):
        return []
    wanted = {term.stem for term in content_terms(about or query)} - _WRITING
    meant = wanted.union(*(same_meaning(word) for word in wanted))
    read = turn.parts.reader.read(query, [passage.passage for passage in given])
    if named:
        return [quoted(one, given) for one in read if meant.intersection(stems(one.text)) and holds("person", one.text)]
    return [quoted(candidate, given) for candidate in read if meant & _words_around(candidate, given)]


def _words_around(candidate: Candidate, given: Sequence[NumberedPassage]) -> set[str]:
    """The words of a sentence and of the headings above it, as stems."""
    return set(stems(" ".join([candidate.text, *given[candidate.passage].passage.chunk.headings])))
