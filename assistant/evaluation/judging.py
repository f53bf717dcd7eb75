"""Whether an answer is right: every part that a question gives is asked for.

Invariant: what is compared is what the person is shown, after the guard.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal

from assistant.domain.records.answers import Answer
from assistant.evaluation.matching.lines import Line, files_of, is_file, lines_of
from assistant.evaluation.matching.own_words import own_sentences, polarity_of
from assistant.evaluation.matching.tokens import Token, says_one
from assistant.evaluation.matching.untrue import Document, untrue_figures, untrue_names
from assistant.evaluation.questions import DatedWords, Question

KEY_FACTS_NEEDED = 4  # of six
_LONG_TABLE = 3  # rows; a small number in a longer table may be that of any row
_SMALL = 100
_CENTS = Decimal("0.01")


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong with an answer: `name` is one word of `FAULTS`, `detail` says it for a person."""

    name: str
    detail: str = ""


FAULTS = {
    "refused": "refused, though the files answer it",
    "blocked": "stopped by a rule",
    "answered": "answered, though the files do not",
    "answer": "the expected words are not there",
    "facts": "a part of the fact is missing",
    "polarity": "yes and no are mixed up, or neither is said or shown",
    "key_facts": "too little of what matters",
    "untrue": "a figure or name that the document does not hold",
    "files": "not exactly the right files",
    "values": "not every file with its value",
    "number": "not the right number",
    "dates": "not every date",
}


@dataclass(frozen=True, slots=True)
class Files:
    """The files of the library. `text_of` gives the whole text of one, as it was read."""

    paths: tuple[str, ...]
    text_of: Callable[[str], str]

    def find(self, name: str) -> str | None:
        """The path of the file that a question names; None if the library lacks it."""
        return next((path for path in self.paths if is_file(path, name)), None)


def faults(question: Question, answer: Answer, files: Files) -> tuple[Fault, ...]:
    """Everything that is wrong with `answer`; empty if it is right."""
    if answer.blocked:
        return (Fault("blocked"),)
    if question.kind == "unanswerable":
        return () if answer.refused else (Fault("answered"),)
    if answer.refused or not answer.text.strip():
        return (Fault("refused"),)
    return tuple(_faults(question, answer, files))


def citation_right(question: Question, answer: Answer) -> bool:
    """Whether the first citation names a file that answers, and the page where the question gives one."""
    if not answer.citations:
        return False
    first = answer.citations[0]
    if question.file and is_file(first.path, question.file):
        return question.page is None or first.page == question.page
    return any(is_file(first.path, name) for name in question.sources if name != question.file)


def files_found(question: Question, answer: Answer, files: Files) -> tuple[int, int, int]:
    """How many of the expected files the answer names, how many are expected, and how many others it names."""
    named = files_of(answer, lines_of(answer, files.paths))
    right = sum(any(is_file(path, name) for path in named) for name in question.files)
    others = sum(not any(is_file(path, name) for name in (*question.files, *question.may)) for path in named)
    return right, len(question.files), others


def values_found(question: Question, answer: Answer, files: Files) -> int:
    """For how many of the expected files the answer has the right value in a line about that file."""
    return len(question.values) - len(list(_wrong_values(question, lines_of(answer, files.paths))))


def _faults(question: Question, answer: Answer, files: Files) -> Iterator[Fault]:
    lines = lines_of(answer, files.paths)
    text = tuple(token for line in lines for token in line.tokens)
    if question.polarity:
        yield from _polarity_fault(question, answer, text)
    elif question.answers and not says_one(text, question.answers):
        yield Fault("answer", f"expected {_any_of(question.answers)}")
    for part in question.facts:
        if not says_one(text, part):
            yield Fault("facts", f"expected {_any_of(part)}")
    if question.key_facts:
        yield from _summary_faults(question, answer, text, files)
    if question.files and question.fitting_tasks[0] == "survey":
        right, expected, others = files_found(question, answer, files)
        if right < expected or others:
            yield Fault("files", f"{right} of {expected} files, and {others} others")
    if wrong := list(_wrong_values(question, lines)):
        yield Fault("values", f"wrong or missing for {', '.join(wrong)}")
    if question.number is not None and not _has_number(question.number, lines):
        yield Fault("number", f"expected {question.number}")
    if missing := [expected.date for expected in question.dates if not _has_date(expected, lines)]:
        yield Fault("dates", f"missing {', '.join(missing)}")


def _polarity_fault(question: Question, answer: Answer, text: Sequence[Token]) -> Iterator[Fault]:
    """An answer that says neither yes nor no is right if it shows the words that decide."""
    said = polarity_of(answer)
    if said is None and not says_one(text, question.answers):
        yield Fault("polarity", f"neither yes nor no, nor {_any_of(question.answers)}")
    elif said is not None and said != question.polarity:
        yield Fault("polarity", f"says {said}, expected {question.polarity}")


def _summary_faults(question: Question, answer: Answer, text: Sequence[Token], files: Files) -> Iterator[Fault]:
    missing = [part for part in question.key_facts if not says_one(text, part)]
    if len(question.key_facts) - len(missing) < KEY_FACTS_NEEDED:
        yield Fault("key_facts", f"missing {'; '.join(_any_of(part) for part in missing)}")
    path = files.find(question.file or "")
    if path is None:
        return
    document = Document(f"{path}\n{question.question}\n{files.text_of(path)}")
    own = " ".join(own_sentences(answer))
    untrue = (*untrue_figures(answer.text, document), *untrue_names(own, document, language=question.language))
    if untrue:
        yield Fault("untrue", ", ".join(untrue))


def _wrong_values(question: Question, lines: Sequence[Line]) -> Iterator[str]:
    for name, values in question.values.items():
        about = [line for line in lines if any(is_file(path, name) for path in line.paths)]
        if not any(says_one(line.tokens, values) for line in about):
            yield name


def _has_number(number: Decimal, lines: Sequence[Line]) -> bool:
    """Small whole numbers are not looked for in the rows of long tables, where any row may hold them."""
    everywhere = abs(number) >= _SMALL or number != number.to_integral_value()
    rows = sum(line.in_table for line in lines)
    looked = [line for line in lines if everywhere or not line.in_table or rows <= _LONG_TABLE + 1]
    return any(_equal(number, found) for line in looked for token in line.tokens for found in token.numbers())


def _equal(expected: Decimal, found: Decimal) -> bool:
    """Equal; or rounded to cents, where the exact number has more places."""
    if expected == expected.quantize(_CENTS):
        return expected == found
    return abs(expected - found) <= _CENTS / 2


def _has_date(expected: DatedWords, lines: Sequence[Line]) -> bool:
    reading = f"--{expected.date}" if len(expected.date) == 5 else expected.date
    return any(
        any(reading in token.implies for token in line.tokens) and says_one(line.tokens, expected.words)
        for line in lines
    )


def _any_of(strings: Sequence[str]) -> str:
    return " or ".join(f'"{one}"' for one in strings)
