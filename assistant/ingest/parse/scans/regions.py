"""Finds the lines of text in a map of how likely each place of a page belongs to one.

Invariant: a box is where the line is drawn, also on a skewed page: a rectangle with an angle of its own.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

_INSIDE, _SURE = 0.3, 0.5  # likelihood of a place inside a line, and the mean of a whole line at least
_SMALLEST = 3.0  # places: how thick a line is at least
_GROWTH = 1.6  # the map shows lines thinner than they are: by area / circumference times this
_LONG = 4.0  # times as long as thick: such a line has an angle that can be measured
_MOST_LINES = 2_000


@dataclass(frozen=True, slots=True)
class Region:
    """A line of text: its middle, its length and thickness, and the angle of its baseline in radians, clockwise."""

    x: float
    y: float
    length: float
    thickness: float
    angle: float

    def scaled(self, across: float, down: float) -> Region:
        return Region(self.x * across, self.y * down, self.length * across, self.thickness * down, self.angle)


def find_regions(likelihood: NDArray[np.float32]) -> list[Region]:
    """The lines in a map of shape (height, width) with values from 0 to 1, in no order."""
    places = _components(likelihood > _INSIDE)
    places = sorted(places, key=len, reverse=True)[:_MOST_LINES]
    width = likelihood.shape[1]
    flat = likelihood.ravel()
    parts = [(rows, columns, float(flat[rows * width + columns].mean())) for rows, columns in map(_split, places)]
    parts = [part for part in parts if part[2] >= _SURE]
    angles = [_angle(rows, columns) for rows, columns, _ in parts]
    measured = [angle for angle in angles if angle is not None]
    usual = float(np.median(measured)) if measured else 0.0
    found = []
    for (rows, columns, _), own in zip(parts, angles, strict=True):
        angle = own if own is not None and abs(own - usual) < math.radians(4) else usual
        region = _box(rows, columns, angle)
        if region is not None:
            found.append(region)
    return found


def usual_angle(regions: list[Region]) -> float:
    """The angle of most of the text, in radians; long lines count more."""
    if not regions:
        return 0.0
    order = sorted(regions, key=lambda region: region.angle)
    half = sum(region.length for region in order) / 2
    passed = 0.0
    for region in order:
        passed += region.length
        if passed >= half:
            return region.angle
    return order[-1].angle


def _split(runs: NDArray[np.int64]) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """The rows and columns of all places in runs of shape (count, 3): row, start, end."""
    lengths = runs[:, 2] - runs[:, 1]
    rows = np.repeat(runs[:, 0], lengths)
    offsets = np.arange(lengths.sum()) - np.repeat(np.cumsum(lengths) - lengths, lengths)
    return rows, np.repeat(runs[:, 1], lengths) + offsets


def _components(inside: NDArray[np.bool_]) -> list[NDArray[np.int64]]:
    """The parts of the map that hang together, each as its runs of places in a row."""
    padded = np.zeros((inside.shape[0], inside.shape[1] + 2), dtype=np.int8)
    padded[:, 1:-1] = inside
    steps = np.diff(padded, axis=1)
    rows, starts = np.nonzero(steps == 1)
    ends = np.nonzero(steps == -1)[1]
    parents = list(range(len(rows)))

    def root(number: int) -> int:
        while parents[number] != number:
            parents[number] = parents[parents[number]]
            number = parents[number]
        return number

    first_of_row = np.searchsorted(rows, np.arange(inside.shape[0] + 1)).tolist()
    begins, stops = starts.tolist(), ends.tolist()
    for row in range(1, inside.shape[0]):
        above, until = first_of_row[row - 1], first_of_row[row]
        here, last = until, first_of_row[row + 1]
        while above < until and here < last:
            if begins[above] <= stops[here] and begins[here] <= stops[above]:  # also corner to corner
                parents[root(here)] = root(above)
            if stops[above] < stops[here]:
                above += 1
            else:
                here += 1
    runs = np.stack([rows, starts, ends], axis=1) if len(rows) else np.zeros((0, 3), dtype=np.int64)
    groups: dict[int, list[int]] = {}
    for number in range(len(parents)):
        groups.setdefault(root(number), []).append(number)
    return [runs[numbers] for numbers in groups.values()]


def _angle(rows: NDArray[np.int64], columns: NDArray[np.int64]) -> float | None:
    """The angle of a part that is much longer than thick, by its moments; None if it is not."""
    x, y = columns - columns.mean(), rows - rows.mean()
    xx, yy, xy = float((x * x).mean()), float((y * y).mean()), float((x * y).mean())
    spread = math.hypot(xx - yy, 2 * xy)
    long, short = (xx + yy + spread) / 2, (xx + yy - spread) / 2
    if long < _LONG * _LONG * max(short, 0.1):
        return None
    angle = math.atan2(2 * xy, xx - yy) / 2
    return angle if abs(angle) < math.pi / 4 else None


def _box(rows: NDArray[np.int64], columns: NDArray[np.int64], angle: float) -> Region | None:
    cosine, sine = math.cos(angle), math.sin(angle)
    along, down = columns * cosine + rows * sine, rows * cosine - columns * sine
    left, right, top, bottom = along.min(), along.max() + 1, down.min(), down.max() + 1
    length, thickness = float(right - left), float(bottom - top)
    if min(length, thickness) < _SMALLEST:
        return None
    growth = length * thickness * _GROWTH / (2 * (length + thickness))
    middle, height = float(left + right) / 2, float(top + bottom) / 2
    x, y = middle * cosine - height * sine, middle * sine + height * cosine
    return Region(x, y, length + 2 * growth, thickness + 2 * growth, angle)
