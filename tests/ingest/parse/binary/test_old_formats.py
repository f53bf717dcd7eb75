"""Files of Office before 2007 and of Outlook: what is read of them, by what they are, and what is refused."""

from __future__ import annotations

import io
import struct
from pathlib import Path

import pytest

from assistant.domain.errors import ParseFailure
from assistant.domain.records.documents import ParsedPage
from assistant.domain.records.files import SourceFile
from assistant.ingest.parse.binary.packed_rtf import unpacked
from assistant.ingest.parse.process.pool import ParserProcess
from assistant.ingest.parse.registry import read_pages, readers
from assistant.ingest.parse.source import Limits, Source
from tests.ingest.parse.binary.containers import Cell, container, doc, msg, xls
from tests.ingest.parse.made import docx_of


def source(data: bytes, suffix: str, **limits: int) -> Source:
    return Source(io.BytesIO(data), suffix, len(data), Limits(**limits))


def read(data: bytes, suffix: str) -> list[ParsedPage]:
    return list(read_pages(source(data, suffix), readers()))


def text_of(data: bytes, suffix: str) -> str:
    return "\n".join(page.text for page in read(data, suffix))


def reason_of(data: bytes, suffix: str) -> str:
    with pytest.raises(ParseFailure) as failure:
        read(data, suffix)
    return failure.value.reason


# --------------------------------------------------------------------------------------------------------------- Word


def test_a_document_is_read_piece_by_piece_with_its_notes() -> None:
    text = 'The café by the pier\rIt opens at 7\u00a0\x13 HYPERLINK "http://x" \x14daily\x15.\x02\r'
    for pieces in (1, 2, 5):
        (page,) = read(doc(text, "\x02 Except on Mondays.\r", pieces=pieces), ".doc")
        assert page.text == "The café by the pier\n\nIt opens at 7 daily.\n\nExcept on Mondays."


def test_a_table_becomes_rows_and_an_uneven_one_loses_nothing() -> None:
    even = "Prices\rFish\x07Price\x07\x07Cod\x0712\x07\x07Eel\x0719\x07\x07After it\r"
    (page,) = read(doc(even), ".doc")
    assert "Fish: Cod; Price: 12" in page.text
    assert page.text.startswith("Prices")
    assert page.text.endswith("After it")
    [table] = page.tables
    assert [row.cells for row in table.rows] == [("Cod", "12"), ("Eel", "19")]
    uneven = text_of(doc("a1\x07b1\x07\x07c1\x07\x07d1\x07e1\x07f1\x07\x07"), ".doc")
    assert uneven.split() == ["a1", "b1", "c1", "d1", "e1", "f1"]


def test_documents_that_are_locked_too_old_or_cut_off_say_so() -> None:
    assert reason_of(doc("secret", flags=0x0300), ".doc") == "needs_password"
    assert reason_of(doc("obfuscated", flags=0x8200), ".doc") == "needs_password"
    old = bytearray(doc("old"))
    old[512 + 2 : 512 + 4] = struct.pack("<H", 0x0068)
    assert reason_of(bytes(old), ".doc") == "unsupported"
    assert reason_of(doc("whole")[:700], ".doc") == "damaged"
    assert reason_of(container({"WordDocument": b"no document"}), ".doc") == "damaged"
    endless = bytearray(doc("endless"))
    name = endless.index("WordDocument".encode("utf-16-le"))
    endless[name + 120 : name + 124] = struct.pack("<I", 0x7500_0000)  # the size of its stream
    assert reason_of(bytes(endless), ".doc") == "damaged"
    assert reason_of(container({"EncryptedPackage": b"x"}), ".doc") == "needs_password"
    assert reason_of(container({"PowerPoint Document": b"x"}), ".doc") == "unsupported"


def test_a_hostile_table_of_pieces_yields_no_more_than_the_limit() -> None:
    data = bytearray(doc("one piece of text", pieces=1))
    listed = data.rindex(struct.pack("<2I", 0, len("one piece of text")))
    data[listed + 4 : listed + 8] = struct.pack("<I", 0xFFFF_FFF0)
    pages = list(read_pages(source(bytes(data), ".doc", max_chars=1_000), readers()))
    assert sum(len(page.text) for page in pages) <= 1_000


# -------------------------------------------------------------------------------------------------------------- Excel


def test_a_sheet_is_a_page_with_numbers_and_dates_as_they_are_shown() -> None:
    rows: list[list[Cell]] = [
        ["Boat", "Bought", "Price", "Sold"],
        ["Svan", 45_000.0, 12_500.0, True],
        ["Måke", 45_031.0, 900.5, False],
    ]
    formats = {(1, 1): 14, (2, 1): 14, (1, 2): 3, (2, 2): 4}
    first, second = read(xls({"Boats": rows, "Old": [["gone"]]}, hidden="Old", formats=formats), ".xls")
    assert "Boat: Svan; Bought: 2023-03-15; Price: 12,500; Sold: TRUE" in first.text
    assert "Price: 900.50; Sold: FALSE" in first.text
    assert second.text.startswith("Old (hidden sheet)")
    assert second.marks == ("hidden_text",)
    [table] = first.tables
    assert table.sheet
    assert table.rows[0].number == 2


