"""Charts: the title and the stored figures, written as the table that the chart shows.

Invariant: the workbook behind a chart is never opened.
"""

from __future__ import annotations

import contextlib
from typing import Any

from assistant.ingest.parse.office.drawing import paragraph_text
from assistant.ingest.parse.office.number_format import number_format
from assistant.ingest.parse.page import PageBuilder
from assistant.ingest.parse.tables import add_rows
from assistant.text.clean import one_line

_MAX_POINTS, _MAX_SERIES = 2_000, 100


def add_chart(chart: Any, builder: PageBuilder) -> None:
    """Add the chart whose part has the root `chart`: its title, then a row for each category."""
    title = chart.find("{*}chart/{*}title")
    if title is not None:
        words = " ".join(map(paragraph_text, title.iter("{*}p"))) or " ".join(_points(title).values())
        builder.add("paragraph", words)
    series = [element for _, element in zip(range(_MAX_SERIES), chart.iter("{*}ser"), strict=False)]
    names = [" ".join(_points(element.find("{*}tx")).values()) for element in series]
    values = [_points(_first(element, "val", "yVal")) for element in series]
    categories: dict[int, str] = {}
    for element in series:
        categories = categories or _points(_first(element, "cat", "xVal"))
    indexes = sorted({index for points in (categories, *values) for index in points})
    rows = [[categories.get(index, ""), *(points.get(index, "") for points in values)] for index in indexes]
    if rows:
        add_rows(builder, [["", *names], *rows], header=any(names))


def _first(series: Any, *names: str) -> Any:
    return next((found for name in names if (found := series.find(f"{{*}}{name}")) is not None), None)


def _points(parent: Any) -> dict[int, str]:
    """The stored texts or figures below `parent`, by their index."""
    if parent is None:
        return {}
    if parent.find("{*}v") is not None:
        return {0: one_line(parent.findtext("{*}v") or "")}
    code = next((element.text or "" for element in parent.iter("{*}formatCode")), "General")
    is_text = next(parent.iter("{*}strCache", "{*}multiLvlStrCache"), None) is not None
    found: dict[int, str] = {}
    for point in parent.iter("{*}pt"):
        index, value = point.get("idx", ""), one_line(point.findtext("{*}v") or "")
        if not index.isdecimal() or len(index) > 9 or not value or len(found) >= _MAX_POINTS:
            continue
        if not is_text:
            with contextlib.suppress(ValueError):
                value = number_format(code)(float(value))
        found[int(index)] = f"{value}, {found[int(index)]}" if int(index) in found else value
    return found
