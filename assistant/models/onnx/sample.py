"""A small built-in text sample on which a quantised model is compared with the full one.

Invariant: each group of three texts is about the same subject, so that every text has an expected nearest neighbour.
"""

from __future__ import annotations

from pathlib import Path

from assistant.models.tokenizer import TokenReader

_GROUPS: tuple[tuple[str, str, str], ...] = (
    (
        "The tenant must give three months' notice before moving out.",
        "How long in advance do I have to cancel the lease?",
        "Rental agreements usually end at the close of a month, and notice has to be given in writing a quarter "
        "of a year before that date, by either side, unless the contract names a longer period for the landlord.",
    ),
    (
        "Bake the bread at 230 degrees for forty minutes.",
        "What oven temperature does the loaf need?",
        "Let the dough rise overnight in a cool place, shape it in the morning, cut the top with a sharp knife "
        "and bake it on a hot stone with some steam, first hot and then, after a quarter of an hour, a little "
        "cooler.",
    ),
    (
        "The washing machine shows error E18 when the drain is blocked.",
        "Why does the washer not pump the water out?",
        "If water stays in the drum, switch the appliance off, open the flap at the bottom, let the water run "
        "into a flat dish, unscrew the filter, remove coins and threads, and check that the small wheel behind it"
        " turns freely.",
    ),
    (
        "Gross pay in March was 4,210 euros, of which 1,187 were deducted.",
        "How much tax was taken from my salary?",
        "The payslip lists income tax, pension, health and care insurance separately; what remains after these "
        "deductions is the net amount that is paid to the account on the last working day of the month.",
    ),
    (
        "The X-ray of the left knee shows no fracture.",
        "What did the doctor find in my knee?",
        "Clinically there is a mild swelling at the inner side of the joint without instability; the patient "
        "should rest for two weeks, cool the knee several times a day and come back if the pain does not become "
        "less.",
    ),
    (
        "Our train leaves Lisbon at 9:40 and arrives in Porto at 12:35.",
        "When do we get to Porto?",
        "The tickets are valid only for the booked connection; seats are in coach 21, and on the way back we "
        "change once, with twenty minutes between the two trains, before reaching the airport in the evening.",
    ),
    (
        "Der Stromzähler wird jedes Jahr im November abgelesen.",
        "Wann wird der Verbrauch von Strom ermittelt?",
        "Die Abrechnung nennt den alten und den neuen Zählerstand, den Verbrauch in Kilowattstunden und den "
        "Abschlag, der im nächsten Jahr monatlich vom Konto abgebucht wird.",
    ),
    (
        "El seguro cubre los daños por agua hasta 20.000 euros.",
        "¿Qué cantidad paga la póliza si hay una fuga de agua?",
        "No están cubiertos los daños causados por falta de mantenimiento ni los que el asegurado conocía antes "
        "de firmar el contrato; el siniestro debe comunicarse dentro de siete días.",
    ),
    (
        "A star collapses when its fuel can no longer hold it up.",
        "What happens to a sun at the end of its life?",
        "Depending on its mass it becomes a white dwarf, a neutron star or a black hole; the outer layers are "
        "thrown into space, where they form clouds out of which new stars and planets can be born.",
    ),
    (
        "def area(radius): return 3.14159 * radius ** 2",
        "Compute the surface of a circle in Python.",
        "The function multiplies the square of the radius by pi; for many radii at once an array library does the"
        " same without a loop, and the result has the unit of the radius squared.",
    ),
)

SAMPLE: tuple[str, ...] = tuple(text for group in _GROUPS for text in group)
"""Thirty texts: every three in a row are about the same subject."""


QUESTIONS = slice(1, None, 3)
"""Where the questions stand in SAMPLE."""


def sample_sequences(tokenizer: Path, max_tokens: int, prompt: str = "") -> list[list[int]]:
    """The ids of the texts, each behind `prompt`, with special tokens, cut to `max_tokens`.

    `tokenizer` is the path of a tokenizer.json.
    """
    reader = TokenReader(tokenizer.read_bytes(), f"the model {tokenizer.parent.name!r}")
    return reader.sequences([prompt + text for text in SAMPLE], max_tokens)
