"""The pictures that are recognised: pages of a PDF without text, drawn by PDFium, and the pages of a picture file.

Invariant: a page that is blank, or that has text, is not drawn in full; no picture has more pixels than the limit.
"""

from __future__ import annotations

import warnings
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from assistant.domain.errors import ParseFailure
from assistant.ingest.parse.source import Source

if TYPE_CHECKING:
    from PIL.Image import Image

_DOTS, _LOOK = 200, 50  # an inch: drawn to be read, and to be looked at
_POINTS = 72
_LONGEST = 3_500  # pixels of a side
_MOST_PIXELS = 100_000_000  # of a picture file, before it is made smaller
_BLANK = 12  # levels of grey: how far the darkest places of a blank page are from its paper
_DARK_SHARE = 0.0005  # of the places of a page
_KINDS = ("PNG", "JPEG", "TIFF", "WEBP", "BMP")


@dataclass(frozen=True, slots=True)
class Drawn:
    """A page of the file: its picture, None where it is blank or has text; `drawn_at`: pixels an inch, 0 unknown."""

    number: int
    total: int
    picture: Image | None


def drawn_pages(source: Source) -> Iterator[Drawn]:
    """The pages of a PDF or of a picture file, in order. Raises ParseFailure for what cannot be opened."""
    return _pages_of_pdf(source) if source.suffix == ".pdf" else _pages_of_picture(source)


def _pages_of_pdf(source: Source) -> Iterator[Drawn]:
    import pypdfium2

    try:
        document = pypdfium2.PdfDocument(source.stream, password=source.password or "")
    except pypdfium2.PdfiumError as error:
        raise ParseFailure("damaged", "Its pages cannot be drawn.") from error
    total = len(document)
    for index in range(min(total, source.limits.max_pages)):
        try:
            picture = _drawn(document[index])
        except pypdfium2.PdfiumError:
            picture = None
        yield Drawn(index + 1, total, picture)


def _drawn(page: Any) -> Image | None:
    text = page.get_textpage()
    has_text = bool(text.get_text_range().strip())
    text.close()
    if has_text:
        return None
    width, height = page.get_size()
    look = page.render(scale=min(_LOOK / _POINTS, _LONGEST / max(width, height)), grayscale=True).to_numpy()
    if is_blank(look):
        return None
    scale = min(_DOTS / _POINTS, _LONGEST / max(width, height))
    picture: Image = page.render(scale=scale).to_pil().convert("RGB")
    return picture


def is_blank(grey: np.ndarray[Any, np.dtype[np.uint8]]) -> bool:
    """Whether a page of shape (height, width, ...) shows nothing: as good as no place is darker than its paper."""
    paper = float(np.median(grey))
    return bool((grey.astype(np.float32) < paper - _BLANK).mean() < _DARK_SHARE)


def _pages_of_picture(source: Source) -> Iterator[Drawn]:
    from PIL import Image, ImageOps, UnidentifiedImageError

    Image.MAX_IMAGE_PIXELS = _MOST_PIXELS
    warnings.simplefilter("error", Image.DecompressionBombWarning)
    try:
        file = Image.open(source.stream, formats=_KINDS)
        total = int(getattr(file, "n_frames", 1)) if file.format == "TIFF" else 1
        for index in range(min(total, source.limits.max_pages)):
            file.seek(index)
            file.draft("RGB", (_LONGEST, _LONGEST))
            picture = ImageOps.exif_transpose(file)
            yield Drawn(index + 1, total, _as_read(picture))
    except (Image.DecompressionBombError, Image.DecompressionBombWarning) as error:
        raise ParseFailure("limit", f"It has more than {_MOST_PIXELS // 1_000_000} million pixels.") from error
    except UnidentifiedImageError as error:
        raise ParseFailure("damaged", "It is no picture of a kind that is read.") from error
    except (OSError, SyntaxError, ValueError, EOFError) as error:
        raise ParseFailure("damaged", "It is damaged, or not what its name says.") from error


def _as_read(picture: Image) -> Image:
    """In red, green and blue on white paper, and no larger than what is read."""
    from PIL import Image as Images

    if picture.mode in ("RGBA", "LA", "PA") or "transparency" in picture.info:
        with_paper = Images.new("RGBA", picture.size, "white")
        with_paper.alpha_composite(picture.convert("RGBA"))
        picture = with_paper
    picture = picture.convert("RGB")
    if max(picture.size) > _LONGEST:
        picture.thumbnail((_LONGEST, _LONGEST))
    return picture
