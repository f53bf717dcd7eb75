"""Finds invisible text: white on white, not drawn, off the page, covered, or too small.

The page is rendered and the area of each line is checked for contrast: without contrast nobody can read the line. This
finds every trick, and accepts the invisible text that scanners put over the picture of the same words.
Invariant: colour or text mode alone decides nothing, because white text on a dark background is visible.
"""

from __future__ import annotations

import ctypes
import re
from typing import Any

_MIN_LETTERS = 16  # fewer letters cannot carry a message
_MIN_CONTRAST = 20  # of 255; light grey on white has 60 and more
_MAX_PIXELS = 1_500  # of a page's longer side; at 1 point a pixel a normal page has 842
_MIN_SIZE_PT, _MIN_HEIGHT_PT = 2.0, 1.0  # of the font, and of the letters themselves: too small to read
_OPERATOR = re.compile(rb"\s(g|rg|scn?|k|Tr)\b")  # each is looked at with the numbers before it
_INVISIBLE = re.compile(rb"(?<![\d.])[37]\Z")  # drawn invisibly, or as a clipping path only
_NEAR_WHITE = re.compile(rb"(?<![\d.])(?:1(?:\.0*)?|0?\.9[5-9]\d*)\Z")  # in grey and RGB
_NO_INK = re.compile(rb"(?<![\d.])0(?:\.0*)?\Z")  # white in CMYK
_HIDING = {  # operator: what its last numbers are, and how many of them
    b"Tr": ((_INVISIBLE, 1),),
    b"g": ((_NEAR_WHITE, 1),),
    b"rg": ((_NEAR_WHITE, 3),),
    b"k": ((_NO_INK, 4),),
    b"sc": ((_NEAR_WHITE, 3), (_NO_INK, 4)),
    b"scn": ((_NEAR_WHITE, 3), (_NO_INK, 4)),
}


def may_hide_text(content: bytes) -> bool:
    """Whether the content stream of a page draws invisibly, or in white."""
    done = 0
    for found in _OPERATOR.finditer(content):
        numbers = content[done : found.start()].rsplit(None, 4)[-4:]
        done = found.end()
        for sign, count in _HIDING[found[1]]:
            last = numbers[-count:]
            if len(last) == count and all(map(sign.match, last[1:])) and sign.search(last[0]):
                return True
    return False


def is_tiny_or_outside(text: str, size: float, x: float, y: float, box: tuple[float, float, float, float]) -> bool:
    """Whether text of `size` points at (x, y) is too small or lies outside `box` (left, bottom, right, top)."""
    left, bottom, right, top = box
    outside = not (left - size <= x <= right and bottom - size <= y <= top)
    return (outside or 0 < size < _MIN_SIZE_PT) and sum(map(str.isalpha, text)) > 1


def hides_text(page: Any, textpage: Any, text: str) -> bool:
    """Whether a page of PDFium, whose text is `text`, holds at least `_MIN_LETTERS` letters that cannot be seen."""
    if textpage.count_chars() != len(text):
        return False  # positions and letters do not match (characters beyond the BMP)
    width, height = page.get_size()
    bitmap = page.render(scale=min(1.0, _MAX_PIXELS / max(width, height, 1.0)), grayscale=True)
    try:
        return _hidden_letters(page, textpage, text, bitmap) >= _MIN_LETTERS
    finally:
        bitmap.close()


def _hidden_letters(page: Any, textpage: Any, text: str, bitmap: Any) -> int:
    pixels = bytes(bitmap.buffer)
    hidden = at = 0
    for line in text.split("\r\n"):
        letters = sum(map(str.isalpha, line))
        if letters > 1:
            count = textpage.count_rects(at, len(line))
            rects = map(textpage.get_rect, range(count))  # the first is mostly seen
            if count and not any(_is_visible(page, rect, bitmap, pixels) for rect in rects):
                hidden += letters
        at += len(line) + 2
    return hidden


def _is_visible(page: Any, rect: tuple[float, float, float, float], bitmap: Any, pixels: bytes) -> bool:
    left, bottom, right, top = rect
    if top - bottom < _MIN_HEIGHT_PT:
        return False
    x0, y0 = _pixel(page, bitmap, left, top)
    x1, y1 = _pixel(page, bitmap, right, bottom)
    x0, x1 = max(0, min(x0, x1) - 1), min(bitmap.width, max(x0, x1) + 2)
    y0, y1 = max(0, min(y0, y1) - 1), min(bitmap.height, max(y0, y1) + 2)
    darkest, lightest = 255, 0
    for y in range(y0, y1):
        row = pixels[y * bitmap.stride + x0 : y * bitmap.stride + x1]
        if row:
            darkest, lightest = min(darkest, min(row)), max(lightest, max(row))
            if lightest - darkest >= _MIN_CONTRAST:
                return True
    return False


def _pixel(page: Any, bitmap: Any, x: float, y: float) -> tuple[int, int]:
    """The pixel of a point on the page, computed by PDFium, which handles rotation and cropping."""
    import pypdfium2.raw as raw

    across, down = ctypes.c_int(), ctypes.c_int()
    raw.FPDF_PageToDevice(page, 0, 0, bitmap.width, bitmap.height, 0, x, y, across, down)
    return across.value, down.value
