"""The part of a mail that it only quotes: the message that it answers.

Invariant: what is quoted stands back only where the reply above or below it holds the kind of thing asked for as well,
and as much of the question, but for one word.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from assistant.answer.reader.lexical import Sentence
from assistant.domain.records.passages import Passage

MAIL = (".eml", ".mbox", ".mbx", ".msg")
_ABOVE_QUOTED = re.compile(
    r"^[ \t]*(?:-{3,} ?(?:Original Message|Forwarded message|Urspr\u00fcngliche Nachricht|Message d'origine|"
    r"Mensaje original)\b.*"
    r"|(?:On|Am|Le|El)\b.{4,120}\b(?:wrote|schrieb|a \u00e9crit|escribi\u00f3)\b[^\n]{0,80}:)[ \t]*$",
    re.MULTILINE,
)
_COVERS = 0.25  # of the question less than the quoted part may the reply hold


def quoted_mail(sentences: Sequence[Sentence], passages: Sequence[Passage]) -> list[bool]:
    """For each sentence whether it is quoted in a mail whose own text answers too."""
    quoted = [_is_quoted(sentence, passages[sentence.passage]) for sentence in sentences]
    if not any(quoted):
        return quoted
    own = [one for one, is_quoted in zip(sentences, quoted, strict=True) if not is_quoted and one.is_statement]
    return [
        is_quoted and any(_answers_too(other, sentence, passages) for other in own)
        for sentence, is_quoted in zip(sentences, quoted, strict=True)
    ]


def _is_quoted(sentence: Sentence, passage: Passage) -> bool:
    if not passage.path.lower().endswith(MAIL):
        return False
    line = passage.text.rfind("\n", 0, sentence.start) + 1
    if passage.text[line : sentence.start + 1].lstrip().startswith(">"):
        return True
    above = _ABOVE_QUOTED.search(passage.text, 0, sentence.start)
    return above is not None and passage.text[: above.start()].strip() != ""


def _answers_too(own: Sentence, quoted: Sentence, passages: Sequence[Passage]) -> bool:
    return (
        passages[own.passage].path == passages[quoted.passage].path
        and own.lexical["kind"] >= quoted.lexical["kind"]
        and own.lexical["cover"] >= quoted.lexical["cover"] - _COVERS
    )
