"""Pages of a file as a person names them: a page, a sheet, a slide.

Invariant: pure functions; a file whose format has no pages gets no page label.
"""

from __future__ import annotations

from pathlib import PurePath
from typing import Literal

from assistant.text.clean import one_line

# The heading above what a web page shows beside its text (menus, side bars, its foot): found, but after the text.
BESIDE_THE_TEXT = "Beside the text"
PageWord = Literal["page", "sheet", "slide"]
_WORDS: dict[str, PageWord] = {
    **dict.fromkeys((".xlsx", ".xlsm"), "sheet"),
    **dict.fromkeys((".pptx", ".pptm", ".ppsx"), "slide"),
}


def page_word(path: str) -> PageWord:
    """What a person calls a page of the file at `path`."""
    return _WORDS.get(PurePath(path).suffix.lower(), "page")


def page_phrase(path: str, page: int | None) -> str:
    """ "page 3", "sheet 2", "slide 5"; "" where the format has no pages."""
    return "" if page is None else f"{page_word(path)} {page}"


def short_page(path: str, page: int | None) -> str:
    """As `page_phrase`, where space is short: "p. 3"."""
    phrase = page_phrase(path, page)
    return phrase.replace("page", "p.")


def file_and_page(path: str, page: int | None) -> str:
    """The path of a file and the page in it, as a person reads them: "lease.pdf, page 3"."""
    phrase = page_phrase(path, page)
    return f"{one_line(path)}, {phrase}" if phrase else one_line(path)
