"""How well the text of pages is recognised: character error rate on rendered pages, clean and disturbed.

    python -m tests.benchmarks.recognition [--models DIR] [--pages 6] [--disturbed 2] [--list]

The pages are those of sample_docs that have text and no ruled table, drawn at 200 dpi, a page of two columns and one
in each of six languages. Each disturbance is tried on the first `--disturbed` pages and on both columns. The error rate
is the Levenshtein distance by the length of the right text, in percent, white space taken as one space.

Prints one JSON line: the rate of each group, processor seconds a page, and the peak memory. `--list` prints a line a
page to standard error. Ends with 1 where a clean group is above 1.0 or a disturbance above 2.0.
"""

from __future__ import annotations

import argparse
import io
import itertools
import json
import resource
import sys
import time
from collections import defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from statistics import mean

import numpy as np
import pypdfium2
from fpdf import FPDF
from PIL import Image, ImageFilter

from assistant.config.paths import find_paths
from assistant.domain.errors import ModelMissing
from assistant.ingest.parse.pdf.lines import Typography
from assistant.ingest.parse.scans.page_text import page_of, sure_lines
from assistant.ingest.parse.scans.recognise import Recogniser
from assistant.models.installed import find

MOST_CLEAN, MOST_DISTURBED = 1.0, 2.0
_SAMPLE = Path(__file__).resolve().parents[2] / "sample_docs"
_DOTS = 200 / 72
_LEAST_CHARS, _MOST_RULES = 1_500, 3
_LANGUAGES = {
    "en": "The bakery on the quay opens at 6:30 and closes at noon. Rye bread costs 4.20, a roll 0.55; on Fridays "
    "there is plum cake, and whoever brings a bag of their own pays five cents less.",
    "de": "Die Bäckerei am Kai öffnet um 6:30 Uhr und schließt um zwölf. Roggenbrot kostet 4,20 €, ein Brötchen "
    "0,55 €; freitags gibt es Pflaumenkuchen, und wer eine eigene Tüte mitbringt, zahlt fünf Cent weniger.",
    "fr": "La boulangerie du quai ouvre à 6 h 30 et ferme à midi. Le pain de seigle coûte 4,20 €, un petit pain "
    "0,55 € ; le vendredi, il y a de la tarte aux prunes, et celui qui apporte son sac paie cinq centimes de moins.",
    "es": "La panadería del muelle abre a las 6:30 y cierra a mediodía. El pan de centeno cuesta 4,20 €, un panecillo "
    "0,55 €; los viernes hay tarta de ciruelas, y quien trae su propia bolsa paga cinco céntimos menos.",
    "it": "La panetteria sul molo apre alle 6:30 e chiude a mezzogiorno. Il pane di segale costa 4,20 €, un panino "
    "0,55 €; il venerdì c'è la torta di prugne, e chi porta la propria borsa paga cinque centesimi di meno.",
    "pt": "A padaria do cais abre às 6:30 e fecha ao meio-dia. O pão de centeio custa 4,20 €, um pãozinho 0,55 €; às "
    "sextas há bolo de ameixa, e quem traz o seu próprio saco paga cinco cêntimos a menos.",
}
_LEFT = "The ferry leaves the north pier at seven and reaches the island after forty minutes. Dogs ride free. "
_RIGHT = (
    "Bicycles are taken in the hold for two crowns each. Heavy baggage has to be at the gate a quarter hour earlier. "
)


@dataclass(frozen=True, slots=True)
class Sheet:
    """A page as it is drawn, and its right text."""

    name: str
    picture: Image.Image
    text: str


def main() -> int:
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("--models", type=Path, default=find_paths().models)
    arguments.add_argument("--pages", type=int, default=6)
    arguments.add_argument("--disturbed", type=int, default=2)
    arguments.add_argument("--list", action="store_true")
    options = arguments.parse_args()
    try:
        recogniser = Recogniser(find(options.models, "recognition").folder)
    except ModelMissing as error:
        sys.stdout.write(f"skipped: {error}\n")
        return 0
    rates: dict[str, list[float]] = defaultdict(list)
    seconds: list[float] = []
    for group, sheet in groups(options.pages, options.disturbed):
        began = time.process_time()
        said = text_of(recogniser, sheet.picture)
        seconds.append(time.process_time() - began)
        rates[group].append(error_rate(sheet.text, said))
        if options.list:
            sys.stderr.write(f"{rates[group][-1]:7.2f}  {seconds[-1]:5.1f} s  {group:14} {sheet.name}\n")
    means = {group: round(mean(found), 2) for group, found in rates.items()}
    peak_mb = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    report = {
        "benchmark": "recognition",
        "cer": means,
        "pages": len(seconds),
        "seconds_a_page": round(mean(seconds), 2),
    }
    sys.stdout.write(json.dumps({**report, "slowest_s": round(max(seconds), 2), "peak_mb": peak_mb}) + "\n")
    bad = [name for name, rate in means.items() if rate > (MOST_DISTURBED if name in DISTURBANCES else MOST_CLEAN)]
    return 1 if bad else 0


def groups(pages: int, disturbed: int) -> Iterator[tuple[str, Sheet]]:
    """Each page with the group whose rate it counts to."""
    samples = list(itertools.islice(sample_sheets(), pages))
    columns = Sheet("two columns", *drawn(columns_page()))
    yield from (("clean", sheet) for sheet in samples)
    yield "columns", columns
    for language, text in _LANGUAGES.items():
        yield f"language {language}", Sheet(language, *drawn(text_page(text)))
    for name, disturb in DISTURBANCES.items():
        for sheet in (*samples[:disturbed], columns):
            yield name, Sheet(sheet.name, disturb(sheet.picture), sheet.text)


