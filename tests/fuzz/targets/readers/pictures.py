"""Pictures and scans, read with two small graphs in place of the trained ones."""

from __future__ import annotations

import io
import tempfile
from collections.abc import Callable, Iterable
from functools import lru_cache
from pathlib import Path

from fpdf import FPDF
from PIL import Image

from assistant.ingest.parse.scans import reader as scans
from tests.fuzz.engine.target import Target
from tests.fuzz.targets.readers.reading import PDF_S, reader
from tests.ingest.parse.scans.graphs import draw_line, write_graphs


@lru_cache(maxsize=1)
def _open_graphs() -> None:
    with tempfile.TemporaryDirectory() as folder:
        scans.open_models(write_graphs(Path(folder, "graphs")))


def _run(suffix: str) -> Callable[[bytes], None]:
    read = reader(suffix, modules={suffix: scans.__name__})

    def run(data: bytes) -> None:
        _open_graphs()
        read(data)

    return run


def _sheet() -> Image.Image:
    sheet = Image.new("RGB", (320, 160), "white")
    draw_line(sheet, 4, 60, "ab ba", height=24)
    return sheet


def _pictures() -> Iterable[bytes]:
    sheet = _sheet()
    exif = Image.Exif()
    exif[0x0112] = 6
    yield _written(sheet, "PNG")
    yield _written(sheet.convert("P"), "PNG", transparency=0)
    yield _written(sheet, "JPEG", exif=exif)
    yield _written(sheet.convert("CMYK"), "JPEG", progressive=True)
    yield _written(sheet.convert("1"), "TIFF", compression="group4", save_all=True, append_images=[sheet.convert("1")])
    yield _written(sheet, "TIFF", compression="tiff_lzw")
    yield _written(sheet.convert("I;16"), "TIFF")
    yield _written(sheet.convert("RGBA"), "WEBP")
    yield _written(sheet.convert("L"), "BMP")


def _scan() -> Iterable[bytes]:
    for text in ("", "a page with text"):
        made = FPDF(unit="pt", format=(115.2, 57.6))
        made.set_font("Helvetica", size=8)
        made.add_page()
        made.image(io.BytesIO(_written(_sheet(), "JPEG")), 0, 0, 115.2, 57.6)
        if text:
            made.add_page()
            made.text(4, 20, text)
        yield bytes(made.output())


def _written(picture: Image.Image, kind: str, **how: object) -> bytes:
    buffer = io.BytesIO()
    picture.save(buffer, kind, **how)
    return buffer.getvalue()


TARGETS = (
    Target("reader-picture", _pictures, _run(".png"), limit_s=2 * PDF_S),
    Target("reader-scan", _scan, _run(".pdf"), limit_s=2 * PDF_S),
)
