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
_NEAR_WHITE = rb"(?<![\d.])(?:1(?:\.0*)?|0?\.9[5-9]\d*)"
SUSPICIOUS = re.compile(
    rb"(?<![\d.])[37]\s+Tr\b"  # drawn invisibly, or as a clipping path only
    rb"|" + _NEAR_WHITE + rb"\s+g\b"
    rb"|" + _NEAR_WHITE + rb"\s+" + _NEAR_WHITE + rb"\s+" + _NEAR_WHITE + rb"\s+(?:rg|scn?)\b"
    rb"|(?<![\d.])0(?:\.0*)?\s+0(?:\.0*)?\s+0(?:\.0*)?\s+0(?:\.0*)?\s+(?:k|scn?)\b"
)  # the last three: white in grey, RGB and CMYK


def is_tiny_or_outside(text: str, size: float, x: float, y: float, box: tuple[float, float, float, float]) -> bool:
    """Whether text of `size` points at (x, y) is too small or lies outside `box` (left, bottom, right, top)."""
    if sum(map(str.isalpha, text)) < 2:
        return False
    left, bottom, right, top = box
    outside = not (left - size <= x <= right and bottom - size <= y <= top)
    return outside or 0 < size < _MIN_SIZE_PT


def hides_text(page: Any) -> bool:
    """Whether a page of PDFium holds at least `_MIN_LETTERS` letters that cannot be seen."""
    width, height = page.get_size()
    bitmap = page.render(scale=min(1.0, _MAX_PIXELS / max(width, height, 1.0)), grayscale=True)
    textpage = page.get_textpage()
    try:
        text = textpage.get_text_range()
        if textpage.count_chars() != len(text):
            return False  # positions and letters do not match (characters beyond the BMP)
        return _hidden_letters(page, textpage, text, bitmap) >= _MIN_LETTERS
    finally:
        textpage.close()
        bitmap.close()


def _hidden_letters(page: Any, textpage: Any, text: str, bitmap: Any) -> int:
    pixels = bytes(bitmap.buffer)
    hidden = at = 0
    for line in text.split("\r\n"):
        letters = sum(map(str.isalpha, line))
        if letters > 1:
            rects = [textpage.get_rect(number) for number in range(textpage.count_rects(at, len(line)))]
            if rects and not any(_is_visible(page, rect, bitmap, pixels) for rect in rects):
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
