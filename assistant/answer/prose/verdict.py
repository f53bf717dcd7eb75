"""Yes or no, where a question asks for it: what the language model reads in the best sentence, if the sentence's own
negation says so as well.

Invariant: it needs both witnesses. Where they differ, or a witness is not sure, the quotes stand alone, and the person
decides.
"""

from __future__ import annotations

from typing import Literal

from assistant.answer.prose.polarity import split_lead
from assistant.answer.prose.support import Carried
from assistant.answer.reader.sentences import Candidate
from assistant.answer.turn import OpenTurn
from assistant.domain.errors import AssistantError
from assistant.domain.records.passages import NumberedPassage, Prompt
from assistant.text.asked_language import Language, language_of
from assistant.text.clean import one_line
from assistant.text.words import content_terms, stems
from assistant.text.written.negation import denials, statements

Said = Literal["yes", "no"]

# The model reads one sentence under rules of its own. Asked with all excerpts it said yes to 5 of 19 questions whose
# answer is no. Over 37 questions to tune on and over an archive of another kind the model alone, asked so, was right
# 31 times; with the second witness 27 get a yes or no, and all of them the right one.
_RULES = (
    "You are given a sentence from the user's files and a question about it. "
    "Answer with Yes or No, as the sentence says."
)
_ASKED = "Sentence: {sentence}\nQuestion: {question}\nAnswer (Yes or No):"
_CHOICES = ("Yes", "No")
_TOKENS = 8
_MOST_CHARS = 600
_WORDS: dict[Language, dict[Said, str]] = {
    "en": {"yes": "Yes.", "no": "No."},
    "de": {"yes": "Ja.", "no": "Nein."},
    "es": {"yes": "Sí.", "no": "No."},
    "fr": {"yes": "Oui.", "no": "Non."},
}


def verdict(turn: OpenTurn, best: Candidate, passages: tuple[NumberedPassage, ...]) -> Carried | None:
    """The yes or no to the question of `turn` that `best` gives; None where the two do not agree or the model fails."""
    writer, sentence = turn.parts.writer, best.text
    expected = said_by(sentence, turn.question)
    if writer is None or expected is None:
        return None
    given = passages[best.passage]
    heading = given.passage.chunk.headings[-1:]
    asked = _ASKED.format(
        sentence=one_line(": ".join((*heading, sentence)), _MOST_CHARS), question=one_line(turn.question, _MOST_CHARS)
    )
    held = Prompt(_RULES, asked, (), max_answer_tokens=_TOKENS, choices=_CHOICES, apart=True)
    try:
        said = "".join(writer.generate(held, turn.stop)).strip().lower()
    except AssistantError:
        return None
    if said != expected:
        return None
    return Carried(_WORDS[language_of(turn.question)][expected], given.number, sentence)


def is_verdict(sentence: Carried) -> bool:
    """Whether it is a mere yes or no."""
    return not split_lead(sentence.text)[0].strip()


def said_by(sentence: str, question: str) -> Said | None:
    """What the negation of the sentence says to the question: of the statement in it that alone shares most words with
    the question, else of all of it.

    None where statement or question denies twice: which of the two counts cannot be told.
    """
    wanted = {term.stem for term in content_terms(question)}
    shared = {part: len(wanted.intersection(stems(part))) for part in statements(sentence)}
    nearest = [part for part, count in shared.items() if count == max(shared.values())]
    denied, asked = denials(nearest[0] if len(nearest) == 1 else sentence), denials(question)
    if denied > 1 or asked > 1:
        return None
    return "no" if denied != asked else "yes"
