"""Office files: zip archives of XML."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from tests.fuzz.engine.shapes import ZIPPED
from tests.fuzz.engine.target import Target
from tests.fuzz.targets.readers import files
from tests.fuzz.targets.readers.reading import reader
from tests.ingest.parse.made import docx_of, old_office, pptx_of, sheet_of, xlsx_of


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


TARGETS = (
    _target(".docx", files.word, _formula, _old),
    _target(".xlsx", files.workbook, _shared_texts),
    _target(".pptx", files.slides, _diagram),
    _target(".odt"),
    _target(".epub"),
)
