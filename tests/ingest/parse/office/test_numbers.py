"""Numbers in attributes that are none, or have thousands of digits: only what they count is lost, the rest is read."""

from __future__ import annotations

import pytest

from tests.ingest.parse.conftest import Read
from tests.ingest.parse.made import docx_of, docx_paragraph, sheet_of, xlsx_of, zipped

ODD = pytest.mark.parametrize(
    "number", ["", "x", "-1", "1.5", "99", "9999999999", "9" * 4_301, "\u0663", "\u00b2", "0x1"], ids=range(10)
)
_SPACES = " ".join(
    f'xmlns:{name}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"' for name in ("office", "text", "style")
)
_ODT = (
    f"<office:document-content {_SPACES}><office:automatic-styles><text:list-style style:name='L1'>"
    "<text:list-level-style-number text:level='NUMBER' text:start-value='NUMBER' style:num-format='1'/>"
    "</text:list-style>"
    "</office:automatic-styles><office:body><office:text>"
    "<text:h text:outline-level='NUMBER'>The bicycle</text:h>"
    "<text:list text:style-name='L1'><text:list-item text:start-value='NUMBER'><text:p>Loosen the bolt.</text:p>"
    "</text:list-item></text:list></office:text></office:body></office:document-content>"
)


@ODD
def test_texts_and_styles_of_cells(read: Read, number: str) -> None:
    texts = "<sst><si><t>first</t></si></sst>"
    styles = (
        f"<styleSheet><numFmts><numFmt numFmtId='{number}' formatCode='0.0'/></numFmts>"
        f"<cellXfs><xf numFmtId='0'/><xf numFmtId='{number}'/></cellXfs></styleSheet>"
    )
    cells = f"<c r='A1' t='s'><v>{number}</v></c><c r='B1' s='{number}'><v>7</v></c><c r='C1' s='1'><v>8</v></c>"
    row = f"<row r='1'>{cells}<c r='D1' t='str'><v>kept</v></c></row>"
    text = read("a.xlsx", xlsx_of(sheet_of(row), {"xl/texts.xml": texts, "xl/styles.xml": styles})).pages[0].text
    assert "7" in text and "8" in text and "kept" in text and "first" not in text


@ODD
def test_authors_of_comments(read: Read, number: str) -> None:
    comment = f"<comment ref='A1' authorId='{number}'><text><r><t>Charged extra.</t></r></text></comment>"
    comments = f"<comments><authors><author>Irma</author></authors><commentList>{comment}</commentList></comments>"
    relation = "<Relationships><Relationship Id='r1' Type='/comments' Target='../comments1.xml'/></Relationships>"
    members: dict[str, bytes | str] = {"xl/comments1.xml": comments, "xl/worksheets/_rels/one.xml.rels": relation}
    row = "<row r='1'><c r='A1'><v>7</v></c></row>"
    text = read("a.xlsx", xlsx_of(sheet_of(row), members)).pages[0].text
    assert "7" in text and "Charged extra." in text and "Irma" not in text


@ODD
def test_a_choice_of_a_form(read: Read, number: str) -> None:
    choice = f"<w:ffData><w:ddList><w:result w:val='{number}'/><w:listEntry w:val='Beagle'/></w:ddList></w:ffData>"
    field = f"<w:p><w:r><w:t>Breed:</w:t></w:r><w:r><w:fldChar w:fldCharType='begin'>{choice}</w:fldChar></w:r></w:p>"
    text = read("a.docx", docx_of(field + docx_paragraph("It is eight years old."))).pages[0].text
    assert "Breed:" in text and "It is eight years old." in text
    assert ("Beagle" in text) == (number == "")  # the first entry is what a form without a result shows


@ODD
def test_levels_of_lists_and_headings(read: Read, number: str) -> None:
    page = read("a.odt", zipped({"content.xml": _ODT.replace("NUMBER", number)})).pages[0]
    assert "The bicycle" in page.text and "Loosen the bolt." in page.text
    assert page.blocks[0].kind == "heading" and 0 <= page.blocks[0].level <= 6


@pytest.mark.parametrize("inside", ["note", "frame"])
def test_notes_and_boxes_in_each_other_are_read_once(read: Read, inside: str) -> None:
    """Read again with each one around it, thirty would take a billion times as long."""
    outer, inner = {"note": ("note", "note-body"), "frame": ("frame", "text-box")}[inside]
    opened, closed = f"<text:{outer}><text:{inner}><text:p>", f"</text:p></text:{inner}></text:{outer}>"
    nested = "".join(f"{opened}word{number} " for number in range(12)) + closed * 12
    body = _ODT.replace("NUMBER", "1").replace("Loosen the bolt.", f"Loosen the bolt. {nested}")
    text = read("a.odt", zipped({"content.xml": body})).pages[0].text
    assert "Loosen the bolt." in text
    assert [text.split().count(f"word{number}") for number in range(5)] == [1] * 5
