"""What was forgotten, how it was looked for afterwards, and what no program can reach: the receipt in words."""

from __future__ import annotations

from typing import TYPE_CHECKING

from assistant.chat.words import duration, size
from assistant.text.clean import one_line
from assistant.text.quantity import count

if TYPE_CHECKING:
    from assistant.chat.pieces import Piece
    from assistant.domain.records.receipts import Receipt


def receipt_text(receipt: Receipt) -> list[Piece]:
    """The whole receipt as pieces of text."""
    clean = receipt.is_clean
    pieces: list[Piece] = [
        ("\u2713 Nothing is left.\n", "bold $success") if clean else ("\u2717 Something is left.\n", "bold $error"),
        f"\n{count(receipt.files, 'file')} and {count(receipt.passages, 'passage')} are forgotten, "
        f"in {duration(receipt.seconds)}.\n",
    ]
    if receipt.passages_kept:
        pieces.append(f"{count(receipt.passages_kept, 'passage')} stay: another indexed file holds the same.\n")
    pieces.append(
        f"Then {count(receipt.files_searched, 'file')} ({size(receipt.bytes_searched)}) of ours were searched for "
        f"{count(receipt.texts_sought, 'piece')} of text, {count(receipt.words_sought, 'rare word')}, "
        f"{count(receipt.paths_sought, 'path')} and {count(receipt.vectors_sought, 'vector')}"
    )
    pieces.append(f" ({receipt.shared:,} left aside: files still indexed hold the same)" if receipt.shared else "")
    pieces.append((".\nSearched below:\n" + "".join(f"  {one_line(folder)}\n" for folder in receipt.places), "dim"))
    pieces += [
        (f"! {left.kind} at byte {left.offset:,} of {one_line(left.file)}\n", "$warning") for left in receipt.leftovers
    ]
    pieces += [(f"! {one_line(file)} could not be searched\n", "$warning") for file in receipt.unreadable]
    if receipt.trouble:
        pieces.append((f"! {one_line(receipt.trouble)}\n", "$warning"))
    if receipt.on_disk:
        pieces.append(f"\n{count(len(receipt.on_disk), 'file')} of them are still on the disk, untouched.\n")
    pieces.append(("\nOut of reach of any program:\n", "bold"))
    pieces += [f"  {copy}\n" for copy in receipt.out_of_reach]
    return pieces
