"""What is known of a file or folder of the library, in a few lines."""

from __future__ import annotations

from typing import TYPE_CHECKING

from assistant.chat.words import REASONS, REMEDIES, size
from assistant.text.clean import one_line
from assistant.text.pages import page_word
from assistant.text.quantity import count

if TYPE_CHECKING:
    from assistant.chat.pieces import Piece
    from assistant.domain.records.files import FileRecord
    from assistant.tui.state.outline import Line


_NOTES = 5  # of a file: what its reader says of it


def file_detail(file: FileRecord) -> list[Piece]:
    """All that is known of a file, and what to do where something is wrong."""
    if file.reason == "picture":
        return [
            (one_line(file.path), "bold"),
            f"  {size(file.size_bytes)}",
            (f"\n{one_line(file.message, 300)}", "dim"),
        ]
    if file.state == "quarantined":
        remedy = REMEDIES.get(file.reason, "")
        # For a password the message advises a command; here a key asks for it.
        told = "" if file.reason == "needs_password" else one_line(file.message, 300)
        problem = f"\n! {REASONS.get(file.reason, file.reason)}. {told}"
        return [
            (one_line(file.path), "bold"),
            f"  {size(file.size_bytes)}",
            (problem, "$warning"),
            (f"\n{remedy}" if remedy else "", ""),
        ]
    word = page_word(file.path)
    facts = " \u00b7 ".join((size(file.size_bytes), count(file.pages, word), count(file.chunks, "passage")))
    without = ", ".join(map(str, file.pages_without_text[:12]))
    return [
        (one_line(file.path), "bold"),
        f"  {facts}",
        (f"\n{one_line(file.title, 120)}" if file.title else "", "dim"),
        (f"\n! no text on {word} {without}" if without else "", "$warning"),
        (f"\n! {one_line(file.message, 300)}" if file.message else "", "$warning"),
        ("".join(f"\n{one_line(note, 200)}" for note in file.notes[:_NOTES]), "dim"),
    ]


def folder_detail(line: Line) -> list[Piece]:
    """What is in a folder."""
    facts = f"  {count(line.files, 'file')} \u00b7 {count(line.passages, 'passage')}"
    return [
        (one_line(line.path), "bold"),
        facts,
        (f"\n! {count(line.bad, 'file')} with problems: x shows them" if line.bad else "", "$warning"),
    ]
