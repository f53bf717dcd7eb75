"""The written answer: a language model's sentences from the excerpts, each shown only if an excerpt carries it.

Invariant: what is yielded is a carried sentence with the marker of its excerpt.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
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
    denied: Carried | None = None,
) -> Iterator[str]:
    """At most `most` sentences with the markers of the `excerpts` that carry them; none if nothing is carried.

    `denied` leads: the no to the question; a sentence that says yes is not shown.
    If the first attempt has no carried sentence, it writes once more. A model that fails ends the text; quotes stand.
    """
    shown = 0
    if denied is not None:
        yield f"\n\n{denied.text} [{denied.number}]"
        shown = 1
    for again in ("", _AGAIN):
        for sentence in _sentences(turn, replace(prompt, question=prompt.question + again)):
            sentence = sentence if denied is None else _behind_no(sentence)
            found = carried(sentence, turn.question, excerpts, quoted) if sentence else None
            if found is not None:
                yield ("\n\n" if not shown else " ") + f"{found.text} [{found.number}]"
                shown += 1
            if shown == most:
                return
        if shown or turn.trouble or turn.stop.stopped:
            return


def _behind_no(sentence: str) -> str:
    """The sentence without its own no; "" where it says yes, or nothing is left."""
    bare, lead = split_lead(sentence)
    if lead == "yes" or not bare.strip(" ."):
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
