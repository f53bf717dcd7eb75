"""Files by their names: the ending, and what a person calls a page of such a file (a sheet, a slide, a minute).

Invariant: pure functions; a file whose format has no pages gets no page label. What is no ending ("Dr. Smith",
"report 12.3.2024", "syslog.1") counts as none.
"""

from __future__ import annotations

import re
from pathlib import PurePath
from typing import Literal

from assistant.text.clean import one_line

# The heading above what a web page shows beside its text (menus, side bars, its foot): found, but after the text.
BESIDE_THE_TEXT = "Beside the text"
PageWord = Literal["page", "sheet", "slide", "message", "minute"]
_WORDS: dict[str, PageWord] = {
    **dict.fromkeys((".xlsx", ".xlsm", ".xls", ".xlt", ".ods", ".ots", ".fods"), "sheet"),
    **dict.fromkeys((".pptx", ".pptm", ".ppsx", ".odp", ".otp", ".fodp"), "slide"),
    **dict.fromkeys((".mbox", ".mbx", ""), "message"),  # of the files without an ending only mailboxes have pages
    **dict.fromkeys((".srt", ".vtt"), "minute"),
}


_ENDING = re.compile(r"\.(?=[^.]*[a-z])[a-z0-9_+~-]{1,12}")
_SHARED = frozenset({".ts"})  # programs in TypeScript, and films


def ending(path: PurePath) -> str:
    """The ending with its dot, in lower case; "" where the name has none."""
    suffix = path.suffix.lower()
    return suffix if _ENDING.fullmatch(suffix) else ""


def says_little(path: PurePath) -> bool:
    """Whether the name leaves open if the file is a text: only its first bytes tell."""
    return ending(path) in ("", *_SHARED)


def page_word(path: str) -> PageWord:
    """What a person calls a page of the file at `path`."""
    return _WORDS.get(ending(PurePath(path)), "page")


def page_phrase(path: str, page: int | None) -> str:
    """ "page 3", "sheet 2", "slide 5"; "" where the format has no pages."""
    return "" if page is None else f"{page_word(path)} {page}"


def short_page(path: str, page: int | None) -> str:
    """As `page_phrase`, where space is short: "p. 3"."""
    phrase = page_phrase(path, page)
    return phrase.replace("page", "p.")


def file_and_page(path: str, page: int | None, recognised: int = 0) -> str:
    """The path of a file and the page in it, as a person reads them: "lease.pdf, page 3". `recognised`: in percent, how
    sure the text is where it comes from a picture."""
    phrase = page_phrase(path, page)
    place = f"{one_line(path)}, {phrase}" if phrase else one_line(path)
    return f"{place} (recognised from a picture, {recognised}% sure)" if recognised else place
