"""Talk: greetings, sums, the last answer in other words, letters: what no file, or not a file alone, can answer.

Invariant: talk is never refused, and what is not from the files is marked so.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime

from assistant.answer.talk import words
from assistant.answer.talk.arithmetic import NoResult, compute, find_sum, written
from assistant.answer.talk.kinds import Plain, is_free_writing, is_letter, language_named, plain_talk, wish_of
from assistant.answer.talk.letters import write_letter
from assistant.answer.talk.reword import reword
from assistant.answer.talk.written import write_own
from assistant.answer.turn import OpenTurn
from assistant.answer.write import show
from assistant.domain.events import AnswerEvent
from assistant.text.asked_language import Language, language_of

_CERTAIN, _SURE = 1.0, 0.9
_WISH_WITHOUT_ANSWER = 0.5  # "more" as a first message may be anything


class Talk:
    """What is said to the program rather than asked of the files."""

    name = "talk"

    def fits(self, turn: OpenTurn) -> float:
        """See `Task`."""
        message = turn.question
        if plain_talk(message) or find_sum(message):
            return _CERTAIN
        if wish_of(message):
            return _SURE if turn.history else _WISH_WITHOUT_ANSWER
        return _SURE if is_letter(message) or is_free_writing(message) else 0.0

    def run(self, turn: OpenTurn) -> Iterator[AnswerEvent]:
        """See `Task`; always ends the turn."""
        message, language = turn.question, language_of(turn.question)
        if wish := wish_of(message):
            yield from reword(turn, wish[0], wish[1] or language)
        elif is_letter(message):
            yield from write_letter(turn, language_named(message) or language)
        elif is_free_writing(message) and (writer := turn.parts.writer) is not None:
            prompt = turn.parts.composer.compose(message, (), ())
            yield from write_own(turn, writer, replace(prompt, system=words.TALK_RULES[language]), (), language)
        else:
            turn.own_words = True
            yield from show(turn, _lines(message, language), after_stop=True)


def _lines(message: str, language: Language) -> list[str]:
    if (found := find_sum(message)) is not None:
        return [f"{_computed(found, language)}\n"]
    if is_free_writing(message):
        return [f"{words.FREE[language]}\n"]
    return [f"{_reply(plain_talk(message) or 'okay', language)}\n"]


def _reply(kind: Plain, language: Language) -> str:
    now = datetime.now()
    return words.PLAIN[kind][language].format(today=words.long_date(now.date(), language), time=now.strftime("%H:%M"))


def _computed(found: str, language: Language) -> str:
    """The sum with its value; a text that only looks like a sum has none."""
    shown = found.replace("*", "×")
    try:
        value, exact = written(compute(found, language), language)
    except (NoResult, ValueError):
        return words.NO_RESULT[language].format(sum=shown)
    return words.COMPUTED[language].format(sum=shown, equals="=" if exact else "≈", value=value)