def text_of(recogniser: Recogniser, picture: Image.Image) -> str:
    found = recogniser.recognise(picture.convert("RGB"))
    return page_of(1, found, sure_lines(found), Typography()).text


def sample_sheets() -> Iterator[Sheet]:
    """The pages of sample_docs with text and no ruled table: how rows are written out is not what is measured."""
    for path in sorted(_SAMPLE.rglob("*.pdf")):
        try:
            document = pypdfium2.PdfDocument(path)
        except pypdfium2.PdfiumError:  # with a password
            continue
        for number, page in enumerate(document, 1):
            text = page.get_textpage().get_text_range()
            rules = sum(1 for _ in page.get_objects(filter=[pypdfium2.raw.FPDF_PAGEOBJ_PATH]))
            if len(text) > _LEAST_CHARS and rules <= _MOST_RULES:
                yield Sheet(f"{path.name} {number}", page.render(scale=_DOTS).to_pil().convert("RGB"), text)


def drawn(pdf: FPDF) -> tuple[Image.Image, str]:
    page = pypdfium2.PdfDocument(bytes(pdf.output()))[0]
    return page.render(scale=_DOTS).to_pil().convert("RGB"), page.get_textpage().get_text_range()


def text_page(text: str) -> FPDF:
    pdf = FPDF(format="A4")
    pdf.add_page()
    pdf.core_fonts_encoding = "cp1252"
    pdf.set_font("Helvetica", size=11)
    for _ in range(6):
        pdf.multi_cell(0, 6, text)
        pdf.ln(4)
    return pdf


def columns_page() -> FPDF:
    pdf = FPDF(format="A4")
    pdf.add_page()
    pdf.set_font("Times", size=11)
    for x, text in ((20.0, _LEFT), (112.0, _RIGHT)):
        pdf.set_xy(x, 30)
        pdf.set_left_margin(x)
        pdf.multi_cell(78, 5.5, text * 7)
    return pdf


# ------------------------------------------------------------------------------------------------------- disturbances


def _noise(picture: Image.Image) -> Image.Image:
    values = np.asarray(picture, dtype=np.float32)
    return _from(values + np.random.default_rng(1).normal(0, 30, values.shape))


def _faint(picture: Image.Image) -> Image.Image:
    return _from(150 + np.asarray(picture, dtype=np.float32) * 0.25)


def _fax(picture: Image.Image) -> Image.Image:
    small = picture.convert("L").resize((picture.width * 55 // 100, picture.height * 55 // 100), Image.Resampling.BOX)
    return small.point(lambda value: 255 if value > 150 else 0).convert("RGB")


def _photo(picture: Image.Image) -> Image.Image:
    """From the side, in uneven light, and a little out of focus."""
    width, height = picture.size
    corners = (-60, -40, -10, height + 30, width + 50, height - 20, width + 20, 50)
    bent = picture.transform(
        picture.size, Image.Transform.QUAD, corners, Image.Resampling.BICUBIC, fillcolor=(90, 80, 70)
    )
    light = (
        np.linspace(1.0, 0.55, width)[np.newaxis, :, np.newaxis]
        * np.linspace(1.0, 0.8, height)[:, np.newaxis, np.newaxis]
    )
    return _from(np.asarray(bent, dtype=np.float32) * light).filter(ImageFilter.GaussianBlur(0.8))


def _jpeg(picture: Image.Image) -> Image.Image:
    buffer = io.BytesIO()
    picture.save(buffer, "JPEG", quality=20)
    return Image.open(io.BytesIO(buffer.getvalue())).convert("RGB")


def _skewed(degrees: float) -> Callable[[Image.Image], Image.Image]:
    def skew(picture: Image.Image) -> Image.Image:
        return picture.rotate(degrees, Image.Resampling.BICUBIC, expand=True, fillcolor=(255, 255, 255))

    return skew


def _from(values: np.ndarray[tuple[int, ...], np.dtype[np.floating]]) -> Image.Image:
    return Image.fromarray(np.clip(values, 0, 255).astype(np.uint8))


DISTURBANCES: dict[str, Callable[[Image.Image], Image.Image]] = {
    "skew 2": _skewed(2),
    "skew 5": _skewed(-5),
    "turned 90": lambda picture: picture.transpose(Image.Transpose.ROTATE_90),
    "turned 180": lambda picture: picture.transpose(Image.Transpose.ROTATE_180),
    "turned 270": lambda picture: picture.transpose(Image.Transpose.ROTATE_270),
    "noise": _noise,
    "faint": _faint,
    "fax": _fax,
    "photo": _photo,
    "jpeg": _jpeg,
}


# --------------------------------------------------------------------------------------------------------------- rates


def error_rate(right: str, said: str) -> float:
    """In percent of the right text."""
    right, said = " ".join(right.replace("\ufffe", "").split()), " ".join(said.split())
    return 100 * _distance(right, said) / max(1, len(right))


def _distance(one: str, other: str) -> int:
    """Levenshtein's, a row at a time: what is taken from the left is a running minimum."""
    codes = np.array([ord(letter) for letter in other], dtype=np.int64)
    steps = np.arange(len(other) + 1)
    row = steps.copy()
    for at, letter in enumerate(one, 1):
        above = np.minimum(row[1:] + 1, row[:-1] + (codes != ord(letter)))
        row = np.minimum.accumulate(np.concatenate([[at], above]) - steps) + steps
    return int(row[-1])


if __name__ == "__main__":
    sys.exit(main())
