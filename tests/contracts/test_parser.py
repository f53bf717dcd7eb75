"""The Parser port: one suite on every implementation."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path

import docx
import pytest

from assistant.disk import opening
from assistant.domain.errors import ParseFailure
from assistant.domain.ports.parse import Parser
from assistant.domain.records.documents import ParsedDocument
from assistant.domain.records.files import SourceFile
from assistant.ingest.parse.process.pool import ParserProcess
from assistant.ingest.parse.source import Limits
from assistant.text.clean import clean
from tests.ingest.parse.direct import DirectParser
from tests.ingest.parse.made import (
    LEASE,
    docx_of,
    docx_paragraph,
    flate_bomb_pdf,
    laughs,
    old_office,
    on_disk,
    pdf,
    pptx_of,
    raw_pdf,
    sheet_of,
    text_stream,
    write,
    xlsx_of,
    zipped,
)

MEGABYTE = 1 << 20


@pytest.fixture(scope="module", params=["direct", "process"])
def parser(request: pytest.FixtureRequest) -> Iterator[Parser]:
    one: Parser = DirectParser(MEGABYTE) if request.param == "direct" else ParserProcess(MEGABYTE)
    yield one
    one.close()


def reason(parser: Parser, file: SourceFile, password: str | None = None) -> str:
    with pytest.raises(ParseFailure) as caught:
        parser.parse(file, password=password)
    assert caught.value.message
    return caught.value.reason


def whole(document: ParsedDocument) -> str:
    return "\n".join(page.text for page in document.pages)


def _by_name(value: object) -> str:
    """Test names without the contents of files."""
    return value if isinstance(value, str) else ""


def test_pages_keep_their_numbers_and_empty_ones_are_reported(parser: Parser, tmp_path: Path) -> None:
    document = parser.parse(write(tmp_path, "lease.pdf", pdf([LEASE, "", "The rent is due."], title="My lease")))
    assert document.paged and document.title == "My lease"
    assert [page.number for page in document.pages] == [1, 2, 3]
    assert document.pages_without_text == (2,)
    assert LEASE in document.pages[0].text and "rent" in document.pages[2].text
    heading = document.pages[2].blocks[0]
    assert heading.kind == "heading" and document.pages[2].text[heading.start : heading.end] == "Part 3"


def test_formats_without_pages_have_one(parser: Parser, tmp_path: Path) -> None:
    document = parser.parse(write(tmp_path, "notes.md", "# Garden\n\nWater the figs.\n"))
    assert not document.paged and document.title == "Garden"
    assert [page.number for page in document.pages] == [1]
    assert document.pages_without_text == ()


def test_text_is_clean_and_spans_fit(parser: Parser, tmp_path: Path) -> None:
    hostile = "# Hi\x1b]0;x\x07\n\nsafe \u202egnp\u202c and \U000e0041 tag\x00\x9b31m\n\n- a\n- b\r\n\u2028end\n"
    for name in ("a.md", "a.txt", "a.html", "a.csv", "a.eml"):
        document = parser.parse(write(tmp_path, name, hostile))
        for page in document.pages:
            assert page.text == clean(page.text)
            assert "\x1b" not in page.text and "\u202e" not in page.text and "\U000e0041" not in page.text
            assert "invisible_characters" in page.marks, name
            ends = [0]
            for block in page.blocks:
                assert ends[-1] <= block.start < block.end <= len(page.text)
                assert page.text[block.start : block.end].strip()
                ends.append(block.end)
        assert document.title == clean(document.title)


def test_a_word_file_with_headings_lists_and_tables(parser: Parser, tmp_path: Path) -> None:
    made = docx.Document()
    made.core_properties.title = "Minutes"
    made.add_heading("Decisions", 1)
    made.add_paragraph("The roof is mended in May.")
    made.add_paragraph("Paint the stairs", style="List Bullet")
    table = made.add_table(rows=2, cols=3)
    for cell, text in zip(
        [*table.rows[0].cells, *table.rows[1].cells], ["Flat", "Yes", "No", "3B", "2", "0"], strict=True
    ):
        cell.text = text
    made.save(str(tmp_path / "minutes.docx"))
    document = parser.parse(on_disk(tmp_path / "minutes.docx"))
    page = document.pages[0]
    assert document.title == "Minutes"
    assert [(block.kind, page.text[block.start : block.end]) for block in page.blocks] == [
        ("heading", "Decisions"),
        ("paragraph", "The roof is mended in May."),
        ("list", "- Paint the stairs"),
        ("table_row", "Flat: 3B; Yes: 2; No: 0"),
    ]


def test_an_encrypted_pdf_opens_with_its_password_only(parser: Parser, tmp_path: Path) -> None:
    file = write(tmp_path, "locked.pdf", pdf([LEASE], password="figs"))
    assert reason(parser, file) == "needs_password"
    assert reason(parser, file, "wrong") == "needs_password"
    assert LEASE in whole(parser.parse(file, password="figs"))


def test_an_empty_password_needs_no_asking(parser: Parser, tmp_path: Path) -> None:
    from fpdf import FPDF

    made = FPDF()
    made.set_encryption("owner", "")
    made.add_page()
    made.set_font("helvetica", size=12)
    made.cell(text="Open to readers.")
    assert "Open to readers." in whole(parser.parse(write(tmp_path, "owner.pdf", bytes(made.output()))))


@pytest.mark.parametrize(
    ("name", "content", "expected"),
    [
        ("empty.txt", b"", "empty"),
        ("blank.txt", b" \n\t\n", "no_text"),
        ("empty.pdf", b"", "empty"),
        ("scan.pdf", pdf(["", ""]), "no_text"),
        ("cut.pdf", pdf([LEASE])[:300], "damaged"),
        ("not.pdf", b"just text", "damaged"),
        ("noise.pdf", b"%PDF-1.7\n" + bytes(range(256)) * 20, "damaged"),
        ("not.docx", b"just text", "damaged"),
        ("cut.docx", docx_of(docx_paragraph(LEASE))[:-60], "damaged"),
        ("other.docx", zipped({"hello.txt": "hello"}), "damaged"),
        ("locked.docx", old_office("EncryptionInfo", "EncryptedPackage"), "needs_password"),
        ("locked.xlsx", old_office("EncryptionInfo", "EncryptedPackage"), "needs_password"),
        ("locked.pptx", old_office("EncryptionInfo", "EncryptedPackage"), "needs_password"),
        ("old.xlsx", old_office("Workbook"), "damaged"),
        ("not.xlsx", b"<html><table><tr><td>Figs</td></tr></table></html>", "damaged"),
        ("word.xlsx", docx_of(docx_paragraph(LEASE)), "damaged"),
        ("cut.xlsx", xlsx_of(sheet_of("<row/>"))[:-60], "damaged"),
        ("empty.xlsx", xlsx_of(sheet_of("")), "no_text"),
        ("sheet.pptx", xlsx_of(sheet_of("<row/>")), "damaged"),
        ("not.pptx", b"just text", "damaged"),
        ("empty.pptx", pptx_of("<sld/>"), "no_text"),
        ("not.odt", zipped({"mimetype": "x"}), "damaged"),
        ("not.epub", zipped({"mimetype": "x"}), "damaged"),
        ("not.rtf", b"just text", "damaged"),
        ("binary.txt", bytes(range(256)) * 40, "damaged"),
        ("program.txt", b"\x7fELF" + bytes(100), "damaged"),
        ("empty.html", b"<html></html>", "no_text"),
        ("table.xls", b"PK\x03\x04", "damaged"),
        ("film.mp4", b"text", "unsupported"),
        ("none", b"\x7fELF" + bytes(100), "damaged"),
        ("large.txt", b"x" * (MEGABYTE + 1), "too_large"),
    ],
    ids=_by_name,
)
def test_a_bad_file_has_its_reason(parser: Parser, tmp_path: Path, name: str, content: bytes, expected: str) -> None:
    assert reason(parser, write(tmp_path, name, content)) == expected


@pytest.mark.parametrize(
    ("name", "make", "expected"),
    [
        ("bomb.docx", cache(lambda: docx_of(docx_paragraph(" " * (80 << 20)))), {"limit"}),
        (
            "laughs.docx",
            cache(lambda: zipped({"word/document.xml": laughs("<d>&i;</d>")})),
            {"no_text", "damaged"},
        ),
        (
            "bomb.xlsx",
            cache(lambda: xlsx_of(sheet_of(f"<row><c t='str'><v>{' ' * (80 << 20)}</v></c></row>"))),
            {"limit"},
        ),
        (
            "texts.xlsx",
            cache(lambda: xlsx_of(sheet_of(""), {"xl/texts.xml": f"<sst><si><t>{' ' * (80 << 20)}</t></si></sst>"})),
            {"limit"},
        ),
        (
            "laughs.xlsx",
            cache(lambda: xlsx_of(laughs("<worksheet><row><c t='str'><v>&i;</v></c></row></worksheet>"))),
            {"no_text", "damaged"},
        ),
        (
            "laughing.xlsx",
            cache(
                lambda: xlsx_of(
                    sheet_of("<row><c t='s'><v>0</v></c></row>"),
                    {"xl/texts.xml": laughs("<sst><si><t>&i;</t></si></sst>")},
                )
            ),
            {"no_text", "damaged"},
        ),
        (
            "wide.xlsx",
            cache(lambda: xlsx_of(sheet_of("<row><c r='XFD1' t='str'><v>x</v></c></row>" * 1000))),
            {"no_text"},
        ),
        ("bomb.pptx", cache(lambda: pptx_of("<sld>" + " " * (80 << 20) + "</sld>")), {"limit"}),
        (
            "laughs.pptx",
            cache(
                lambda: pptx_of(
                    laughs("<sld><cSld><spTree><sp><txBody><p><t>&i;</t></p></txBody></sp></spTree></cSld></sld>")
                )
            ),
            {"no_text", "damaged"},
        ),
        ("deep.pptx", cache(lambda: pptx_of(f"<sld><cSld><spTree>{'<grpSp>' * 50_000}")), {"no_text", "damaged"}),
        ("bomb.pdf", cache(lambda: flate_bomb_pdf(400)), {"no_text", "limit", "damaged"}),
        ("deep.html", cache(lambda: b"<div>" * 50_000 + b"x" + b"</div>" * 50_000), {"read", "no_text", "damaged"}),
        ("quote.csv", cache(lambda: b'a,b\n"' + b"x,y\n" * 100_000), {"read"}),
        ("loop.pdf", cache(lambda: raw_pdf(b"").replace(b"[5 0 R]", b"[2 0 R]")), {"damaged", "no_text"}),
    ],
    ids=_by_name,
)
@pytest.mark.promise("P7")
def test_bombs_end(
    parser: Parser, tmp_path: Path, name: str, make: Callable[[], bytes | str], expected: set[str]
) -> None:
    """Each file is made when the first of its tests runs, not when tests are collected: some take seconds to pack."""
    try:
        parser.parse(write(tmp_path, name, make()))
    except ParseFailure as failure:
        assert failure.reason in expected, failure.message
    else:
        assert "read" in expected


@pytest.mark.promise("P9")
def test_what_is_not_a_plain_file_is_refused(parser: Parser, tmp_path: Path) -> None:
    target = write(tmp_path, "target.txt", "secret")
    (tmp_path / "link.txt").symlink_to(target.path)
    os.mkfifo(tmp_path / "pipe.txt")
    (tmp_path / "folder.txt").mkdir()
    for name in ("link.txt", "pipe.txt", "folder.txt", "missing.txt"):
        assert reason(parser, SourceFile(tmp_path / name, tmp_path, 1, 0)) == "unreadable"


@pytest.mark.promise("P9")
def test_a_folder_replaced_by_a_link_does_not_lead_outside(parser: Parser, tmp_path: Path) -> None:
    outside, root = tmp_path / "outside", tmp_path / "root"
    outside.mkdir()
    root.mkdir()
    (outside / "a.txt").write_text("secret")
    (root / "sub").symlink_to(outside)
    assert reason(parser, SourceFile(root / "sub" / "a.txt", root, 6, 0)) == "unreadable"


@pytest.mark.control("P9")
def test_links_would_be_followed_if_they_were_not_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for flags in ("_FILE_FLAGS", "_FOLDER_FLAGS"):
        monkeypatch.setattr(opening, flags, getattr(opening, flags) & ~os.O_NOFOLLOW)
    (tmp_path / "outside").mkdir()
    (tmp_path / "root").mkdir()
    (tmp_path / "outside" / "a.txt").write_text("secret")
    (tmp_path / "root" / "sub").symlink_to(tmp_path / "outside")
    (tmp_path / "root" / "link.txt").symlink_to(tmp_path / "outside" / "a.txt")
    for name in ("sub/a.txt", "link.txt"):
        file = SourceFile(tmp_path / "root" / name, tmp_path / "root", 6, 0)
        assert whole(DirectParser().parse(file)) == "secret"


def test_a_file_that_changed_after_the_scan_is_left_for_the_next(parser: Parser, tmp_path: Path) -> None:
    file = write(tmp_path, "a.txt", "one")
    file.path.write_text("another")
    assert reason(parser, file) == "unreadable"


def test_names_do_not_matter(parser: Parser, tmp_path: Path) -> None:
    for name in ("a\nb.TXT", "\x1b[31m.txt", "-rf.txt", "x" * 251 + ".txt", "f\u00fcr.txt", "$(id).txt"):
        assert whole(parser.parse(write(tmp_path, name, "hello"))) == "hello"
    assert parser.reads(Path("A.PDF")) and not parser.reads(Path("a.exe")) and parser.reads(Path("pdf"))


@pytest.mark.slow
def test_limits_keep_what_was_read_and_say_so(tmp_path: Path) -> None:
    file = write(tmp_path, "many.pdf", raw_pdf(text_stream("Hello page"), pages=30))
    long = write(tmp_path, "long.txt", "word " * 1000)
    limits = Limits(max_pages=10, max_chars=1000)
    for parser in (DirectParser(limits=limits), ParserProcess(limits=limits)):
        document = parser.parse(file)
        assert len(document.pages) == 10
        assert document.notes == ("Only the first 10 of 30 pages were read.",)
        document = parser.parse(long)
        assert len(document.pages[0].text) == 1000 and document.notes
        parser.close()


def test_the_version_names_what_the_text_of_a_kind_depends_on(parser: Parser) -> None:
    versions = parser.versions
    assert versions == DirectParser().versions
    with_libraries = {suffix for suffix, version in versions.items() if "pypdf " in version and "pypdfium2" in version}
    assert with_libraries == {".pdf", ".eml", ".mht", ".mhtml", ".mbox", ".mbx"}
    assert all(version.isdigit() for suffix, version in versions.items() if suffix not in with_libraries)
