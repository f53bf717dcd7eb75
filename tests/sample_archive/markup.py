"""The small plain-text markup the sources are written in, and its blocks.

A source begins with `key: value` lines, then a line `===`, then the text. Blocks are separated by empty lines. The
invariant: parsing keeps every word of the text in its order, so what stands in a source is what a reader of the made
file sees.
"""

from dataclasses import dataclass
from typing import Literal

PAGE_BREAK = "<<page>>"
SCAN_PAGE = "<<scan "


@dataclass(frozen=True, slots=True)
class Block:
    """One block of a source: `level` counts heading depth, `rows` holds a table's cells, `text` all the others."""

    kind: Literal["heading", "paragraph", "item", "table", "page", "scan"]
    text: str = ""
    level: int = 0
    rows: tuple[tuple[str, ...], ...] = ()


@dataclass(frozen=True, slots=True)
class Source:
    """The settings above the `===` line and the blocks below it."""

    settings: dict[str, str]
    blocks: tuple[Block, ...]


def read_source(text: str) -> Source:
    """Parse a whole source. Raises ValueError when the `===` line is missing."""
    head, separator, body = text.partition("\n===\n")
    if not separator:
        raise ValueError("a source needs a line '===' between its settings and its text")
    settings: dict[str, str] = {}
    for line in head.splitlines():
        key, _, value = line.partition(":")
        settings[key.strip()] = value.strip()
    return Source(settings, tuple(read_blocks(body)))


def read_blocks(body: str) -> list[Block]:
    """Split a body at empty lines; each line of a list is a block of its own, the lines of a table are one."""
    blocks: list[Block] = []
    for part in body.split("\n\n"):
        lines = [line.strip() for line in part.splitlines() if line.strip()]
        if not lines:
            continue
        if all(line.startswith("|") for line in lines):
            blocks.append(Block("table", rows=tuple(_cells(line) for line in lines)))
        elif lines[0].startswith("- "):
            blocks.extend(Block("item", text) for text in _items(lines))
        else:
            blocks.append(_single(" ".join(lines)))
    return blocks


def _cells(line: str) -> tuple[str, ...]:
    return tuple(cell.strip() for cell in line.strip("|").split("|"))


def _items(lines: list[str]) -> list[str]:
    """List items; a line without a leading dash continues the item above it."""
    items: list[str] = []
    for line in lines:
        if line.startswith("- "):
            items.append(line[2:])
        else:
            items[-1] = f"{items[-1]} {line}"
    return items


def _single(text: str) -> Block:
    if text == PAGE_BREAK:
        return Block("page")
    if text.startswith(SCAN_PAGE):
        return Block("scan", text.removeprefix(SCAN_PAGE).removesuffix(">>"))
    depth = len(text) - len(text.lstrip("#"))
    if depth and text[depth : depth + 1] == " ":
        return Block("heading", text[depth + 1 :], level=depth)
    return Block("paragraph", text)
