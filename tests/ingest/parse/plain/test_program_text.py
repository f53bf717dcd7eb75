"""Newcomer 15: program text, settings, notebooks, mailboxes and text without an ending are read."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from assistant.domain.errors import ParseFailure
from assistant.domain.records.documents import ParsedDocument
from assistant.domain.records.files import SourceFile
from tests.ingest.parse.direct import DirectParser

SENTENCE = "The pump is serviced in May."
MAILS = (
    "From ana@example.org Mon Jan  1 10:00:00 2024\nFrom: Ana <ana@example.org>\nSubject: Pump\n\n"
    f"{SENTENCE}\n>From here on it leaks.\n\n"
    "From ben@example.org Tue Jan  2 10:00:00 2024\nFrom: Ben <ben@example.org>\nSubject: Roof\n\n"
    "Two slates are loose.\n"
)


def parsed(folder: Path, name: str, text: str) -> ParsedDocument:
    path = folder / name
    path.write_text(text, "utf-8")
    return DirectParser().parse(SourceFile(path, folder, len(text), 0))


@pytest.mark.parametrize(
    "name",
    ["pump.py", "pump.js", "pump.yaml", "pump.toml", "pump.sql", "pump.xml", "pump.tex", "pump.srt", "pump.INI",
     "Makefile", "README", "notes"],
)  # fmt: skip
def test_newcomer_15_text_of_programs_and_settings_is_read(tmp_path: Path, name: str) -> None:
    assert DirectParser().reads(Path(name))
    (page,) = parsed(tmp_path, name, f"# pump\n\n{SENTENCE}\n").pages
    assert SENTENCE in page.text


@pytest.mark.parametrize("name", ["pump", "core", "a.out", "x.exe", "picture.jpg", ".gitattributes"])
def test_newcomer_15_what_may_be_anything_is_not(name: str) -> None:
    assert not DirectParser().reads(Path(name))


def test_newcomer_15_a_notebook_is_its_cells(tmp_path: Path) -> None:
    cells = [
        {"cell_type": "markdown", "source": ["# Pump\n", "\n", SENTENCE]},
        {
            "cell_type": "code",
            "source": "pressure = 3\nprint(pressure)",
            "outputs": [
                {"output_type": "stream", "text": ["3 bar\n"]},
                {"output_type": "display_data", "data": {"image/png": "iVBORw0KGgo" * 50, "text/plain": ["<Figure>"]}},
            ],
        },
        "odd",
        {"cell_type": "code", "source": "", "outputs": 5},
        {"cell_type": "code", "source": "", "outputs": ["odd", {"data": 1}, {"text": {}}]},
        {"source": "a \ud800 b"},
        {"cell_type": "code", "source": 7, "outputs": None},
    ]
    document = parsed(tmp_path, "pump.ipynb", json.dumps({"cells": cells, "nbformat": 4}))
    (page,) = document.pages
    assert document.title == "Pump"
    assert [block.kind for block in page.blocks] == ["heading", "paragraph", "code", "code", "code", "paragraph"]
    assert SENTENCE in page.text and "pressure = 3\nprint(pressure)" in page.text and "3 bar" in page.text
    assert "iVBOR" not in page.text


@pytest.mark.parametrize("text", ["[]", "{}", '{"cells": 3}', "no JSON", '{"worksheets": [7]}', '{"cells": []}'])
def test_newcomer_15_what_is_no_notebook_is_listed_with_the_reason(tmp_path: Path, text: str) -> None:
    with pytest.raises(ParseFailure) as failure:
        parsed(tmp_path, "pump.ipynb", text)
    assert failure.value.reason in ("damaged", "no_text")


def test_newcomer_15_a_mailbox_has_a_page_for_each_mail(tmp_path: Path) -> None:
    document = parsed(tmp_path, "box.mbox", MAILS)
    assert document.paged and [page.number for page in document.pages] == [1, 2]
    first, second = document.pages
    assert "Subject: Pump" in first.text and SENTENCE in first.text and "\nFrom here on it leaks." in first.text
    assert "Two slates are loose." in second.text and "Pump" not in second.text


def test_newcomer_15_one_mail_without_its_beginning_is_read_too(tmp_path: Path) -> None:
    (page,) = parsed(tmp_path, "box.mbox", f"From: Ana\nSubject: Pump\n\n{SENTENCE}\n").pages
    assert SENTENCE in page.text
