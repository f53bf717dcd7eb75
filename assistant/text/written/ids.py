"""Ids: part numbers, invoice numbers, codes, serial numbers, versions, model names. Each is exact.

Invariant: two ids are the same only if all their letters and digits are; marks and spaces between them, and capitals,
do not count. What one letter or digit tells apart is something else.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from functools import cache
from itertools import pairwise

from assistant.text.asked_language import FRENCH
from assistant.text.folding import fold_accents
from assistant.text.languages import LANGUAGES
from assistant.text.written.dates import MONTH_NUMBER, find_dates, flat

# A run of letters and digits, joined by marks: "RF-4423C", "INV-2024-00417", "HO 55102" is two of them.
_RUN = re.compile(r"[^\W_]+(?:[-/._:#][^\W_]+)*")
_PIECE = re.compile(r"[^\W\d_]+|\d+")
_APART = r"[\s\-/._:#]{0,2}"
_CLOSE = r"[\-/._:#]?"
_BETWEEN_FIGURES = r"[\-/]"  # without a mark, any figure would be made alike
_LONG = 12  # letters and digits: an account or a telephone number, whose groups may stand anywhere
_NAME_DIGITS = 5  # so many digits behind a word that names ("order 10024") need that word no more
_LONE_DIGITS = 7  # a shorter figure without such a word may be a quantity
# Letters behind digits that are a unit, an ordinal or a time: "5kg", "3rd", "18h30", "230V".
_UNITS = re.compile(
    r"\d+(?:[.,]\d+)?(?:st|nd|rd|th|er|re|eme|o|a|am|pm|h|hrs?|min|mins|s|sec|ms|x|k|m|mm|cm|dm|km|m2|m3|g|kg|mg|t|lb|lbs|oz|"
    r"l|ml|cl|dl|hl|v|kv|w|kw|kwh|mwh|mw|wh|ah|mah|hz|mhz|ghz|gb|mb|kb|tb|c|f|bar|psi|eur|usd|gbp|chf|px|dpi|pt|rpm|nm|"
    r"h\d\d|uhr|ft|in|mbit|gbit|er|fach)|[x\u00d7]\d+|\d+[x\u00d7]\d+|q[1-4]|fy\d\d(?:\d\d)?|[12]\d{3}[-/]\d\d(?:\d\d)?|"
    r"\d+(?:[-/.,:]\d+)*"
)
# Words that make the figure behind them the name of one thing of many.
_NAMING = (
    r"(?:version|release|revision|rev|model|modell|modele|modelo|part|teil|pieza|piece|item|artikel|article|articulo|"
    r"order|bestellung|auftrag|pedido|orden|commande|invoice|rechnung|factura|facture|ticket|case|fall|vorgang|akte|"
    r"expediente|dossier|contract|vertrag|contrato|contrat|policy|police|poliza|customer|kunde|cliente|client|serial|"
    r"seriennummer|room|zimmer|raum|sala|salle|chambre|habitacion|flat|wohnung|apartment|apartamento|piso|unit|locker|"
    r"gate|platform|gleis|via|quai|line|linie|linea|ligne|tram|bus|flight|flug|vuelo|vol|train|zug|tren|lot|charge|"
    r"batch|lote|code|kennung|kennzeichen|codigo|reference|referenz|referencia|aktenzeichen|meter|zahler|contador|"
    r"compteur|account|konto|cuenta|compte|device|gerat|appareil|aparato|machine|maschine|maquina|"
    r"seat|sitz|table|tisch|mesa|chapter|kapitel|capitulo|chapitre|exhibit|annex|anlage|anexo|annexe|form|formular)"
)
_NAMED = re.compile(
    rf"\b{_NAMING}[ ]?(?:numbers?|nummer|nr|no|num|numero|code|id|n\u00ba|n\u00b0|#)?\.?[ :#]{{1,2}}(?P<id>v?\d+(?:\.\d+)*[a-z]?)\b(?![.,:/-]\d)"
)
_NUMBER = re.compile(
    r"(?:\b(?:number|nummer|nr|no|numero|num)\b\.?|\bn\.?\u00ba|n\u00b0|#)[ :]{0,2}(?P<id>\d+(?:[-/.]\d+)*[a-z]?)\b"
)
_VERSION = re.compile(r"\bv(?P<id>\d+(?:\.\d+)*)\b")
_NAME_AND_FIGURE = re.compile(
    r"(?<![\w-])(?P<name>[^\W\d_]*[^\W\d_a-z][^\W\d_]+) (?P<id>\d{1,4})(?![\w.,:/-]\w|\w|[ ]?[%\u20ac$\u00a3])"
)
_CAPITALS_AND_FIGURE = re.compile(
    r"(?<![\w-])([A-Z\u00c0-\u00dd]{1,5}) (\d{3,}(?:[-/.]\d+)*(?: ?[A-Z](?!\w))?)(?![\w.,:/-]\w|\w)"
)
_CURRENCIES = frozenset({"EUR", "USD", "CHF", "GBP", "PLN", "SEK", "DKK", "NOK", "CZK", "HUF", "JPY", "CAD", "AUD"})
_YEAR = re.compile(r"(?:19|20)\d\d")


@dataclass(frozen=True, slots=True)
class Id:
    """An id as it is asked for. `pieces` are its runs of letters and of digits, folded, in order.

    A `weak` id is a figure that its neighbour makes an id ("version 2", "room 12"): `cue` is that neighbour, and only
    behind it another figure is a look-alike.
    """

    pieces: tuple[str, ...]
    cue: str = ""
    span: tuple[int, int] = field(default=(0, 0), compare=False)  # in the question

    @property
    def weak(self) -> bool:
        return bool(self.cue)

    @property
    def compact(self) -> str:
        """Its letters and digits without anything between them."""
        return "".join(self.pieces)

    def pattern(self) -> re.Pattern[str]:
        """Finds the id in folded text, however its pieces are set apart."""
        if self.weak:
            return re.compile(rf"(?<!\w)(?<!\d[.,/-])v?{_APART.join(self.pieces)}(?!\w)(?![.,/-]\d)")
        if len(self.compact) > _LONG or self.compact.isdigit():
            body = r"[\s\-/.]?".join(self.compact)
        else:
            body = _APART.join(self.pieces)
        return re.compile(rf"(?<![^\W_])(?<!\d[-/.]){body}(?![^\W_])(?![-/.]\d)")

    def like(self) -> re.Pattern[str]:
        """Finds ids of the same make in folded text, this one among them."""
        if self.weak:
            number = r"[ ]?(?:number|nummer|nr|no|numero)?\.?[ :#]{1,2}"
            return re.compile(rf"\b{self.cue}\w{{0,3}}{number}v?\d+(?:\.\d+)*[a-z]?(?!\w)")
        family = not self.pieces[0].isdigit() and len(self.pieces[0]) > 1
        first = self.pieces[0] if family else _make(self.pieces[0])
        rest = "".join(
            (_BETWEEN_FIGURES if before.isdigit() and piece.isdigit() else _CLOSE) + _make(piece)
            for before, piece in pairwise(self.pieces)
        )
        return re.compile(rf"(?<![^\W_])(?<!\d[-/.]){first}{r'[ ]?' if family else ''}{rest}(?![^\W_])")


def _make(piece: str) -> str:
    """What may stand in place of `piece` in an id of the same make."""
    if not piece.isdigit():
        return r"[^\W\d_]{1,4}"
    least, most = max(1, len(piece) - 1), len(piece) + 1
    return rf"\d{{{least},{most}}}" if len(piece) <= _LONG else rf"(?:[ -]?\d){{{least},{most}}}"


def ids_in(question: str) -> tuple[Id, ...]:
    """The ids that `question` asks for, in order. Dates, years, quantities and times are none."""
    folded = flat(question)
    taken = [(found.start, found.end) for found in find_dates(question)]
    found: dict[int, Id] = {}
    for match in _RUN.finditer(folded):
        if _outside(match.span(), taken) and _is_id(match[0]):
            found[match.start()] = Id(tuple(_PIECE.findall(fold_accents(match[0]))), span=match.span())
            taken.append(match.span())
    for pattern in (_NAMED, _NUMBER, _VERSION):
        for match in pattern.finditer(folded):
            if _outside(match.span("id"), taken) and not _YEAR.fullmatch(match["id"]):
                pieces = tuple(_PIECE.findall(match["id"].removeprefix("v")))
                cue = _cue(match[0][: match.start("id") - match.start()])
                found[match.start("id")] = Id(pieces, "" if len(pieces[0]) >= _NAME_DIGITS else cue, match.span("id"))
                taken.append(match.span("id"))
    for match in _CAPITALS_AND_FIGURE.finditer(question):
        if _outside(match.span(), taken) and match[1] not in _CURRENCIES:
            found[match.start()] = Id(tuple(_PIECE.findall(fold_accents(match[0]))), span=match.span())
            taken.append(match.span())
    for match in _NAME_AND_FIGURE.finditer(question):
        name = fold_accents(match["name"])
        if _outside(match.span(), taken) and not _YEAR.fullmatch(match["id"]) and name not in _little_words():
            found[match.start("id")] = Id((match["id"],), name, match.span("id"))
    return tuple(found[at] for at in sorted(found))


@cache
def _little_words() -> frozenset[str]:
    return frozenset().union(*LANGUAGES, FRENCH, MONTH_NUMBER, map(str.casefold, _CURRENCIES))


def _cue(before: str) -> str:
    words = re.findall(r"[^\W\d_]+", before)
    return words[0] if words else "v"


def _outside(span: tuple[int, int], taken: list[tuple[int, int]]) -> bool:
    return all(span[1] <= start or end <= span[0] for start, end in taken)


def _is_id(run: str) -> bool:
    """Whether a run of folded letters, digits and marks names one thing of many."""
    digits = sum(letter.isdigit() for letter in run)
    if not digits:
        return False
    if digits == len(run):
        return digits >= _LONE_DIGITS
    return _UNITS.fullmatch(run) is None or _is_long_number(run)


def _is_long_number(run: str) -> bool:
    """ "2024-00417", "512-44-1234", "551-80": digits in groups that are no thousands."""
    parts = re.split(r"[-/]", run)
    if len(parts) < 2 or not all(part.isdigit() for part in parts):
        return False
    return sum(map(len, parts)) > 7 or _is_part_number(run, parts)


def _is_part_number(run: str, parts: list[str]) -> bool:
    """ "551-80": two figures that are no range, since the second is smaller, and no years."""
    is_range = int(parts[0]) <= int(parts[1]) and not parts[1].startswith("0")
    return "-" in run and len(parts) == 2 and len(parts[0]) > 2 and not is_range and not _YEAR.fullmatch(parts[0])
