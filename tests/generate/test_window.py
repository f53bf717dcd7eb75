"""How much of a window is used, how the conversation is kept, and how tokens are chosen."""

from __future__ import annotations

import pytest

from assistant.generate.sampling import default_sampling
from assistant.generate.window import Window, choose_window

GIB = 2**30
KV = 131_072  # an 8B model: 32 layers, 8 heads of 128, keys and values of two bytes


@pytest.mark.parametrize(
    ("trained", "free", "wanted", "window"),
    [
        (131_072, 16 * GIB, 0, (8192, "f16")),
        (131_072, 7.2 * GIB, 0, (8192, "q8_0")),
        (131_072, 6.7 * GIB, 0, (4096, "q8_0")),
        (131_072, 1 * GIB, 0, (2048, "q8_0")),
        (2048, 16 * GIB, 0, (2048, "f16")),
        (131_072, 4 * GIB, 12_000, (12_000, "f16")),
        (131_072, 4 * GIB, 20_000, (20_000, "q8_0")),
        (4096, 16 * GIB, 16_384, (4096, "f16")),
        (0, 16 * GIB, 0, (2048, "f16")),
    ],
)
def test_the_window(trained: int, free: float, wanted: int, window: tuple[int, str]) -> None:
    chosen = choose_window(trained, int(free), wanted, model_bytes=int(4.6 * GIB), kv_bytes_per_token=KV)
    assert (chosen.tokens, chosen.cache) == window


def test_what_is_not_known_of_a_model_takes_nothing_away() -> None:
    assert choose_window(131_072, 0) == Window(8192, "f16", 0)


def test_eight_bits_take_about_half() -> None:
    wide, narrow = (choose_window(10**6, 10**12, tokens, kv_bytes_per_token=KV) for tokens in (16_000, 16_384))
    assert wide.cache_bytes == 16_000 * KV
    assert 0.5 < narrow.cache_bytes / (16_384 * KV) < 0.55


def test_only_small_models_are_kept_from_repeating_themselves() -> None:
    assert default_sampling(135_000_000).repeat_penalty > 1
    assert default_sampling(3_000_000_000).repeat_penalty == 1
    assert default_sampling(0).repeat_penalty == 1
    assert default_sampling(135_000_000).temperature == 0
