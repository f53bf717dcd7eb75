"""Personal data of some fifty kinds in made-up sentences: precision, recall and F1, one JSON line.

    python -m tests.benchmarks.guard.personal.found [--half report] [--each 6] [--misses]

Numbers with right check digits (`numbers_of_people`) and telephone numbers of fourteen countries stand in the
sentences of `sentences.yaml`, most of them named, some not. Behind its name a number with one changed figure counts as
well (people mistype), without a name it is nobody's. Others are look-alikes: order numbers, dates, ISBN, coordinates.
A hit is right where it overlaps the number and has its label; the bound is that of `standard`. Rules were chosen on
`tune`, every second sentence; one person wrote both halves.
"""

from __future__ import annotations

import argparse
import json
import random
import string
import sys
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

import yaml

from assistant.guard.detectors.detector import Content
from assistant.guard.detectors.personal.detector import PiiDetector, PiiSpec
from assistant.guard.detectors.personal.national import LABELS
from tests.benchmarks.guard.detectors import match, rates
from tests.benchmarks.guard.intervals import share
from tests.benchmarks.guard.personal import numbers_of_people as made
from tests.benchmarks.guard.personal.phones_of_people import phone

Half = Literal["tune", "report"]

_SENTENCES = Path(__file__).with_name("sentences.yaml")
_BOUND = 0.7  # of the rule `pii-out`
_DRAWS = 400  # of the bootstrap


def _passport_de(draw: random.Random) -> str:
    return "C" + "".join(draw.choice("CFGHJKLMNPRTVWXYZ" + string.digits * 2) for _ in range(7)) + draw.choice("0123")


# Kind -> label, maker.
KINDS = {
    "de_tax": ("TAX_ID", made.de_tax),
    "de_tax_number": ("TAX_ID", made.de_tax_number),
    "de_pension": ("SOCIAL_SECURITY", made.de_pension),
    "de_health": ("HEALTH_ID", made.de_health),
    "de_document": ("NATIONAL_ID", made.de_document),
    "de_passport": ("PASSPORT", _passport_de),
    "at_insurance": ("SOCIAL_SECURITY", made.at_insurance),
    "ch_insurance": ("SOCIAL_SECURITY", made.ch_insurance),
    "fr_insurance": ("SOCIAL_SECURITY", made.fr_insurance),
    "fr_tax": ("TAX_ID", made.fr_tax),
    "fr_company": ("COMPANY_ID", made.fr_company),
    "es_id": ("NATIONAL_ID", made.es_id),
    "es_foreigner": ("NATIONAL_ID", made.es_foreigner),
    "es_insurance": ("SOCIAL_SECURITY", made.es_insurance),
    "it_code": ("NATIONAL_ID", made.it_code),
    "it_company": ("COMPANY_ID", made.it_company),
    "nl_citizen": ("NATIONAL_ID", made.nl_citizen),
    "nl_company": ("COMPANY_ID", made.nl_company),
    "uk_insurance": ("SOCIAL_SECURITY", made.uk_insurance),
    "uk_health": ("HEALTH_ID", made.uk_health),
    "uk_tax": ("TAX_ID", made.uk_tax),
    "uk_passport": ("PASSPORT", lambda draw: made.figures(draw, 9, "123456789")),
    "ie_service": ("TAX_ID", made.ie_service),
    "pt_tax": ("TAX_ID", made.pt_tax),
    "pt_insurance": ("SOCIAL_SECURITY", made.pt_insurance),
    "pt_health": ("HEALTH_ID", lambda draw: made.figures(draw, 9, "123456789")),
    "pl_citizen": ("NATIONAL_ID", made.pl_citizen),
    "pl_tax": ("TAX_ID", made.pl_tax),
    "pl_card": ("NATIONAL_ID", made.pl_card),
    "in_identity": ("NATIONAL_ID", made.in_identity),
    "in_tax": ("TAX_ID", made.in_tax),
    "us_security": ("US_SSN", made.us_security),
    "us_taxpayer": ("TAX_ID", made.us_taxpayer),
    "us_medicare": ("HEALTH_ID", made.us_medicare),
    "ca_insurance": ("SOCIAL_SECURITY", made.ca_insurance),
    "ca_health": ("HEALTH_ID", made.ca_health),
    "au_tax": ("TAX_ID", made.au_tax),
    "au_medicare": ("HEALTH_ID", made.au_medicare),
    "au_company": ("COMPANY_ID", made.au_company),
    "iban": ("IBAN", made.iban),
    "card": ("CREDIT_CARD", made.card),
    "email": ("EMAIL", made.email),
    "address": ("IP", made.address),
}  # fmt: skip
# A changed figure leaves these what they are.
_WITHOUT_CHECK = {"us_security", "email", "address", "in_tax", "uk_insurance"}


@dataclass(frozen=True, slots=True)
class Case:
    """A sentence, and the number in it; `label` is empty where it is nobody's."""

    kind: str
    text: str
    label: str = ""
    number: str = ""

    @property
    def marked(self) -> list[tuple[int, int, str]]:
        start = self.text.index(self.number)
        return [(start, start + len(self.number), self.label)] if self.label else []


