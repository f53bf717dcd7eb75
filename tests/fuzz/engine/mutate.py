"""Bends inputs at random.

Invariant: what comes out depends on the generator and the inputs alone, and is no longer than allowed.

A change is made in a window of a few thousand bytes, so that a long input costs no more than a short one. Half of the
changes know nothing of the format; the others cut at words, numbers, tags and elements, of which a text is made.
"""

from __future__ import annotations

import re
import struct
from collections.abc import Callable, Sequence
from random import Random

from tests.fuzz.engine.interesting import EDGES, NUMBERS, OPENINGS, WIDTHS, WORDS
from tests.fuzz.engine.shapes import Part, Shape

_WINDOW = 3_000
_TOKEN = re.compile(rb"<[^<>]{0,300}>|[A-Za-z_]+|[0-9]+|\s+|[^A-Za-z_0-9\s<]|<")
_TAG = re.compile(rb"<([A-Za-z][\w:.-]{0,40})[^<>]{0,300}(?<!/)>")
_Change = Callable[[Random, bytes, bytes], bytes]


def mutated(random: Random, data: bytes, other: bytes, shape: Shape, most_bytes: int) -> bytes:
    """`data` with one or more changes; `other` is another input, of which pieces are taken."""
    parts = shape.split(data)
    theirs = shape.split(other)
    for _ in range(1 + min(int(random.expovariate(0.7)), 8)):
        if len(parts) > 1 and random.random() < 0.08:
            parts = _among_parts(random, parts, theirs)
        else:
            at = _weighted(random, parts)
            name, content = parts[at]
            parts[at] = name, _bent(random, content, _like(random, name, theirs))
    made = shape.join(parts)
    if len(parts) > 1 and random.random() < 0.04:
        made = _bent(random, made, other)  # the container itself
    return made[:most_bytes] if len(made) > most_bytes else made


def _weighted(random: Random, parts: Sequence[Part]) -> int:
    """A part, the longer the likelier, up to a bound."""
    weights = [min(len(content), 4_000) + 50 for _, content in parts]
    return random.choices(range(len(parts)), weights)[0] if parts else 0


def _like(random: Random, name: str, theirs: Sequence[Part]) -> bytes:
    same = [content for other, content in theirs if other == name]
    return same[0] if same else random.choice(theirs)[1] if theirs else b""


def _among_parts(random: Random, parts: list[Part], theirs: Sequence[Part]) -> list[Part]:
    """A part goes, comes, is empty, or carries another one's name."""
    at = random.randrange(len(parts))
    name, content = parts[at]
    other = random.choice([*parts, *theirs])
    match random.randrange(5):
        case 0:
            return [*parts[:at], *parts[at + 1 :]]
        case 1:
            return [*parts, other]
        case 2:
            return [*parts[:at], (name, b""), *parts[at + 1 :]]
        case 3:
            return [*parts[:at], (name, other[1]), *parts[at + 1 :]]
    return [*parts, (other[0] + random.choice(("", "x", "/", ".xml", "2")), content)]


