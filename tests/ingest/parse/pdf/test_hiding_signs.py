"""Signs of hidden text in the content of a PDF page: they decide only whether the page is drawn and looked at."""

from __future__ import annotations

import pytest

from assistant.ingest.parse.pdf.hidden import may_hide_text


@pytest.mark.parametrize(
    "content",
    [
        b"BT 3 Tr (x) Tj ET",
        b"7\n Tr",
        b"1 g",
        b"q\n1.000\tg (x) Tj",
        b"[(a)]TJ]1 g",
        b".97 g",
        b"0.5 g 1 1 1 rg",
        b"1 .98 0.96 scn",
        b"/Cs1 cs 1 1 1 sc",
        b"0 0 0 0 k",
        b"0.0 0 0 0. scn",
        b"1" + b" " * 5_000 + b"g",
        b"0 g " * 1_000 + b"1 1 1 rg",
    ],
)
def test_white_and_undrawn_text_is_told(content: bytes) -> None:
    assert may_hide_text(content)


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"BT 0 Tr (x) Tj ET",
        b"13 Tr",
        b"0 g 0 G",
        b"0.5 g",
        b"2.1 g",
        b"1 G",
        b"1 1 0 rg",
        b"1 1 rg",
        b"0 0 0 1 k",
        b"1 0 0 rg 1 gs",
        b"1 Tr",
        b"(1 great day) Tj",
    ],
)
def test_ordinary_ink_is_not(content: bytes) -> None:
    assert not may_hide_text(content)