def cases(half: Half, each: int) -> Iterator[Case]:
    """`each` numbers for every sentence of the half, one of them with a changed figure."""
    lists = yaml.safe_load(_SENTENCES.read_text("utf-8"))
    first = 0 if half == "tune" else 1
    for kind, (label, maker) in KINDS.items():
        draw = random.Random(f"{kind}/{half}")
        for sentence in lists["numbers"][kind][first::2]:
            named = not sentence.startswith("!")
            for turn in range(each):
                number = maker(draw)
                counts = True
                if turn == 0 and kind not in _WITHOUT_CHECK:
                    number, counts = _changed(number, draw), named
                yield Case(kind, sentence.lstrip("!").format(n=number), label if counts else "", number)
    for country, sentences in lists["phones"].items():
        draw = random.Random(f"{country}/{half}")
        for sentence in sentences[first::2]:
            for _ in range(each):
                number = phone(draw, country)
                yield Case(f"phone {country}", sentence.format(n=number), "PHONE", number)
    draw = random.Random(f"others/{half}")
    for sentence in lists["others"][first::2]:
        for _ in range(each):
            yield Case("others", _filled(sentence, draw))


def _changed(number: str, draw: random.Random) -> str:
    """One of the last four figures another one."""
    at = draw.choice([place for place, sign in enumerate(number) if sign.isdigit()][-4:])
    return f"{number[:at]}{(int(number[at]) + draw.randint(1, 9)) % 10}{number[at + 1 :]}"


def _filled(sentence: str, draw: random.Random) -> str:
    def number(count: int) -> str:
        return made.figures(draw, count, "123456789")

    def value(name: str) -> str:
        day, month, year = draw.randint(1, 28), draw.randint(1, 12), draw.randint(1950, 2030)
        ean = "40" + number(10)
        return {
            "long": number(draw.choice((8, 10, 11, 12))),
            "date": draw.choice(
                (f"{day:02}.{month:02}.{year}", f"{year}-{month:02}-{day:02}", f"{day}/{month}/{year}")
            ),
            "time": f"{draw.randint(0, 23):02}:{draw.randint(0, 59):02}",
            "year": str(year),
            "isbn": f"978-{number(1)}-{number(3)}-{number(5)}-{number(1)}",
            "isbn10": number(9) + draw.choice("0123456789X"),
            "two": number(2),
            "three": number(3),
            "short": number(4),
            "middle": number(7),
            "track": draw.choice((number(20), f"JD{number(16)}", f"RR{number(9)}DE")),
            "grouped": f"{number(2)},{number(3)},{number(3)}",
            "dotted": f"{number(2)}.{number(3)}.{number(3)}",
            "ean": ean + str(-sum(int(sign) * (1, 3)[place % 2] for place, sign in enumerate(ean)) % 10),
            "letters": "".join(draw.choice(string.ascii_uppercase) for _ in range(2)),
        }[name]

    return "".join(text + (value(name) if name else "") for text, name, _, _ in string.Formatter().parse(sentence))


def judge(half: Half, each: int) -> tuple[list[Case], list[tuple[Counter[str], Counter[str], Counter[str]]], list[str]]:
    """The cases; right, missed and false of each; and the lines that tell what went wrong."""
    entities = ["EMAIL", "PHONE", "IBAN", "CREDIT_CARD", "US_SSN", "IP", *LABELS]
    detector = PiiDetector(PiiSpec.model_validate({"type": "pii", "entities": entities}))
    given, counted, wrong = list(cases(half, each)), [], []
    for case in given:
        hits = detector.detect(Content("output", case.text))
        found = [(*hit.span, hit.label) for hit in hits if hit.span is not None and hit.score >= _BOUND]
        counted.append(match(case.marked, found))
        if counted[-1][1] or counted[-1][2]:
            wrong.append(f"{case.kind}: {case.text!r} wanted {case.label or 'nothing'}, found {found}")
    return given, counted, wrong


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--half", choices=("tune", "report"), default="report")
    parser.add_argument("--each", type=int, default=6)
    parser.add_argument("--misses", action="store_true")
    asked = parser.parse_args()
    given, counted, wrong = judge(asked.half, asked.each)
    by_kind: dict[str, list[int]] = {}
    for case, parts in zip(given, counted, strict=True):
        row = by_kind.setdefault(case.kind, [0, 0, 0])
        by_kind[case.kind] = [have + part.total() for have, part in zip(row, parts, strict=True)]
    others = by_kind.pop("others")
    draw = random.Random(1)
    whole = [tuple(part.total() for part in parts) for parts in counted]
    drawn = sorted(rates(*map(sum, zip(*draw.choices(whole, k=len(whole)), strict=True)))["f1"] for _ in range(_DRAWS))
    kinds = {kind: rates(*row) for kind, row in by_kind.items()}
    phones = [sum(row[at] for kind, row in by_kind.items() if kind.startswith("phone")) for at in range(3)]
    result = {
        "half": asked.half,
        "kinds": len(kinds),
        "all": {**rates(*map(sum, zip(*whole, strict=True))), "f1 95%": [drawn[_DRAWS // 40], drawn[-_DRAWS // 40]]},
        "mean of the kinds": round(sum(float(row["f1"]) for row in kinds.values()) / len(kinds), 4),
        "phones": rates(*phones),
        "look-alikes with a hit": share(others[2], sum(case.kind == "others" for case in given)),
        "below .95": {kind: row for kind, row in kinds.items() if row["f1"] < 0.95},
    }
    sys.stdout.write(json.dumps(result) + "\n" + "".join(f"{line}\n" for line in wrong if asked.misses))


if __name__ == "__main__":
    main()
