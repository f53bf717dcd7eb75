"""The parts of a mail: what kind each is, which of several forms of a text is read, and messages inside messages.

Invariant: nothing here reads text; a part is judged by its type, and a form by how much it says.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from email.message import EmailMessage, Message
from typing import cast

from assistant.ingest.parse.web.mail_headers import read_message

# Types that a reader of files reads, and the suffix of such files.
READ_AS = {
    "text/calendar": ".ics",
    "application/ics": ".ics",
    "text/csv": ".csv",
    "text/comma-separated-values": ".csv",
    "text/tab-separated-values": ".tsv",
    "text/vcard": ".vcf",
    "text/x-vcard": ".vcf",
    "text/directory": ".vcf",
    "text/markdown": ".md",
    "text/rtf": ".rtf",
    "application/rtf": ".rtf",
    "application/json": ".json",
}
ENCRYPTED = frozenset({"multipart/encrypted", "application/pkcs7-mime", "application/x-pkcs7-mime"})
_SIGNATURES = frozenset(
    {
        "application/pgp-signature",
        "application/pkcs7-signature",
        "application/x-pkcs7-signature",
        "application/pgp-keys",
    }
)
_PLAIN = "text/plain"
_RICH = frozenset({"text/html", "text/enriched", "text/richtext"})
_WORD = re.compile(r"\w+")
_ADDRESS = re.compile(r"(?:://|www\.|@)\S")
_MAX_STUB_WORDS = 60  # a text of more words is never a mere pointer to the other form
_STUB_SHARE = 0.5  # of the words of the other form: with fewer, the text is a stub
_LEAST_TOLD = 4  # different words of a form that is read beside the other
_SAME_SHARE = 0.5  # of the different words of the formatted text: with fewer of them in the plain text, they differ


def is_signature(kind: str) -> bool:
    """Whether a part of that type only proves who wrote the others."""
    return kind in _SIGNATURES


def is_apart(part: Message) -> bool:
    """Whether a part of one form of a text is more than that form: a picture, an attachment, an invitation."""
    if part.is_multipart():
        return False
    kind = part.get_content_type()
    return kind in READ_AS or not kind.startswith("text/") or part.get_content_disposition() == "attachment"


def parts_of(part: EmailMessage) -> list[EmailMessage]:
    payload = part.get_payload()
    return cast("list[EmailMessage]", payload) if isinstance(payload, list) else []


def inner_message(part: EmailMessage) -> EmailMessage | None:
    """The message that a part holds; None if it holds none. Some programs encode it, which the standard forbids."""
    if part.get_content_type() not in ("message/rfc822", "message/global", "message/news"):
        return None
    inside = parts_of(part)
    encoding = str(part.get("Content-Transfer-Encoding", "")).strip().lower()
    if not inside:
        return read_message(_payload(part))
    if encoding not in ("base64", "quoted-printable"):
        return inside[0]
    carrier = EmailMessage()
    carrier["Content-Transfer-Encoding"] = encoding
    carrier.set_payload(_as_written(inside[0]))
    return read_message(_payload(carrier))


def chosen(
    forms: Sequence[EmailMessage], visible: Callable[[EmailMessage], str]
) -> tuple[list[EmailMessage], list[EmailMessage]]:
    """Of several forms of one text those to read, and the others. `visible` gives what a part says.

    Plain text is read, as it needs no guess about what is seen. Where it is a stub the formatted text is read, and both
    where they say different things. What is no form of the text, such as an invitation, is read too.
    """
    plain = [form for form in forms if form.get_content_type() == _PLAIN]
    rich = [form for form in forms if _rich_leaf(form) is not None]
    more = [form for form in forms if form not in plain and form not in rich]
    more = [form for form in more if form.get_content_type() in READ_AS or not (plain or rich)]
    leaf = _rich_leaf(rich[-1]) if rich else None
    if plain and leaf is not None:
        said, formatted = _words(" ".join(map(visible, plain))), _words(visible(leaf))
        if _is_stub(said, formatted):
            return [rich[-1], *more], [*plain, *rich[:-1]]
        if _differ(said, formatted):
            return [*plain, rich[-1], *more], rich[:-1]
    read = plain or rich[-1:]
    return [*read, *more], [form for form in forms if form not in read and form not in more]


def _rich_leaf(form: EmailMessage) -> EmailMessage | None:
    """The formatted text of a form, which may come with its pictures."""
    if form.get_content_type() in _RICH:
        return form
    if form.get_content_maintype() != "multipart":
        return None
    return next((part for part in form.walk() if part.get_content_type() in _RICH), None)


def _is_stub(said: Sequence[str], formatted: Sequence[str]) -> bool:
    """Whether the plain text says little of what the formatted text says: "Your program cannot show this message"."""
    return len(said) <= _MAX_STUB_WORDS and len(said) < _STUB_SHARE * len(formatted)


def _differ(said: Sequence[str], formatted: Sequence[str]) -> bool:
    """Whether the formatted text says much that the plain text does not say, by its words."""
    known, told = set(map(str.casefold, said)), {word.casefold() for word in formatted}
    return len(told) >= _LEAST_TOLD and len(told & known) < _SAME_SHARE * len(told)


def _words(text: str) -> list[str]:
    return _WORD.findall(" ".join(word for word in text.split() if not _ADDRESS.search(word)))


def _as_written(message: EmailMessage) -> str:
    """The lines of a message that was taken for one while it was still encoded."""
    lines = [f"{name}: {value}" for name, value in message.raw_items()]
    payload = message.get_payload()
    return "\n".join([*lines, "", payload if isinstance(payload, str) else ""]).strip()


def _payload(part: EmailMessage) -> bytes:
    payload = part.get_payload(decode=True)
    return payload if isinstance(payload, bytes) else b""
