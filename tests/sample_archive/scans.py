"""Pictures of paper: pages and a photograph that hold no text a program can read without recognising letters.

The invariant: the words on a picture stand nowhere else in the archive, so an answer from one cannot come by chance.
"""

from pathlib import Path

from PIL import Image, ImageDraw, ImageFont

PAGE_PIXELS = (1240, 1754)  # A4 at 150 dots an inch
PAPER, INK = 246, 30


def scanned_page(text: str, tilt_degrees: float) -> Image.Image:
    """A page with `text`, slightly crooked and with a shadow along its left side, in two tones as a copier gives it."""
    page = Image.new("L", PAGE_PIXELS, PAPER)
    draw = ImageDraw.Draw(page)
    font = ImageFont.load_default(size=30)
    for number, line in enumerate(text.splitlines()):
        draw.text((150, 160 + 46 * number), line, font=font, fill=INK)
    draw.rectangle((0, 0, 16, PAGE_PIXELS[1]), fill=90)
    return page.rotate(tilt_degrees, fillcolor=PAPER).convert("1", dither=Image.Dither.NONE)


def write_photograph(target: Path) -> None:
    """A tiny picture of a harbour: sky, water and two masts."""
    picture = Image.new("RGB", (160, 100), (178, 205, 226))
    draw = ImageDraw.Draw(picture)
    draw.rectangle((0, 62, 160, 100), fill=(54, 92, 120))
    draw.polygon([(40, 62), (84, 62), (76, 72), (48, 72)], fill=(120, 60, 40))
    draw.line((62, 62, 62, 18), fill=(60, 50, 40), width=2)
    draw.line((118, 64, 118, 30), fill=(60, 50, 40), width=1)
    picture.save(target, format="JPEG", quality=80)
