"""How much of a window is used, and how tokens are chosen."""

from __future__ import annotations

import pytest

from assistant.generate.sampling import default_sampling
from assistant.generate.window import choose_window

GIB = 2**30


@pytest.mark.parametrize(
    ("trained", "memory", "wanted", "window"),
    [
        (131_072, 16 * GIB, 0, 8192),
        (131_072, 4 * GIB, 0, 4096),
        (2048, 16 * GIB, 0, 2048),
        (131_072, 4 * GIB, 16_384, 16_384),
        (4096, 16 * GIB, 16_384, 4096),
        (0, 16 * GIB, 0, 2048),
    ],
)
def test_the_window(trained: int, memory: int, wanted: int, window: int) -> None:
    assert choose_window(trained, memory, wanted) == window


def test_only_small_models_are_kept_from_repeating_themselves() -> None:
    assert default_sampling(135_000_000).repeat_penalty > 1
    assert default_sampling(3_000_000_000).repeat_penalty == 1
    assert default_sampling(0).repeat_penalty == 1
    assert default_sampling(135_000_000).temperature == 0
