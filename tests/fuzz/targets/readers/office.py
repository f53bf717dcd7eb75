"""Office files: zip archives of XML."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from tests.fuzz.engine.shapes import ZIPPED
from tests.fuzz.engine.target import Target
from tests.fuzz.targets.readers import files
from tests.fuzz.targets.readers.reading import reader
from tests.ingest.parse.binary.containers import Cell, doc, msg, xls
from tests.ingest.parse.made import docx_of, old_office, pptx_of, sheet_of, xlsx_of
from tests.ingest.parse.office.opendocument.open_made import (
    COVERED,
    cell,
    content,
    number,
    row,
    sheets_of,
    slides_of,
    table,
    words,
)


def _target(suffix: str, *written: Callable[[], bytes]) -> Target:
    def seeds() -> Iterable[bytes]:
        yield from files.archive(suffix)
        yield from (write() for write in written)

    return Target(f"reader{suffix.replace('.', '-')}", seeds, reader(suffix), shape=ZIPPED, most_bytes=512 * 1024)


_FORMULA = (
    "<w:p><m:oMath xmlns:m='http://schemas.openxmlformats.org/officeDocument/2006/math'>"
    "<m:f><m:num><m:r><m:t>1</m:t></m:r></m:num><m:den><m:r><m:t>2</m:t></m:r></m:den></m:f>"
    "<m:sSup><m:e><m:r><m:t>x</m:t></m:r></m:e><m:sup><m:r><m:t>3</m:t></m:r></m:sup></m:sSup>"
    "<m:sSub><m:e><m:r><m:t>a</m:t></m:r></m:e><m:sub><m:r><m:t>i</m:t></m:r></m:sub></m:sSub>"
    "<m:sSubSup><m:e><m:r><m:t>b</m:t></m:r></m:e><m:sub/><m:sup/></m:sSubSup>"
    "<m:rad><m:deg><m:r><m:t>3</m:t></m:r></m:deg><m:e><m:r><m:t>8</m:t></m:r></m:e></m:rad>"
    "<m:d><m:e><m:r><m:t>y</m:t></m:r></m:e></m:d><m:nary><m:sub/><m:sup/><m:e><m:r><m:t>n</m:t></m:r></m:e></m:nary>"
    "</m:oMath></w:p><w:p><w:r><w:t>of it</w:t><w:tab/><w:br/><w:noBreakHyphen/><w:sym w:font='Wingdings' w:char='F0FE'/>"
    "</w:r><w:del><w:r><w:delText>gone</w:delText></w:r></w:del><w:r><w:rPr><w:vanish/></w:rPr><w:t>hid</w:t></w:r></w:p>"
)


def _formula() -> bytes:
    return docx_of(_FORMULA)


def _diagram() -> bytes:
    """A presentation with a group, a hidden shape and a diagram."""
    shape = "<sp><nvSpPr><cNvPr id='1' {0}/></nvSpPr><txBody><p><r><t>Tent</t></r></p></txBody></sp>"
    hidden = shape.format("hidden='1'")
    inside = f"<grpSp>{shape.format('')}{hidden}</grpSp>"
    frame = "<graphicFrame><graphic><relIds r:dm='r9' xmlns:r='http://x/r'/></graphic></graphicFrame>"
    return pptx_of(f"<sld show='0'><cSld><spTree>{inside}{frame}</spTree></cSld></sld>")


def _shared_texts() -> bytes:
    rows = "<row r='1'><c r='A1' t='s'><v>0</v></c><c r='C1' t='inlineStr'><is><t>b_x000A_c</t></is></c></row>"
    cells = "<c r='A2' t='e'><v>#N/A</v></c><c r='B2' t='b'><v>1</v></c><c r='D2' t='str'><v>f</v></c><c t='d'><v>2024-01-02</v></c>"
    texts = "<sst><si><r><t>ri</t></r><r><rPr><vertAlign val='superscript'/></rPr><t>2</t></r><rPh><t>no</t></rPh></si></sst>"
    return xlsx_of(sheet_of(f"{rows}<row>{cells}</row>"), {"xl/texts.xml": texts})


def _old() -> bytes:
    return old_office("WordDocument", "EncryptedPackage")


def _sheet() -> bytes:
    """Merged, repeated and covered cells, all kinds of values, a comment, a box, a hidden sheet and a copied one."""
    head = row(cell("Item", "table:number-rows-spanned='2'"), cell("2024", "table:number-columns-spanned='2'"), COVERED)
    note = "<office:annotation><dc:creator>Ada</dc:creator><text:p>Paid.</text:p></office:annotation>"
    box = "<draw:frame><draw:text-box><text:p>Ask <text:span>Ben</text:span>.</text:p></draw:text-box></draw:frame>"
    values = row(
        number(1234.5, "1.234,50 €", "currency"),
        number(0.255, "25,5 %", "percentage"),
        "<table:table-cell office:value-type='date' office:date-value='2024-05-03T14:30:00'/>",
        "<table:table-cell office:value-type='time' office:time-value='PT14H30M00S'/>",
        cell("x", "table:number-columns-repeated='3'", note + box),
        more="table:number-rows-repeated='2'",
    )
    copied = table("<table:table-source/>" + words("far"), "other")
    return sheets_of(table(head + words("a", "b", "c") + values) + table(words("kept"), "Old", "off") + copied)


def _slide() -> bytes:
    """A title, a list, a table, a chart, a group, notes, a comment and a hidden slide."""
    titled = (
        "<draw:frame presentation:class='{}' svg:x='1cm' svg:y='{}cm' svg:width='5cm' svg:height='1cm'>{}</draw:frame>"
    )
    box = "<draw:text-box><text:list><text:list-item><text:p>Tent</text:p></text:list-item></text:list></draw:text-box>"
    linked = "<draw:object xlink:href='./Object 1'/><draw:image xlink:href='o.png'/>"
    shapes = titled.format("outline", 5, box) + titled.format("title", 1, box) + titled.format("chart", 9, linked)
    notes = f"<presentation:notes>{titled.format('notes', 1, box)}</presentation:notes>"
    page = f"<draw:page draw:style-name='out'>{shapes}<draw:g>{titled.format('', 2, table(words('a')))}</draw:g>{notes}</draw:page>"
    chart = f"<chart:chart><chart:plot-area/>{table(words('', 'Guests') + words('May', '4'))}</chart:chart>"
    return slides_of(page, {"Object 1/content.xml": content(chart)})


def _flat(kind: str, body: str) -> bytes:
    return content(f"<office:{kind}>{body}</office:{kind}>", "document").encode()


def _documents() -> Iterable[bytes]:
    yield doc("The pier\rFish\x07Price\x07\x07Cod\x0712\x07\x07\x13 PAGE \x145\x15\x02\r", "\x02 A note.\r")
    yield doc("One piece.", pieces=1)
    yield b"<html><body>A page</body></html>"


def _books() -> Iterable[bytes]:
    rows: list[list[Cell]] = [["Boat", "Bought", "Price"], ["Svan", 45_000.0, True], ["", 45_031.0, -3.5]]
    yield xls({"Boats": rows, "Old": [["x"]]}, hidden="Old", formats={(1, 1): 14, (2, 2): 4}, merged=[(1, 2, 0, 0)])
    yield b"Fish\tPrice\nCod\t12\n"


def _messages() -> Iterable[bytes]:
    texts: dict[str, str | bytes] = {"0037": "Fee", "0C1A": "Nils", "1000": "42 crowns.", "1013": b"<p>42 crowns.</p>"}
    yield msg(texts, sent=133_500_000_000_000_000, attached=["berths.pdf"])
    packed = "2d0000002b0000004c5a4675f1c5c7a703000a007263706731323542320af82068656c09776f726c647d0ae0"
    yield msg({"1009": bytes.fromhex(packed)})


TARGETS = (
    _target(".docx", files.word, _formula, _old),
    _target(".xlsx", files.workbook, _shared_texts),
    _target(".pptx", files.slides, _diagram),
    _target(".odt"),
    _target(".ods", _sheet),
    _target(".odp", _slide),
    Target("reader-fods", lambda: [_flat("spreadsheet", table(words("a", "b") + words("1", "2")))], reader(".fods")),
    _target(".epub"),
    Target("reader-doc", _documents, reader(".doc"), most_bytes=16 * 1024),
    Target("reader-xls", _books, reader(".xls"), most_bytes=16 * 1024),
    Target("reader-msg", _messages, reader(".msg"), most_bytes=48 * 1024),
)
