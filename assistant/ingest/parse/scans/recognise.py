"""Recognises the text of a picture: where its lines are, what each says, how sure that is, and where its words stand.

Invariant: a picture comes in and lines go out; nothing is read or written meanwhile.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from assistant.ingest.parse.scans.regions import Region, find_regions, usual_angle
from assistant.models.onnx.session import PictureSession

if TYPE_CHECKING:
    from PIL.Image import Image

_SIDE = 1_536  # pixels: the longer side of the picture in which lines are looked for
_LOOK_SIDE = 736  # pixels, of the picture that is looked at first
_FEWEST_LINES, _LONG_LINE = 3, 8.0  # what shows fewer, and none so many times as long as thick, is no document
_STEP = 32  # the sides of that picture are multiples of it
_HEIGHT = 48  # pixels of a line that is read
_WIDEST = 3_200  # pixels of a line that is read, at that height
_TRIED = 5  # lines by which it is told how the page is turned
_UPRIGHT = 0.9  # confidence of those lines: no other turn is tried
_HINT = "Run: assistant models pull scans"


@dataclass(frozen=True, slots=True)
class Word:
    """A word of a line and where it begins and ends, as fractions of the line's length."""

    text: str
    start: float
    end: float


@dataclass(frozen=True, slots=True)
class ScanLine:
    """A line: its words, the confidence from 0 to 1, and its box in pixels of the picture as it is turned."""

    words: tuple[Word, ...]
    confidence: float
    box: Region

    @property
    def text(self) -> str:
        return " ".join(word.text for word in self.words)


@dataclass(frozen=True, slots=True)
class Recognised:
    """What a picture says. `turn`: by how many quarters it was turned to the right to stand upright; `size` then."""

    lines: tuple[ScanLine, ...]
    turn: int
    angle: float  # of the lines, in radians, clockwise
    size: tuple[int, int]  # width and height in pixels


