"""Scans and pictures as pages: what is drawn, what is kept, in which order it stands; the process that reads them."""

from __future__ import annotations

import io
import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from fpdf import FPDF
from PIL import Image, ImageDraw

from assistant.domain.errors import ParseFailure
from assistant.domain.records.documents import ParsedPage
from assistant.ingest.parse.pdf.lines import Typography
from assistant.ingest.parse.process.protocol import Done, Failed, Job
from assistant.ingest.parse.process.worker import Worker, worker_command
from assistant.ingest.parse.scans import pictures
from assistant.ingest.parse.scans.page_text import confidence_of, page_of, sure_lines
from assistant.ingest.parse.scans.pictures import drawn_pages
from assistant.ingest.parse.scans.recognise import Recognised, ScanLine, Word
from assistant.ingest.parse.scans.regions import Region
from assistant.ingest.parse.source import Limits, Source
from assistant.sandbox.cage.enter import PARTS
from tests.ingest.parse.scans.graphs import draw_line, write_graphs

MEGABYTE = 1024 * 1024


def line(text: str, x: float, y: float, confidence: float = 0.97, thickness: float = 36.0) -> ScanLine:
    words = tuple(Word(word, 0.0, 1.0) for word in text.split())
    return ScanLine(words, confidence, Region(x + 9 * len(text), y, 18.0 * len(text), thickness, 0.0))


def recognised(*lines: ScanLine, angle: float = 0.0) -> Recognised:
    return Recognised(lines, 0, angle, (1654, 2339))


def text_of(found: Recognised) -> str:
    return page_of(1, found, sure_lines(found), Typography()).text


# ------------------------------------------------------------------------------------------------------------- text


def test_lines_are_read_from_above_and_parts_beside_each_other_from_the_left() -> None:
    found = recognised(
        line("and the second one goes on for a while below", 100, 250),
        line("14 May", 900, 101),
        line("Received on", 100, 96),
        line("The first line of the letter is a long one as", 100, 200),
    )
    assert text_of(found).split("\n\n")[0] == "Received on 14 May"
    assert "long one as and the second one" in text_of(found)


def test_two_columns_are_read_one_after_the_other() -> None:
    left = [
        "Tickets for the old tram are",
        "sold at the kiosk beside the",
        "stop, and on Sundays in the",
        "tram itself by its conductor.",
    ]
    right = [
        "The depot shows four carriages",
        "from the first years of the line,",
        "and a workshop in which they",
        "are painted anew each winter.",
    ]
    lines = [line(text, x, 200 + 45 * at) for x, side in ((100, left), (900, right)) for at, text in enumerate(side)]
    text = " ".join(text_of(recognised(*lines)).split())
    assert "sold at the kiosk beside the stop" in text
    assert text.index("by its conductor.") < text.index("The depot shows")


def test_the_skew_of_a_page_does_not_mix_its_rows() -> None:
    """Two words far apart on one row of a page that is skewed by 0.035 radians stand 42 pixels apart in height."""
    first = [line("Rent", 100, 300), line("640 crowns due on the first", 1200, 342)]
    second = [line("Heat", 100, 345), line("85 crowns due on the tenth", 1200, 387)]
    text = text_of(recognised(*second, *first, angle=0.035))
    assert text.index("Rent") < text.index("640") < text.index("Heat") < text.index("85 crowns")


def test_what_is_not_sure_is_left_out() -> None:
    clear = [line("the tap in the yard is shut off", 100, 100), line("from November until March", 100, 150)]
    faint = line("w1th n0 s3nse", 100, 200, confidence=0.5)
    single = line("x", 100, 250)
    assert sure_lines(recognised(*clear, faint, single)) == clear
    assert sure_lines(recognised(line("only four words here", 100, 100))) == []
    assert sure_lines(recognised(line("a page of which nothing is quite sure", 0, 0, confidence=0.82))) == []
    assert confidence_of([]) == 0.0
    assert confidence_of([line("abc", 0, 0, 0.9), line("a", 0, 0, 0.5)]) == pytest.approx(0.8)


# --------------------------------------------------------------------------------------------------------- pictures


def source(data: bytes, suffix: str) -> Source:
    return Source(io.BytesIO(data), suffix, len(data))


def written(picture: Image.Image, kind: str, **how: object) -> bytes:
    buffer = io.BytesIO()
    picture.save(buffer, kind, **how)
    return buffer.getvalue()


