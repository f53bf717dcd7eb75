"""Writes the tokenizer of a packed model as a tokenizer.json.

Invariant: what the file says of each character is what the written rules do with it, or the model is refused.

The rules are SentencePiece's `nmt_nfkc`: control characters are dropped, odd spaces become spaces, then NFKC, which
also joins a letter and its accent where they are written apart. The wide tilde of Chinese and Japanese stays as it is.
"""

from __future__ import annotations

import json
import unicodedata
from typing import Any

from assistant.models.packed.layout import PackedTokens, refused

_SPACE = "\u2581"  # how a piece writes the space before a word
_WIDE_TILDE = "\uff5e"
_HIDDEN = "\x01"  # stands for the wide tilde during NFKC: control characters are gone by then
_DROPPED = frozenset(map(chr, (*range(0x01, 0x09), 0x0B, *range(0x0E, 0x20), 0x7F, 0x8F, 0x9F)))
_SPACES = frozenset("\t\n\f\r\u1680\u200b\u200c\u200d\u200e\u200f\u2028\u2029\u2581\ufeff\ufffd")


def tokenizer_definition(tokens: PackedTokens) -> bytes:
    """The tokenizer.json. Raises ModelRefused if the model treats a character in another way than the rules."""
    if any(_written(character) != becomes for character, becomes in tokens.becomes.items()):
        raise refused()
    pieces = tokens.pieces
    special = sorted({tokens.begin, tokens.end, tokens.pad, tokens.unknown})
    definition = {
        "version": "1.0",
        "added_tokens": [_special(number, pieces[number]) for number in special],
        "normalizer": {"type": "Sequence", "normalizers": _rules()},
        "pre_tokenizer": {"type": "Metaspace", "replacement": _SPACE, "prepend_scheme": "always", "split": True},
        "post_processor": _framed(pieces[tokens.begin], tokens.begin, pieces[tokens.end], tokens.end),
        "decoder": {"type": "Metaspace", "replacement": _SPACE, "prepend_scheme": "always", "split": True},
        "model": {
            "type": "Unigram",
            "unk_id": tokens.unknown,
            "vocab": list(zip(pieces, tokens.scores, strict=True)),
            "byte_fallback": False,
        },
    }
    return json.dumps(definition, ensure_ascii=False).encode()


def _written(character: str) -> str:
    """What the rules make of one character."""
    if character in _DROPPED:
        return ""
    if character in _SPACES:
        return " "
    return character if character == _WIDE_TILDE else unicodedata.normalize("NFKC", character)


def _rules() -> list[dict[str, Any]]:
    return [
        {"type": "Nmt"},
        {"type": "Replace", "pattern": {"String": _WIDE_TILDE}, "content": _HIDDEN},
        {"type": "NFKC"},
        {"type": "Replace", "pattern": {"String": _HIDDEN}, "content": _WIDE_TILDE},
        {"type": "Replace", "pattern": {"Regex": " {2,}"}, "content": " "},
    ]


def _special(number: int, piece: str) -> dict[str, Any]:
    plain = {"single_word": False, "lstrip": False, "rstrip": False, "normalized": False}
    return {"id": number, "content": piece, **plain, "special": True}


def _framed(begin: str, begin_id: int, end: str, end_id: int) -> dict[str, Any]:
    """A text stands between the begin and the end."""
    single = [
        {"SpecialToken": {"id": begin, "type_id": 0}},
        {"Sequence": {"id": "A", "type_id": 0}},
        {"SpecialToken": {"id": end, "type_id": 0}},
    ]
    pair = [*single, {"Sequence": {"id": "B", "type_id": 1}}, {"SpecialToken": {"id": end, "type_id": 1}}]
    known = {
        piece: {"id": piece, "ids": [number], "tokens": [piece]} for piece, number in ((begin, begin_id), (end, end_id))
    }
    return {"type": "TemplateProcessing", "single": single, "pair": pair, "special_tokens": known}
