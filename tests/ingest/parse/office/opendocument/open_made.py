"""OpenDocument files made on the spot, as office programs write them."""

from __future__ import annotations

from tests.ingest.parse.made import zipped

_NAMES = {
    "office": "office", "table": "table", "text": "text", "style": "style", "draw": "drawing", "svg": "svg-compatible",
    "presentation": "presentation", "chart": "chart", "form": "form",
}  # fmt: skip
_SPACES = " ".join(f'xmlns:{name}="urn:oasis:names:tc:opendocument:xmlns:{full}:1.0"' for name, full in _NAMES.items())
SPACES = f'{_SPACES} xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:xlink="http://www.w3.org/1999/xlink"'
HIDDEN = (
    '<style:style style:name="off" style:family="table"><style:table-properties table:display="false"/></style:style>'
    '<style:style style:name="out" style:family="drawing-page"><style:drawing-page-properties '
    'presentation:visibility="hidden"/></style:style>'
    '<style:style style:name="up" style:family="text"><style:text-properties style:text-position="super 58%"/>'
    "</style:style>"
)


def content(body: str, root: str = "document-content") -> str:
    styles = f"<office:automatic-styles>{HIDDEN}</office:automatic-styles>"
    return f"<?xml version='1.0'?><office:{root} {SPACES}>{styles}<office:body>{body}</office:body></office:{root}>"


def sheets_of(tables: str) -> bytes:
    """A spreadsheet with these tables (XML)."""
    return zipped({"content.xml": content(f"<office:spreadsheet>{tables}</office:spreadsheet>")})


def slides_of(pages: str, members: dict[str, bytes | str] | None = None) -> bytes:
    """A presentation with these pages (XML)."""
    body = f"<office:presentation>{pages}</office:presentation>"
    return zipped({"content.xml": content(body), **(members or {})})


def table(rows: str, name: str = "Costs", style: str = "on") -> str:
    return f'<table:table table:name="{name}" table:style-name="{style}">{rows}</table:table>'


def row(*cells: str, more: str = "") -> str:
    return f"<table:table-row {more}>{''.join(cells)}</table:table-row>"


def cell(shown: str, more: str = "", inside: str = "") -> str:
    """A cell with a text; `more`: its attributes, `inside`: what stands in it before the text."""
    text = f"<text:p>{shown}</text:p>" if shown else ""
    return f"<table:table-cell {more} office:value-type='string'>{inside}{text}</table:table-cell>"


def number(value: float, shown: str, kind: str = "float") -> str:
    text = f"<text:p>{shown}</text:p>"
    return f"<table:table-cell office:value-type='{kind}' office:value='{value}'>{text}</table:table-cell>"


def words(*texts: str) -> str:
    """A row of texts."""
    return row(*map(cell, texts))


COVERED = "<table:covered-table-cell/>"