def marked(size: tuple[int, int] = (60, 30)) -> Image.Image:
    """Black in the upper left quarter."""
    picture = Image.new("RGB", size, "white")
    picture.paste((0, 0, 0), (0, 0, size[0] // 2, size[1] // 2))
    return picture


@pytest.mark.parametrize("kind", ["PNG", "JPEG", "WEBP", "BMP", "TIFF"])
def test_pictures_of_each_kind_are_opened_by_what_they_are(kind: str) -> None:
    (page,) = drawn_pages(source(written(marked(), kind), ".png"))
    assert page.picture is not None
    assert page.picture.size == (60, 30)
    grey = page.picture.convert("L")
    assert grey.getpixel((3, 3)) == pytest.approx(0, abs=20)
    assert grey.getpixel((55, 25)) == pytest.approx(255, abs=20)


def test_a_photo_is_turned_as_its_camera_says_and_clear_paper_is_white() -> None:
    exif = Image.Exif()
    exif[0x0112] = 6  # a quarter to the right
    (page,) = drawn_pages(source(written(marked(), "JPEG", exif=exif), ".jpg"))
    assert page.picture is not None
    assert page.picture.size == (30, 60)
    clear = Image.new("RGBA", (40, 20), (0, 0, 0, 0))
    (page,) = drawn_pages(source(written(clear, "PNG"), ".png"))
    assert page.picture is not None
    assert page.picture.getpixel((5, 5)) == (255, 255, 255)


def test_all_pages_of_a_tiff_and_no_large_picture_whole() -> None:
    data = written(marked(), "TIFF", save_all=True, append_images=[marked((90, 30)), marked((5_000, 1_000))])
    pages = list(drawn_pages(source(data, ".tif")))
    assert [page.number for page in pages] == [1, 2, 3]
    assert [page.picture.size for page in pages if page.picture] == [(60, 30), (90, 30), (3_500, 700)]


@pytest.mark.parametrize(
    ("data", "reason"),
    [(b"GIF89a not of these kinds", "damaged"), (written(marked(), "PNG")[:60], "damaged"), (b"", "damaged")],
)
def test_what_is_no_picture_is_said_to_be_damaged(data: bytes, reason: str) -> None:
    with pytest.raises(ParseFailure) as failure:
        list(drawn_pages(source(data, ".png")))
    assert failure.value.reason == reason


def test_a_picture_of_too_many_pixels_is_not_unpacked(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pictures, "_MOST_PIXELS", 1_000)
    monkeypatch.setattr(Image, "MAX_IMAGE_PIXELS", Image.MAX_IMAGE_PIXELS)  # of the library, which the reader sets
    with pytest.raises(ParseFailure) as failure:
        list(drawn_pages(source(written(marked(), "PNG"), ".png")))
    assert failure.value.reason == "limit"


# ---------------------------------------------------------------------------------------------------- the process


def scan() -> bytes:
    """A page with text, a scanned one, a blank one, and one with nothing but a stroke."""
    pdf = FPDF(unit="pt", format=(460.8, 230.4))  # 1,280 by 640 pixels
    pdf.add_page()
    pdf.set_font("Helvetica", size=12)
    pdf.text(20, 40, "a page with text of its own")
    pdf.add_page()
    picture = Image.new("RGB", (1280, 640), "white")
    for row in range(3):
        draw_line(picture, 40, 60 + 120 * row, "ab ba aab bb", height=30)
    pdf.image(picture, 0, 0, 460.8, 230.4)
    pdf.add_page()
    pdf.add_page()
    stroke = Image.new("RGB", (1280, 640), "white")
    ImageDraw.Draw(stroke).line((100, 600, 1200, 600), (120, 120, 255), 12)
    pdf.image(stroke, 0, 0, 460.8, 230.4)
    return bytes(pdf.output())


@pytest.fixture(scope="module")
def worker(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Worker]:
    graphs = write_graphs(tmp_path_factory.mktemp("models") / "graphs")
    command = worker_command(1536 * MEGABYTE, 120.0, "assistant.ingest.parse.scans.child")
    started = Worker([*command, str(graphs)], 1536 * MEGABYTE, 8 * MEGABYTE)
    yield started
    started.close()


def until_done(worker: Worker, folder: Path, data: bytes, suffix: str) -> list[object]:
    """The answers to one file; the process waits for the next one then."""
    found: list[object] = []
    file = folder / f"file{suffix}"
    file.write_bytes(data)
    descriptor = os.open(file, os.O_RDONLY)
    job = Job(suffix=suffix, size_bytes=len(data), limits=Limits(timeout_s=120.0), path=str(file), root=str(folder))
    for message in worker.run(job, descriptor, 120.0):
        found.append(message)
        if isinstance(message, Done | Failed):
            break
    os.close(descriptor)
    return found


def test_pages_without_text_are_recognised_in_a_caged_process(worker: Worker, tmp_path: Path) -> None:
    assert worker.sealed
    if os.uname().sysname == "Linux":
        assert worker.held == PARTS
    *pages, done = until_done(worker, tmp_path, scan(), ".pdf")
    texts = [page.text for page in pages if isinstance(page, ParsedPage)]
    assert [page.number for page in pages if isinstance(page, ParsedPage)] == [1, 2, 3, 4]
    assert " ".join(texts[1].split()) == " ".join(["ab ba aab bb"] * 3)
    assert [texts[0], *texts[2:]] == ["", "", ""]
    assert isinstance(done, Done)
    assert done.paged
    assert done.notes[0].startswith("Text of 1 page was recognised from its picture, ")


def test_a_picture_without_text_and_a_damaged_one_leave_the_process_working(worker: Worker, tmp_path: Path) -> None:
    (empty, failed) = until_done(worker, tmp_path, written(Image.new("RGB", (640, 320), "white"), "PNG"), ".png")
    assert empty == ParsedPage(1, "")
    assert isinstance(failed, Failed)
    assert failed.reason == "no_text"
    (failed,) = until_done(worker, tmp_path, b"\x89PNG nothing", ".png")
    assert isinstance(failed, Failed)
    assert failed.reason == "damaged"
    page = Image.new("RGB", (1280, 640), "white")
    draw_line(page, 40, 60, "ab ba aab bb ab", height=30)
    (read, done) = until_done(worker, tmp_path, written(page, "JPEG", quality=95, subsampling=0), ".jpg")
    assert isinstance(read, ParsedPage)
    assert read.text == "ab ba aab bb ab"
    assert isinstance(done, Done)
