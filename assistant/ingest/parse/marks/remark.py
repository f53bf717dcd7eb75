"""Comments beside a text, and what is told of pictures in it. Invariant: every format says it in the same way."""

from __future__ import annotations

from assistant.text.clean import one_line


def comment_line(author: str, text: str, place: str = "") -> str:
    """A comment on one line; `place`: what it is about, where its position does not say it."""
    by = f" by {one_line(author, 100)}" if author.strip() else ""
    return f"Comment{f' on {place}' if place else ''}{by}: {one_line(text)}"


def pictures_note(count: int) -> list[str]:
    """What the library says of pictures, whose words nobody has read: a form that was scanned is one."""
    return [f"{count:,} picture{'s' if count > 1 else ''} not read."] if count else []
