"""The head of a mail: who wrote it to whom, when, and about what.

Its names and dates are those of the mail. Asked who stands in, "From: Mara Holt" only looks like an answer.
Invariant: a question about the mail itself, or about an address, may be answered by its head.
"""

from __future__ import annotations

import re

from assistant.answer.reader.context.quoted import MAIL
from assistant.answer.reader.lexical import Sentence
from assistant.domain.records.passages import Passage
from assistant.text.folding import fold_accents

_LINE = re.compile(r"\s*(?:From|To|Cc|Bcc|Date|Subject|Reply-To):\s")
_ASKS_OF_MAIL = re.compile(
    r"\b(?:e-?mails?|mails?|messages?|letters?|wrote|writes?|written|sent|sends?|senders?|answered|replied|received|"
    r"address(?:es)?|subject|contact|schrieb\w*|schreib\w*|geschrieben|gesendet|schick\w*|geschickt|absender\w*|betreff|"
    r"nachricht\w*|brief\w*|antwort\w*|adresse\w*|escrib\w*|escrito|envi\w+|correos?|mensajes?|cartas?|asunto|"
    r"remitentes?|direccion(?:es)?|ecri\w*|envo[iy]\w*|courriels?|lettres?|objet|expediteurs?|repond\w*)\b"
)


def asks_of_mail(question: str) -> bool:
    """Whether the question is about a mail as such: its writer, its day, an address."""
    return _ASKS_OF_MAIL.search(fold_accents(question)) is not None


def is_head(sentence: Sentence, passage: Passage) -> bool:
    """Whether the sentence is a line of the head of a mail."""
    if not passage.path.lower().endswith(MAIL) or _LINE.match(sentence.text) is None:
        return False
    return all(_LINE.match(line) for line in passage.text[: sentence.start].splitlines() if line.strip())