class Recogniser:
    """Two graphs: one finds lines, one reads a line. Raises ModelRefused if one of them cannot be opened."""

    def __init__(self, folder: Path) -> None:
        self._finds = PictureSession(folder / "detect.onnx", folder.name, _HINT)
        self._reads = PictureSession(folder / "read.onnx", folder.name, _HINT)
        self._letters = ["", *self._reads.said("character").split("\n")]

    def may_show_text(self, picture: Image) -> bool:
        """A quick look at an RGB picture, a tenth of the time in which a page is read."""
        regions = self._regions(picture, _LOOK_SIDE)
        return len(regions) >= _FEWEST_LINES or any(one.length > _LONG_LINE * one.thickness for one in regions)

    def recognise(self, picture: Image) -> Recognised:
        """The lines of an RGB picture, in no order. It is turned by quarters and by its lines' angle as it needs."""
        regions = self._regions(picture)
        upright = [region for region in regions if region.length >= region.thickness]
        if len(upright) * 2 < len(regions):  # most lines stand: a quarter to the right, or to the left
            return self._best_turn(picture, (1, 3))
        return self._best_turn(picture, (0, 2), regions)

    def _best_turn(self, picture: Image, turns: Sequence[int], regions: list[Region] | None = None) -> Recognised:
        turned = _turned(picture, turns[0])
        regions = self._regions(turned) if regions is None else regions
        longest = sorted(regions, key=lambda region: region.length, reverse=True)[:_TRIED]
        first = self._mean(turned, longest)
        if first >= _UPRIGHT or not longest:
            return self._read_all(turned, regions, turns[0])
        around = _turned(turned, 2)
        opposite = [_opposite(region, turned.size) for region in longest]
        if self._mean(around, opposite) <= first:
            return self._read_all(turned, regions, turns[0])
        return self._read_all(around, [_opposite(region, turned.size) for region in regions], turns[1])

    def _mean(self, picture: Image, regions: Sequence[Region]) -> float:
        return sum(self._line(picture, region).confidence for region in regions) / max(1, len(regions))

    def _read_all(self, picture: Image, regions: list[Region], turn: int) -> Recognised:
        lines = tuple(self._line(picture, region) for region in regions)
        return Recognised(lines, turn, usual_angle(regions), picture.size)

    def _regions(self, picture: Image, side: int = _SIDE) -> list[Region]:
        width, height = picture.size
        scale = min(1.0, side / max(width, height))
        across, down = (max(1, round(side * scale / _STEP)) * _STEP for side in (width, height))
        likelihood = self._finds.run(_values(picture.resize((across, down))))[0]
        return [region.scaled(width / across, height / down) for region in find_regions(likelihood)]

    def _line(self, picture: Image, region: Region) -> ScanLine:
        width = max(_HEIGHT // 2, min(_WIDEST, round(region.length / region.thickness * _HEIGHT)))
        scores = self._reads.run(_values(_cut_out(picture, region, width)))
        best = scores.argmax(axis=1)
        sure = scores[np.arange(len(best)), best]
        kept = np.nonzero((best > 0) & (best != np.concatenate([[0], best[:-1]])))[0]
        letters = [(self._letter(int(best[at])), int(at)) for at in kept]
        confidence = float(sure[kept].mean()) if len(kept) else 0.0
        return ScanLine(_words(letters, len(best)), confidence, region)

    def _letter(self, number: int) -> str:
        return self._letters[number] if number < len(self._letters) else " "


def _values(picture: Image) -> NDArray[np.float32]:
    """The picture as the graphs take it: blue, green, red; from -1 to 1."""
    pixels = np.asarray(picture, dtype=np.float32)[:, :, ::-1]
    return np.ascontiguousarray(pixels.transpose(2, 0, 1) / 127.5 - 1.0)


def _cut_out(picture: Image, region: Region, width: int) -> Image:
    """The line upright and alone, in the height that is read."""
    from PIL import Image as Images

    cosine, sine = math.cos(region.angle), math.sin(region.angle)
    across, down = region.length / width, region.thickness / _HEIGHT
    left = region.x - region.length / 2 * cosine + region.thickness / 2 * sine
    top = region.y - region.length / 2 * sine - region.thickness / 2 * cosine
    if down > 1.5:  # a line of large letters is made smaller first, or single pixels would stand for many
        smaller = 1 / down
        part, left, top = _part(picture, region, left, top)
        size = (max(1, round(part.width * smaller)), max(1, round(part.height * smaller)))
        picture = part.resize(size, Images.Resampling.BOX)
        left, top = left * size[0] / part.width, top * size[1] / part.height
        across, down = across * smaller, 1.0
    matrix = (across * cosine, -down * sine, left, across * sine, down * cosine, top)
    return picture.transform(
        (width, _HEIGHT), Images.Transform.AFFINE, matrix, Images.Resampling.BILINEAR, fillcolor=(255, 255, 255)
    )


def _part(picture: Image, region: Region, left: float, top: float) -> tuple[Image, float, float]:
    """The part of the picture around a line, and the line's corner in it."""
    reach_x = (region.length * abs(math.cos(region.angle)) + region.thickness * abs(math.sin(region.angle))) / 2 + 4
    reach_y = (region.length * abs(math.sin(region.angle)) + region.thickness * abs(math.cos(region.angle))) / 2 + 4
    x0, y0 = max(0, math.floor(region.x - reach_x)), max(0, math.floor(region.y - reach_y))
    x1, y1 = min(picture.width, math.ceil(region.x + reach_x)), min(picture.height, math.ceil(region.y + reach_y))
    return picture.crop((x0, y0, max(x1, x0 + 1), max(y1, y0 + 1))), left - x0, top - y0


def _turned(picture: Image, turn: int) -> Image:
    from PIL import Image as Images

    ways: dict[int, Callable[[], Image]] = {
        1: lambda: picture.transpose(Images.Transpose.ROTATE_270),
        2: lambda: picture.transpose(Images.Transpose.ROTATE_180),
        3: lambda: picture.transpose(Images.Transpose.ROTATE_90),
    }
    return ways[turn]() if turn else picture


def _opposite(region: Region, size: tuple[int, int]) -> Region:
    """The same line in the picture turned by half."""
    return Region(size[0] - region.x, size[1] - region.y, region.length, region.thickness, region.angle)


def _words(letters: Sequence[tuple[str, int]], steps: int) -> tuple[Word, ...]:
    """The words of a line from its letters, each with the step at which it was seen."""
    found: list[Word] = []
    part: list[tuple[str, int]] = []
    for letter, at in [*letters, (" ", steps)]:
        if not letter.isspace():
            part.append((letter, at))
        elif part:
            text = "".join(one for one, _ in part)
            found.append(Word(text, part[0][1] / steps, min(1.0, (part[-1][1] + 1) / steps)))
            part = []
    return tuple(found)
