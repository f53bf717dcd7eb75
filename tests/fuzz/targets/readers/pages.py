"""PDF, read by pypdf and PDFium, and by pypdf alone as after a crash."""

from __future__ import annotations

from collections.abc import Iterable

from tests.fuzz.engine.target import Target
from tests.fuzz.targets.readers import files
from tests.fuzz.targets.readers.reading import PDF_S, reader
from tests.ingest.parse.made import pdf, raw_pdf, text_stream
from tests.ingest.parse.pdf.drawn import drawn, field


def _seeds() -> Iterable[bytes]:
    yield raw_pdf(text_stream("The rent is 500 euros.") + text_stream("hidden", mode=3))
    spread = b"BT /F1 12 Tf 50 700 Td [(No) -250 (tice) 300 (of)] TJ T* (x) ' ET "
    yield raw_pdf(spread + b"q 1 0 0 -1 0 800 cm BI /W 1 /H 1 ID x EI Q")
    yield drawn([(50, 700, "Name"), (200, 700, "Ada"), (50, 680, "10"), (62, 684, "6")], turned=90)
    yield drawn(
        [(50, 700, "Form")],
        annotations=[field(100, 700, "/Tx", "name", V="Ada"), field(100, 680, "/Btn", "paid", V="/Yes", AS="/Yes")],
    )
    yield files.plain_pdf("The lease begins on the first of September.", "Three months' notice.")
    yield drawn(
        [(50, 700, "שלום, 12.5 ש״ח (abc)"), (50, 650, "עמודה"), (300, 650, "2024"), (50, 640, "x"), (300, 640, "y")]
    )
    yield drawn([(x, 700 - 12 * row, f"{x} {row} words of a column") for row in range(12) for x in (50, 320)])
    yield pdf(["The lock has a word."], password="p")
    yield from list(files.archive(".pdf"))[:6]


TARGETS = (
    Target("reader-pdf", _seeds, reader(".pdf"), limit_s=2 * PDF_S),
    Target("reader-pdf-careful", _seeds, reader(".pdf", careful=True), limit_s=2 * PDF_S),
)
