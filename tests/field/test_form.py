"""The form of the cases: what a phrase matches, and what a folder becomes."""

from __future__ import annotations

import zipfile
from pathlib import Path

import pytest

from tests.field.case import Check, Outcome, check_of, faults, pack


@pytest.mark.parametrize(
    ("phrase", "text", "right"),
    [
        ("450", "the fee is 450 euros", True),
        ("450", "the fee is 4501 euros", False),
        ("fee is 450", "the fee\nis 450", True),
        ("fee is 450", "the fee is\n\n450", False),
        ("租金", "每月租金为", True),
    ],
)
def test_a_phrase_is_whole_words_of_one_block(phrase: str, text: str, right: bool) -> None:
    held = Check("reads", ("a.txt",), holds=((phrase,),))
    lacked = Check("reads", ("a.txt",), lacks=((phrase,),))
    assert bool(faults(held, Outcome(text))) != right
    assert bool(faults(lacked, Outcome(text))) == right


def test_the_order_the_first_file_and_a_refusal_are_checked() -> None:
    order = Check("search", ("x",), order=(("one",), ("two",)), first="b.txt")
    assert faults(order, Outcome("one two", "b.txt")) == []
    assert len(faults(order, Outcome("two one", "a.txt", refused=True))) == 3


@pytest.mark.parametrize("written", [{"ask": "x"}, {"holds": ["x"]}, {"ask": "x", "hold": ["x"]}])
def test_a_check_that_checks_nothing_is_refused(written: dict[str, object]) -> None:
    with pytest.raises(ValueError, match="check"):
        check_of(written)


def test_a_folder_of_parts_is_packed(tmp_path: Path) -> None:
    part = tmp_path / "case" / "offer.docx" / "word" / "document.xml"
    part.parent.mkdir(parents=True)
    part.write_text("<w/>", encoding="ascii")
    (tmp_path / "case" / "page.pdf.stream").write_text("BT ET", encoding="ascii")
    (tmp_path / "case" / "case.yaml").write_text("", encoding="ascii")
    pack(tmp_path / "case", tmp_path / "files")
    assert {file.name for file in (tmp_path / "files").iterdir()} == {"offer.docx", "page.pdf"}
    assert zipfile.ZipFile(tmp_path / "files" / "offer.docx").read("word/document.xml") == b"<w/>"
    assert (tmp_path / "files" / "page.pdf").read_bytes().startswith(b"%PDF")
