"""Entries without marks in texts, mails and Markdown: each line is a sentence of its own when the text is read back."""

from __future__ import annotations

import pytest

from assistant.text.sentences import sentence_spans
from tests.ingest.parse.conftest import Read

KEYS = [
    "Pump station Elm Quay has the spare key in the red box under the stairs",
    "Pump station Mill Quay has the spare key in the blue box over the hatch",
    "Pump station Oak Quay has the spare key in the green box at the gangway",
]


@pytest.mark.parametrize("name", ["a.txt", "a.eml", "a.md"])
def test_long_entries_of_equal_length(read: Read, name: str) -> None:
    head = "Subject: Keys\nContent-Type: text/plain; charset=utf-8\n\n" if name.endswith("eml") else ""
    page = read(name, head + "Where the keys are:\n\n" + "\n".join(KEYS) + "\n").pages[0]
    assert [page.text[start:end] for start, end in sentence_spans(page.text)][-3:] == KEYS