def test_a_merged_label_stands_beside_all_of_its_rows() -> None:
    rows: list[list[Cell]] = [["Pier", "Berth", "Fee"], ["North", "N1", 40.0], ["", "N2", 42.0]]
    (page,) = read(xls({"Berths": rows}, merged=[(1, 2, 0, 0)]), ".xls")
    assert "Pier: North; Berth: N2; Fee: 42" in page.text


def test_workbooks_that_are_locked_or_damaged_say_so() -> None:
    assert reason_of(xls({"a": [["b"]]}, encrypted=True), ".xls") == "needs_password"
    assert reason_of(container({"Workbook": b"\x09\x08\x10\x00 no book"}), ".xls") == "damaged"
    assert reason_of(xls({"empty": []}), ".xls") == "no_text"


# ------------------------------------------------------------------------------------------------------------ Outlook


def test_a_message_is_read_as_a_mail_is() -> None:
    sent = 133_500_000_000_000_000
    texts = {"0037": "Mooring — fee", "0C1A": "Nils Berg", "5D01": "nils@harbour.example", "0E04": "Ada Lund",
             "1000": "The fee for berth N2 is 42 crowns.\r\n\r\nNils"}  # fmt: skip
    opened = source(msg(texts, sent=sent, attached=["berths.pdf"]), ".msg")
    (page,) = read_pages(opened, readers())
    assert page.text.split("\n\n") == [
        "Subject: Mooring — fee\nFrom: Nils Berg <nils@harbour.example>\nTo: Ada Lund\n"
        "Date: Wed, 17 Jan 2024 21:20:00 +0000",
        "The fee for berth N2 is 42 crowns.",
        "Nils",
        "Attachments: berths.pdf",
    ]
    assert opened.title == "Mooring — fee"
    assert opened.notes == ["1 attachment not read."]


def test_a_message_in_another_form_only_is_read_by_it() -> None:
    assert "The tap is <off>." in text_of(msg({"1013": b"<p>The tap is &lt;off&gt;.</p>"}), ".msg")
    rtf = rb"{\rtf1\ansi The boat is sold.\par}"
    packed = struct.pack("<4I", len(rtf) + 12, len(rtf), 0x414C454D, 0) + rtf
    assert "The boat is sold." in text_of(msg({"1009": packed}), ".msg")
    assert "X-Evil" not in text_of(msg({"0037": "a\nX-Evil: b", "1000": "c"}), ".msg").split("\n")[1]


def test_packed_rich_text_is_unpacked_and_no_more_than_it_says() -> None:
    """The example of the format's description: "{\\rtf1\\ansi\\ansicpg1252\\pard hello world}"."""
    packed = bytes.fromhex(
        "2d0000002b0000004c5a4675f1c5c7a703000a007263706731323542320af8206865 6c0977 6f 726c647d0ae0".replace(" ", "")
    )
    # "hel", then "lo" comes out of nothing that was said before: the reference repeats what has just been written.
    found = unpacked(packed, 1_000)
    assert found.startswith(rb"{\rtf1\ansi\ansicpg125")
    assert len(found) <= 43
    with pytest.raises(ParseFailure):
        unpacked(packed, 20)
    with pytest.raises(ParseFailure):
        unpacked(b"short", 20)


# --------------------------------------------------------------------------------------------------- kinds by content


def test_the_ending_does_not_decide() -> None:
    body = "<w:p><w:r><w:t>Of today.</w:t></w:r></w:p>"
    assert text_of(docx_of(body), ".doc") == "Of today."
    assert text_of(b"<html><body><table><tr><th>Fish<th>Price<tr><td>Cod<td>12</table>", ".xls") != ""
    assert text_of(rb"{\rtf1\ansi Rich.\par}", ".doc") == "Rich."
    assert "Fish: Cod" in text_of(b"Fish\tPrice\nCod\t12\nEel\t19\n", ".xls")
    assert text_of(b"Nothing but words.", ".doc") == "Nothing but words."
    assert "Boat" in text_of(xls({"s": [["Boat", "Price"], ["Svan", 3.0]]}), ".doc")
    assert reason_of(b"\x00\x01\x02" * 400, ".doc") == "damaged"
    assert reason_of(b"PK\x03\x04 cut off", ".doc") == "damaged"


def test_they_are_read_in_the_sealed_process(tmp_path: Path) -> None:
    files = {
        "a.doc": doc("The boat is sold.\r"),
        "b.xls": xls({"s": [["Boat", "Price"], ["Svan", 3.0]]}),
        "c.msg": msg({"0037": "Fee", "1000": "42 crowns."}),
    }
    parser = ParserProcess()
    try:
        for name, data in files.items():
            (tmp_path / name).write_bytes(data)
            document = parser.parse(SourceFile(tmp_path / name, tmp_path, 0, 0))
            assert list(document.pages) == read(data, name[1:])
    finally:
        parser.close()