def _bent(random: Random, data: bytes, other: bytes) -> bytes:
    start = random.randrange(max(1, len(data) - _WINDOW // 2)) if len(data) > _WINDOW else 0
    window = data[start : start + _WINDOW]
    changed = random.choice(_CHANGES)(random, window, _window_of(random, other))
    return data[:start] + changed + data[start + len(window) :]


def _window_of(random: Random, data: bytes) -> bytes:
    start = random.randrange(max(1, len(data) - _WINDOW // 2)) if len(data) > _WINDOW else 0
    return data[start : start + _WINDOW]


def _span(random: Random, length: int, most: int = 200) -> tuple[int, int]:
    start = random.randrange(length + 1)
    return start, min(length, start + random.choice((1, 2, 4, 8, 30, most)))


# ---------------------------------------------------------------- bytes


def _flip(random: Random, data: bytes, other: bytes) -> bytes:
    if not data:
        return b"\0"
    at = random.randrange(len(data))
    return data[:at] + bytes([data[at] ^ (1 << random.randrange(8))]) + data[at + 1 :]


def _cut(random: Random, data: bytes, other: bytes) -> bytes:
    start, end = _span(random, len(data))
    return data[:start] + data[end:]


def _end_early(random: Random, data: bytes, other: bytes) -> bytes:
    return data[: random.randrange(len(data) + 1)]


def _repeat(random: Random, data: bytes, other: bytes) -> bytes:
    start, end = _span(random, len(data))
    return data[:start] + data[start:end] * random.choice((2, 2, 3, 10, 50, 300)) + data[end:]


def _insert(random: Random, data: bytes, other: bytes) -> bytes:
    at = random.randrange(len(data) + 1)
    return data[:at] + random.choice(WORDS) * random.choice((1, 1, 1, 2, 40)) + data[at:]


def _number_in_bytes(random: Random, data: bytes, other: bytes) -> bytes:
    form = random.choice(WIDTHS)
    size = struct.calcsize(form)
    packed = struct.pack(form, random.choice(EDGES) & ((1 << 8 * size) - 1))
    at = random.randrange(max(1, len(data) - size + 1))
    return data[:at] + packed + data[at + size :]


def _piece_of_other(random: Random, data: bytes, other: bytes) -> bytes:
    start, end = _span(random, len(other), 1_000)
    at, to = _span(random, len(data), 1_000)
    return data[:at] + other[start:end] + data[random.choice((at, to)) :]


def _nest(random: Random, data: bytes, other: bytes) -> bytes:
    at = random.randrange(len(data) + 1)
    return data[:at] + random.choice(OPENINGS) * random.choice((2, 20, 200, 2_000)) + data[at:]


# ---------------------------------------------------------------- words, numbers, tags


def _tokens(data: bytes) -> list[bytes]:
    return _TOKEN.findall(data)


def _swap_token(random: Random, data: bytes, other: bytes) -> bytes:
    tokens, theirs = _tokens(data), _tokens(other)
    if tokens:
        tokens[random.randrange(len(tokens))] = random.choice(theirs or tokens)
    return b"".join(tokens)


def _other_word(random: Random, data: bytes, other: bytes) -> bytes:
    tokens = _tokens(data)
    if tokens:
        tokens[random.randrange(len(tokens))] = random.choice(WORDS)
    return b"".join(tokens)


def _other_number(random: Random, data: bytes, other: bytes) -> bytes:
    tokens = _tokens(data)
    digits = [at for at, token in enumerate(tokens) if token.isdigit()]
    if digits:
        tokens[random.choice(digits)] = random.choice(NUMBERS)
    return b"".join(tokens)


def _move_tokens(random: Random, data: bytes, other: bytes) -> bytes:
    tokens = _tokens(data)
    start, end = _span(random, len(tokens), 50)
    taken = tokens[start:end]
    del tokens[start : random.choice((start, end))]
    at = random.randrange(len(tokens) + 1)
    return b"".join((*tokens[:at], *taken, *tokens[at:]))


def _element(random: Random, data: bytes, other: bytes) -> bytes:
    """An element of markup goes, comes twice, is nested in itself, or is moved."""
    tags = list(_TAG.finditer(data))
    if not tags:
        return _move_tokens(random, data, other)
    tag = random.choice(tags)
    closing = b"</" + tag[1] + b">"
    inner_end = data.find(closing, tag.end())
    if inner_end < 0:
        return data[: tag.start()] + data[tag.end() :]
    end = inner_end + len(closing)
    whole, inner = data[tag.start() : end], data[tag.end() : inner_end]
    match random.randrange(5):
        case 0:
            return data[: tag.start()] + data[end:]
        case 1:
            return data[:end] + whole * random.choice((1, 2, 20)) + data[end:]
        case 2:
            times = random.choice((2, 5, 60, 400))
            return data[: tag.start()] + tag[0] * times + inner + closing * times + data[end:]
        case 3:
            return data[: tag.end()] + random.choice(WORDS) + data[inner_end:]
    rest = data[: tag.start()] + data[end:]
    at = random.randrange(len(rest) + 1)
    return rest[:at] + whole + rest[at:]


_CHANGES: tuple[_Change, ...] = (
    _flip, _cut, _end_early, _repeat, _insert, _number_in_bytes, _piece_of_other, _nest,
    _swap_token, _other_word, _other_word, _other_number, _other_number, _move_tokens, _element, _element,
)  # fmt: skip
