"""Made-up telephone numbers, written as people of each country write them."""

from __future__ import annotations

import random
import string

# "N": a figure; other signs as they are. Numbers of each country's own form, and seen from abroad.
PHONES: dict[str, tuple[str, ...]] = {
    "de": ("030 NNNNNNN", "0171/NNNNNNN", "(0221) NNNNNN", "04321-NNNNN", "0151 NNN NN NNN", "+49 171 NNNNNNN",
           "+49 (0)40 NNN NNN", "0049 30 NNNNNN"),
    "at": ("0664 NNNNNNN", "01/NNNNNNN", "+43 664 NNN NN NN", "0316 / NN NN NN"),
    "ch": ("044 NNN NN NN", "079 NNN NN NN", "+41 79 NNN NN NN"),
    "fr": ("01 NN NN NN NN", "06.NN.NN.NN.NN", "07NNNNNNNN", "+33 6 NN NN NN NN", "+33 (0)1 NN NN NN NN"),
    "es": ("91 NNN NN NN", "612 NN NN NN", "6NN NNN NNN", "+34 6NN NN NN NN", "9NNNNNNNN"),
    "it": ("02 NNNNNNN", "347 NNNNNNN", "06/NNNNNNN", "+39 34N NNN NNNN", "339.NNNNNNN"),
    "nl": ("06 NNNNNNNN", "020-NNNNNNN", "06-NNNNNNNN", "+31 6 NNNNNNNN", "0612345NNN"),
    "uk": ("020 7NNN NNNN", "07700 90NNNN", "01632 96NNNN", "(0161) 496 NNNN", "+44 7700 90NNNN", "0117 496 0NNN"),
    "ie": ("01 NNN NNNN", "087 NNN NNNN", "+353 87 NNN NNNN", "021 NNN NNNN"),
    "pt": ("21N NNN NNN", "91N NNN NNN", "+351 91N NNN NNN", "93NNNNNNN"),
    "pl": ("50N NNN NNN", "22 NNN NN NN", "+48 50N NNN NNN", "60N-NNN-NNN"),
    "in": ("98NNN NNNNN", "+91 98NNN NNNNN", "080 2NNN NNNN", "09NNNNNNNNN"),
    "us": ("(415) 555-NNNN", "415-555-NNNN", "415.555.NNNN", "+1 415 555 NNNN", "555-0NNN", "1-415-555-NNNN"),
    "au": ("02 NNNN NNNN", "04NN NNN NNN", "(03) NNNN NNNN", "+61 4NN NNN NNN"),
}  # fmt: skip


def phone(draw: random.Random, country: str) -> str:
    form = draw.choice(PHONES[country])
    return "".join(draw.choice(string.digits) if sign == "N" else sign for sign in form)
