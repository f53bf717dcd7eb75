"""Numbers of people and companies of fifteen countries: found by check digit or by the word in front."""

from __future__ import annotations

import pytest

from assistant.guard.detectors.detector import Content
from assistant.guard.detectors.personal import check_digits
from assistant.guard.detectors.personal.detector import PiiDetector, PiiSpec
from assistant.guard.detectors.personal.national import LABELS

_ALL = PiiDetector(
    PiiSpec.model_validate({"type": "pii", "entities": ["PHONE", "US_SSN", "CREDIT_CARD", "IP", "EMAIL", *LABELS]})
)


def find(text: str) -> list[tuple[str, str]]:
    hits = _ALL.detect(Content("output", text))
    return [(hit.label, text[slice(*hit.span)]) for hit in hits if hit.span is not None and hit.score >= 0.7]


@pytest.mark.parametrize(
    ("text", "label", "value"),
    [
        ("Die Steuer-IdNr. lautet 47036892816.", "TAX_ID", "47036892816"),
        ("Ihre Nummer beim Amt: 47 036 892 816", "TAX_ID", "47 036 892 816"),
        ("Steuernummer: 151/815/08156", "TAX_ID", "151/815/08156"),
        ("Sozialversicherungsnummer 15 070649 C 103", "SOCIAL_SECURITY", "15 070649 C 103"),
        ("KVNR: A000500015", "HEALTH_ID", "A000500015"),
        ("Reisepass Nr. C01X00T47", "PASSPORT", "C01X00T47"),
        ("SV-Nummer 1237 010180", "SOCIAL_SECURITY", "1237 010180"),
        ("Meine AHV lautet 756.9217.0769.85", "SOCIAL_SECURITY", "756.9217.0769.85"),
        ("n° 2 55 08 14 168 025 38 au dossier", "SOCIAL_SECURITY", "2 55 08 14 168 025 38"),
        ("SIRET 732 829 320 00074", "COMPANY_ID", "732 829 320 00074"),
        ("con DNI 12345678Z y NIE X1234567L", "NATIONAL_ID", "12345678Z"),
        ("Seguridad Social: 28/12345678/40", "SOCIAL_SECURITY", "28/12345678/40"),
        ("Il codice è RSSMRA85T10A562S.", "NATIONAL_ID", "RSSMRA85T10A562S"),
        ("Haar BSN is 111222333", "NATIONAL_ID", "111222333"),
        ("NI: AB 12 34 56 C", "SOCIAL_SECURITY", "AB 12 34 56 C"),
        ("her NHS number is 943 476 5919", "HEALTH_ID", "943 476 5919"),
        ("UTR 19558 39661", "TAX_ID", "19558 39661"),
        ("PPS No. 1234567FA", "TAX_ID", "1234567FA"),
        ("NIF: 123 456 789", "TAX_ID", "123 456 789"),
        ("PESEL 44051401359", "NATIONAL_ID", "44051401359"),
        ("Aadhaar no: 2341 2341 2346", "NATIONAL_ID", "2341 2341 2346"),
        ("PAN ABCPD1234E", "TAX_ID", "ABCPD1234E"),
        ("Medicare 1EG4-TE5-MK73", "HEALTH_ID", "1EG4-TE5-MK73"),
        ("His SIN is 046 454 286.", "SOCIAL_SECURITY", "046 454 286"),
        ("TFN 123 456 782", "TAX_ID", "123 456 782"),
        ("ABN: 51 824 753 556", "COMPANY_ID", "51 824 753 556"),
        ("USt-IdNr. DE136695976", "COMPANY_ID", "DE136695976"),
        ("passport number 123456789 expires", "PASSPORT", "123456789"),
        ("Bel me op 06 98765432.", "PHONE", "06 98765432"),
        ("Der Anschluss ist 0221/998877.", "PHONE", "0221/998877"),
        ("手机：139 0013 9000", "PHONE", "139 0013 9000"),
        ("Nr.: +43 (0)1 / 23 45 67-8", "PHONE", "+43 (0)1 / 23 45 67-8"),
        ("His number is 91234 56780.", "PHONE", "91234 56780"),
        ("Praxis am Park, 030 0817083", "PHONE", "030 0817083"),
        ("Bitte unter 04321-62521 melden.", "PHONE", "04321-62521"),
        ("Tfno. 91 550 63 32", "PHONE", "91 550 63 32"),
        ("Tel.: 0316 / 31 96 03", "PHONE", "0316 / 31 96 03"),
        ("Die Steuer-Identifikationsnummer von Frau Vogt ist 47036892816.", "TAX_ID", "47036892816"),
        ("Auf der Gesundheitskarte steht A000500015.", "HEALTH_ID", "A000500015"),
        ("Nº Seg. Social: 28 12345678 40", "SOCIAL_SECURITY", "28 12345678 40"),
        ("Pasaporte n.º 191685564", "PASSPORT", "191685564"),
        ("Card number 4926-3921-1879-6803, valid to 05/28", "CREDIT_CARD", "4926-3921-1879-6803"),
    ],
)
def test_found(text: str, label: str, value: str) -> None:
    assert (label, value) in find(text)


@pytest.mark.parametrize(
    "text",
    [
        "The parcel 47036892816 came.",
        "Rain of 123 456 789 litres in 1998 and 2003",
        "Part 12345678Z was ordered with article 15070649C103.",
        "Lot 943-476-5919 and order 755-123-4567 were shipped.",
        "When you ring, quote claim number 55-2231-88.",
        "Serial number 512-44-1234 and IMEI 356938035643809",
        "The BIOS 1.2.0.14 and the release 6.0.3.1 are old.",
        "Use logo@3x.png, clone git@code.example:orchard/press.git at 11::45.",
        "12345678A has the wrong letter, 756.9217.0769.84 the wrong digit.",
        "A tax of 12 345 678 EUR on the health budget 2026",
        "In 2024 we had 12 rooms at 98765 places.",
        "Charge it to 2223 3462 4668 4787, please.",
        "Of 1113 men who were registered, 970 of them came.",
        "The BSN was not given; order 111222334 was.",
    ],
)
def test_not_found(text: str) -> None:
    assert find(text) == []


@pytest.mark.parametrize(
    ("check", "number"),
    [
        (check_digits.german_tax_id, "47036892816"),
        (check_digits.swiss_insurance, "7569217076985"),
        (check_digits.french_insurance, "255081416802538"),
        (check_digits.austrian_insurance, "1237010180"),
        (check_digits.british_nhs, "9434765919"),
        (check_digits.dutch_bsn, "111222333"),
        (check_digits.portuguese_nif, "123456789"),
        (check_digits.polish_pesel, "44051401359"),
        (check_digits.verhoeff, "234123412346"),
        (check_digits.australian_tax, "123456782"),
        (check_digits.australian_business, "51824753556"),
        (check_digits.spanish_id, "12345678z"),
        (check_digits.italian_code, "rssmra85t10a562s"),
    ],
)  # fmt: skip
def test_a_wrong_figure_is_noticed(check: object, number: str) -> None:
    assert callable(check)
    assert check(number)
    others = [
        number[:at] + str((int(sign) + 3) % 10) + number[at + 1 :] for at, sign in enumerate(number) if sign.isdigit()
    ]
    assert not any(check(other) for other in others[2:])
