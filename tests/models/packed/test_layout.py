"""The packed format: read exactly, or refused. No bent byte ends in another error."""

from __future__ import annotations

import random

import numpy as np
import pytest

from assistant.domain.errors import ModelRefused
from assistant.models.packed.graph import build_packed
from assistant.models.packed.layout import Blocks, read_packed
from assistant.models.packed.tokenizer import tokenizer_definition
from tests.models.packed.packing import HIDDEN, INNER, LAYERS, PIECES, pack


def test_shape_pieces_and_tensors_are_read() -> None:
    model = read_packed(pack())
    assert (model.hidden, model.layers, model.inner, model.words) == (HIDDEN, LAYERS, INNER, len(PIECES) + 2)
    assert model.tokens.pieces == PIECES
    assert model.tokens.becomes["\ufb01"] == "fi"
    assert model.matrices["l1.fo.w"].codes.shape == (HIDDEN, INNER // 32, 32)
    assert model.vectors["l0.fi.b"].shape == (INNER,)


def test_a_value_is_its_code_less_eight_times_the_scale_of_its_block() -> None:
    codes = np.arange(64, dtype=np.uint8).reshape(1, 2, 32) % 16
    values = Blocks(codes, np.array([[0.5, 2.0]], dtype=np.float32)).values()
    assert values.shape == (1, 64)
    assert values[0, [0, 8, 15, 32, 63]].tolist() == [-4.0, 0.0, 3.5, -16.0, 14.0]


def test_the_low_half_of_a_byte_is_an_early_code_and_the_high_half_a_late_one() -> None:
    data = pack()
    place = data.index(read_packed(data).vectors["emb.pos"].tobytes())
    first = read_packed(data).matrices["emb.word"]
    start = place - len(first.codes) * (HIDDEN // 32) * 18  # the tensor before it; a block has 18 bytes
    assert (first.codes[0, 0, 0], first.codes[0, 0, 16]) == (data[start + 2] & 15, data[start + 2] >> 4)


@pytest.mark.parametrize("start", [b"E5S2", b"GGUF", b"", b"E5S1\x02\x00\x00\x00"])
def test_another_format_or_version_is_refused(start: bytes) -> None:
    with pytest.raises(ModelRefused, match="packed model"):
        read_packed(start + pack()[len(start) :] if start else b"")


def test_a_file_that_is_cut_off_is_refused() -> None:
    whole = pack()
    for size in random.Random(3).sample(range(len(whole)), 60):
        with pytest.raises(ModelRefused):
            read_packed(whole[:size])


def test_bent_bytes_are_refused_or_read_and_nothing_else() -> None:
    whole, order = pack(), random.Random(5)
    refused = 0
    for _ in range(150):
        bent = bytearray(whole)
        for _ in range(order.randint(1, 4)):
            bent[order.randrange(3000)] = order.choice((0, 1, 0x7F, 0x80, 0xFF))
        try:
            model = read_packed(bytes(bent))
            tokenizer_definition(model.tokens)
            build_packed(model)
        except ModelRefused:
            refused += 1
    assert refused > 20


@pytest.mark.parametrize("name", ["emb.word", "emb.pos", "l0.q.w", "l1.oln.b"])
def test_a_tensor_that_is_missing_is_refused(name: str) -> None:
    with pytest.raises(ModelRefused):
        build_packed(read_packed(pack(leave_out=name)))


def test_a_shape_that_the_tensors_do_not_have_is_refused() -> None:
    with pytest.raises(ModelRefused):
        build_packed(read_packed(pack(hidden=128)))


@pytest.mark.parametrize("becomes", [{"a": "b"}, {"\uff5e": "~"}, {"\t": ""}, {"\ufb01": "f"}])
def test_a_character_that_the_rules_treat_otherwise_is_refused(becomes: dict[str, str]) -> None:
    tokenizer_definition(read_packed(pack(becomes={"\ufb01": "fi"})).tokens)  # the negative control
    with pytest.raises(ModelRefused):
        tokenizer_definition(read_packed(pack(becomes=becomes)).tokens)
