"""Pages of a file as a person names them."""

from __future__ import annotations

from pathlib import PurePath

import pytest

from assistant.ingest.parse.registry import kinds
from assistant.text.pages import ending, file_and_page, page_phrase, page_word, short_page


@pytest.mark.parametrize(
    ("path", "page", "phrase", "short", "whole"),
    [
        ("/a/lease.pdf", 3, "page 3", "p. 3", "/a/lease.pdf, page 3"),
        ("/a/Budget.XLSX", 2, "sheet 2", "sheet 2", "/a/Budget.XLSX, sheet 2"),
        ("/a/talk.pptx", 12, "slide 12", "slide 12", "/a/talk.pptx, slide 12"),
        ("/a/notes.md", None, "", "", "/a/notes.md"),
        ("/a/page.pptx", 1, "slide 1", "slide 1", "/a/page.pptx, slide 1"),
        ("/a/b\x1b[31m.pdf", 1, "page 1", "p. 1", "/a/b[31m.pdf, page 1"),
    ],
)
def test_a_place(path: str, page: int | None, phrase: str, short: str, whole: str) -> None:
    assert (page_phrase(path, page), short_page(path, page), file_and_page(path, page)) == (phrase, short, whole)


def test_every_kind_of_spreadsheet_and_presentation_has_its_word() -> None:
    words = {kind.name: {page_word(f"a{suffix}") for suffix in kind.suffixes} for kind in kinds()}
    assert words.pop("Spreadsheet") == words.pop("OpenDocument spreadsheet") == {"sheet"}
    assert words.pop("Excel before 2007") == {"sheet"}
    assert words.pop("Presentation") == words.pop("OpenDocument presentation") == {"slide"}
    assert words.pop("Mailbox") == words.pop("Text without an ending") == {"message"}
    assert words.pop("Subtitles") == {"minute"}
    assert set().union(*words.values()) == {"page"}


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("a.PY", ".py"),
        ("a.tar.gz", ".gz"),
        ("a.7z", ".7z"),
        ("Makefile", ""),
        (".bashrc", ""),
        ("Dr. Smith", ""),
        ("report 12.3.2024", ""),
        ("syslog.1", ""),
        ("1700000000.M5P6.host:2,S", ""),
    ],
)
def test_an_ending_has_a_letter_and_no_space(name: str, shown: str) -> None:
    assert ending(PurePath(name)) == shown
