"""What rules know of a sentence and the fitted weights do not: whose it is, and whether it is current.

Invariant: a rule that lowers sentences of another section or file needs a better one in sight.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from itertools import permutations

from assistant.answer.reader.context.alike import APART, are_alike
from assistant.answer.reader.context.ends import names_other_end
from assistant.answer.reader.context.heads import asks_of_mail, is_head
from assistant.answer.reader.context.labels import answers_label, label_and_value, only_repeats
from assistant.answer.reader.context.quoted import quoted_mail
from assistant.answer.reader.context.records import Record
from assistant.answer.reader.context.siblings import lesser_siblings
from assistant.answer.reader.context.steps import STEP_IS_NAMED
from assistant.answer.reader.forms.decisions import decides
from assistant.answer.reader.forms.yes_or_no import asks_yes_or_no, compared_figures
from assistant.answer.reader.lexical import Sentence
from assistant.answer.reader.wanted import Wanted, coverage, text_terms
from assistant.domain.records.passages import Passage
from assistant.text.written.asked_kinds import holds
from assistant.text.written.negation import is_negative

# In logits. A sentence is quoted beside the best one while it is less than two behind (`extractive`).
_OTHER_THING = 4.0  # says the same under another heading
_OTHER_RECORD = 8.0
_NO_RECORD = 1.5  # where another sentence stands in the record that is asked for
_REPEATS = 3.0  # "Invoice number: 417" for the total of invoice 417
_LABEL = 1.0  # "Supplier: .." for which supplier
_OTHER_LABEL = 2.0  # "Date: .." where another line is labelled "Due: .."
_OTHER_END = 3.0  # "Valid from: .." for when it runs out
_STEP = 5.0  # the item whose number is asked for, by what is named around it; less for everything else
_HEAD = 2.5  # "From: .." where nothing is asked about the mail itself
_QUOTED = 3.0  # what a mail answers, where the reply says something of it too
# A question for yes or no names no kind of thing. What decides it is said in words of leave, duty or denial; a denial,
# which the question seldom has in its words, would stand behind sentences that repeat them. Fitted: 0.6 and 0.35.
_DECIDES = 0.8
_DENIES = 0.4
_REPLACED = 5.0  # in a file that another one replaces


def with_offsets(
    question: str, asked: Wanted, sentences: Sequence[Sentence], passages: Sequence[Passage]
) -> list[Sentence]:
    """The sentences with their offsets."""
    others = _other_things(asked, sentences, passages)
    lesser = lesser_siblings(question, asked, sentences, passages)
    in_record = any(sentence.record is Record.ASKED and sentence.is_statement for sentence in sentences)
    has_step = any(sentence.step >= STEP_IS_NAMED for sentence in sentences)
    quoted = quoted_mail(sentences, passages)
    has_label = any(one.is_statement and _is_answer_by_label(asked, one) for one in sentences)
    at_hand = {passage.path for passage in passages}
    of_mail = asks_of_mail(question)
    yes_or_no, compares = asks_yes_or_no(question), bool(compared_figures(question))
    return [
        replace(
            sentence,
            offset=_record_offset(sentence, in_record)
            + _line_offset(question, asked, sentence, has_label)
            + _step_offset(sentence, has_step)
            + (_decision_offset(sentence, compares) if yes_or_no else 0.0)
            - _OTHER_THING * max(other, less)
            - _QUOTED * is_quoted
            - _HEAD * (not of_mail and is_head(sentence, passages[sentence.passage]))
            - _REPLACED * (passages[sentence.passage].replaced_by in at_hand),
        )
        for sentence, other, less, is_quoted in zip(sentences, others, lesser, quoted, strict=True)
    ]


def _record_offset(sentence: Sentence, in_record: bool) -> float:
    if sentence.record is Record.OTHER:
        return -_OTHER_RECORD
    return -_NO_RECORD if in_record and sentence.record is Record.NONE else 0.0


def _step_offset(sentence: Sentence, has_step: bool) -> float:
    if not has_step:
        return 0.0  # a list of something else
    return _STEP * (0.5 + sentence.step) if sentence.step >= 0 else -_STEP


def _line_offset(question: str, asked: Wanted, sentence: Sentence, has_label: bool) -> float:
    if only_repeats(sentence.text, question, asked.ids):
        return -_REPEATS
    if names_other_end(question, sentence.text):
        return -_OTHER_END
    if answers_label(sentence.text, asked.weights):
        return _LABEL
    return -_OTHER_LABEL if has_label and asked.ids and label_and_value(sentence.text) is not None else 0.0


def _is_answer_by_label(asked: Wanted, sentence: Sentence) -> bool:
    return sentence.lexical["kind"] >= 1 and answers_label(sentence.text, asked.weights)


def _decision_offset(sentence: Sentence, compares: bool) -> float:
    """`compares`: the question names a figure ("more than 300?"), so another one decides it."""
    decided = decides(sentence.text) or (compares and holds("number", sentence.text))
    return _DECIDES * decided + _DENIES * is_negative(sentence.text)


def _other_things(asked: Wanted, sentences: Sequence[Sentence], passages: Sequence[Passage]) -> list[float]:
    """For each sentence, 0..1: how much it lacks of what headings of its file name, of the words asked for.

    Counted against its like in another section: the same is said of each device, each under its heading.
    """
    named = _named_in_headings(asked, sentences, passages)
    paths = [passages[sentence.passage].path for sentence in sentences]
    shares = [coverage(named[path], one.near.stems) for path, one in zip(paths, sentences, strict=True)]
    lacking = [0.0] * len(sentences)
    for other, one in permutations(range(len(sentences)), 2):
        less = shares[other] - shares[one]
        if paths[one] != paths[other] or less <= lacking[one] or not sentences[other].is_statement:
            continue
        apart = sentences[one].place.headings != sentences[other].place.headings
        alike = apart and are_alike(sentences[one].text, sentences[other].text, APART)
        if alike and _answers_too(sentences[other], sentences[one]):
            lacking[one] = less
    return lacking


def _answers_too(other: Sentence, one: Sentence) -> bool:
    return other.lexical["kind"] >= one.lexical["kind"]


def _named_in_headings(
    asked: Wanted, sentences: Sequence[Sentence], passages: Sequence[Passage]
) -> dict[str, dict[str, float]]:
    """By file: the question's words, with their weights, that stand in headings of some of its sections."""
    headings: dict[str, set[str]] = {}
    for sentence in sentences:
        headings.setdefault(passages[sentence.passage].path, set()).update(sentence.place.headings)
    return {
        path: {
            stem: weight
            for stem, weight in asked.weights.items()
            if any(coverage({stem: 1.0}, text_terms(heading, asked).stems) for heading in found)
        }
        for path, found in headings.items()
    }
