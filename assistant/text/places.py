"""Where in a file something stands, in the words of its kind: a page, a sheet, a slide."""

from __future__ import annotations

from pathlib import PurePath
from typing import Literal

from assistant.text.clean import one_line

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
    """As `page_phrase`, for narrow places: "p. 3"."""
    phrase = page_phrase(path, page)
    return phrase.replace("page", "p.")


def place(path: str, page: int | None) -> str:
    """A file and where in it, as a person reads it: "lease.pdf, page 3"."""
    phrase = page_phrase(path, page)
    return f"{one_line(path)}, {phrase}" if phrase else one_line(path)
