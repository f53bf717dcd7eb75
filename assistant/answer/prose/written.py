"""The written answer: a language model's sentences from the excerpts, each shown only if an excerpt carries it.

Invariant: what is yielded is a carried sentence with the number of its excerpt.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from assistant.answer.prose.polarity import split_lead
from assistant.answer.prose.support import Carried, carried
from assistant.answer.turn import OpenTurn
from assistant.domain.errors import AssistantError
from assistant.domain.records.passages import NumberedPassage, Prompt
from assistant.text.sentences import sentence_spans

_MARKER = re.compile(r"[ \t]*\[\d{1,3}\]")
_LABEL = re.compile(r"^\s*(?:answer|antwort|respuesta|reponse|réponse)\s*:\s*", re.IGNORECASE)
MOST_SENTENCES = 3
_AGAIN = " (Use only the figures, names and words of the excerpts.)"


def written(
    turn: OpenTurn,
    prompt: Prompt,
    excerpts: Sequence[NumberedPassage],
    most: int = MOST_SENTENCES,
    quoted: Sequence[str] = (),
    said: Carried | None = None,
) -> Iterator[Carried]:
    """At most `most` sentences, each with the excerpt of `excerpts` that carries it; none if nothing is carried.

    `said` leads: the yes or no to the question; a sentence that says the opposite is not shown.
    If the first attempt has no carried sentence, it writes once more. A model that fails ends the text; quotes stand.
    """
    shown = 0
    if said is not None:
        yield said
        shown = 1
    for again in ("", _AGAIN):
        for sentence in _sentences(turn, replace(prompt, question=prompt.question + again)):
            sentence = sentence if said is None else _behind(said, sentence)
            found = carried(sentence, turn.question, excerpts, quoted) if sentence else None
            if found is not None:
                yield found
                shown += 1
            if shown == most:
                return
        if shown or turn.trouble or turn.stop.stopped:
            return


def as_text(sentences: Iterable[Carried]) -> Iterator[str]:
    """The sentences as a paragraph below what is shown, each with the marker of its excerpt."""
    for count, one in enumerate(sentences):
        yield (" " if count else "\n\n") + f"{one.text} [{one.number}]"


def _behind(said: Carried, sentence: str) -> str:
    """The sentence without its own yes or no; "" where it says the opposite of `said`, or nothing is left."""
    bare, lead = split_lead(sentence)
    if (lead is not None and lead != split_lead(said.text)[1]) or not bare.strip(" ."):
        return ""
    return bare[:1].upper() + bare[1:]


def _sentences(turn: OpenTurn, prompt: Prompt) -> Iterator[str]:
    """Whole sentences as they are finished; markers of the model's own are dropped."""
    writer = turn.parts.writer
    assert writer is not None
    held = ""
    pieces = writer.generate(prompt, turn.stop)
    try:
        for piece in pieces:
            held = _LABEL.sub("", _MARKER.sub("", held + piece))
            spans = sentence_spans(held)
            for start, end in spans[:-1]:
                yield held[start:end]
            if len(spans) > 1:
                held = held[spans[-1][0] :]
    except AssistantError as error:
        turn.trouble = str(error)
        held = held if held.rstrip().endswith((".", "!", "?")) else ""  # half a sentence is not shown
    finally:
        close = getattr(pieces, "close", None)
        if close is not None:
            close()
    if held.strip() and not turn.stop.stopped:
        yield held.strip()
