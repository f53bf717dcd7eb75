"""Personal data with a form: what is found, and what only looks like it."""

from __future__ import annotations

import random

import pytest

from assistant.guard.detectors.detector import Content
from assistant.guard.detectors.personal.checksums import is_card, is_iban, is_ssn, luhn
from assistant.guard.detectors.personal.detector import PiiDetector, PiiSpec


def find(text: str, *entities: str) -> list[tuple[str, str]]:
    spec = PiiSpec.model_validate({"type": "pii", **({"entities": entities} if entities else {})})
    hits = PiiDetector(spec).detect(Content("output", text))
    return [(hit.label, text[slice(*hit.span)]) for hit in hits if hit.span is not None and hit.score >= 0.7]


def find_all(text: str) -> list[tuple[str, str]]:
    hits = PiiDetector(PiiSpec(type="pii", entities=("PERSON",))).detect(Content("output", text))
    return [(hit.label, text[slice(*hit.span)]) for hit in hits if hit.span is not None and hit.score >= 0.6]


def test_what_stands_free_only_behind_what_is_hidden_is_found() -> None:
    found = find("ann@acme.org-bob@acme.org-eve@acme.org", "EMAIL")
    assert [value for _, value in found] == ["ann@acme.org", "bob@acme.org", "eve@acme.org"]


@pytest.mark.parametrize(
    ("text", "label", "value"),
    [
        ("write to ann.b+c@mail.acme.co.uk.", "EMAIL", "ann.b+c@mail.acme.co.uk"),
        ("ann (at) acme (dot) org", "EMAIL", "ann (at) acme (dot) org"),
        ("an\u200bn@acme.org!", "EMAIL", "an\u200bn@acme.org"),
        ("müller@bücher.example", "EMAIL", "müller@bücher.example"),
        ("Tel. 030/1234567", "PHONE", "030/1234567"),
        ("call (415) 555-2671 today", "PHONE", "(415) 555-2671"),
        ("+49 (0)170 123-4567", "PHONE", "+49 (0)170 123-4567"),
        ("Reach me at 555 2671.", "PHONE", "555 2671"),
        ("415-555-2671x123", "PHONE", "415-555-2671x123"),
        ("01 23 45 67 89 (portable)", "PHONE", ""),
        ("Téléphone : 01 23 45 67 89", "PHONE", "01 23 45 67 89"),
        ("IBAN DE89370400440532013000.", "IBAN", "DE89370400440532013000"),
        ("gb29 nwbk 6016 1331 9268 19, thanks", "IBAN", "gb29 nwbk 6016 1331 9268 19"),
        ("card 4111-1111-1111-1111", "CREDIT_CARD", "4111-1111-1111-1111"),
        ("３７８２８２２４６３１０００５", "CREDIT_CARD", "３７８２８２２４６３１０００５"),
        ("SSN: 123-45-6789", "US_SSN", "123-45-6789"),
        ("social security number 123456789", "US_SSN", "123456789"),
        ("from 192.168.0.12 to", "IP", "192.168.0.12"),
        ("2001:db8::8a2e:370:7334 is up", "IP", "2001:db8::8a2e:370:7334"),
    ],
)
def test_found(text: str, label: str, value: str) -> None:
    assert not value or (label, value) in find(text)


@pytest.mark.parametrize(
    "text",
    [
        "The invoice 2024-0815-77 over 1,250.00 of 12.03.2024.",
        "ISBN 978-3-16-148410-0",
        "Meter reading 48291 on 2024-03-12 at 12:30:45",
        "version 10.0.19.1 of the program, section 1.2.3.4",
        "4111 1111 1111 1112 has the wrong check digit",
        "DE89370400440532013001 has the wrong check digit",
        "The parcel 00340434161094042557 is on its way",
        "a@b, user@localhost, @handle, 5 @ 3.00",
        "000-12-3456 and 666-12-3456 were never issued",
        "1994-1998, pages 120-135, 5-10 minutes",
        "48° 12' 30\" N, 16° 22' 23\" E; 3.14159265358979",
        "255.255.255.255 and 0.0.0.0 and 300.1.1.1",
    ],
)
def test_not_found(text: str) -> None:
    assert find(text) == []


def test_only_what_is_asked_for() -> None:
    assert find("ann@acme.org +49 170 1234567", "PHONE") == [("PHONE", "+49 170 1234567")]


def test_names_need_more_than_a_capital() -> None:
    assert find("Mrs Laura Jones met Dr. Weber.", "PERSON") == [("PERSON", "Laura Jones"), ("PERSON", "Weber")]
    assert find("My name is Xiomara Quill and I agree.", "PERSON") == [("PERSON", "Xiomara Quill")]
    assert find("The Green Dragon Inn in Great Yarmouth is open. Payment Terms: Net.", "PERSON") == []


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("NOVAK, Petra rang about the results.", ["NOVAK", "Petra"]),
        ("Tabelle: Müller, Karl; Weber, Anna", ["Müller", "Karl", "Weber", "Anna"]),
        ("Hi Ella, here is Hleb's address.", ["Ella", "Hleb"]),
        (
            "Dear Ms Ferrant, we saw Szabina J. Gelencsér and Jeffrey Ponomaryova.",
            ["Ferrant", "Szabina J. Gelencsér", "Jeffrey Ponomaryova"],
        ),
        ("i spoke to maria gonzalez", ["maria gonzalez"]),
        ("In Berlin war Sabine bei Frau Öztürk.", ["Sabine", "Öztürk"]),
        ("He has Crohn's, Parkinson's disease and a Wilson test; ELISA was negative.", []),
        ("Die Variationen, das Wetter und die Mangel", []),
        ("15 Via Carlo Cattaneo, Laura Street, San Antonio", []),
        ("Write to AnnaWeber@mail.example", []),
    ],
)
def test_names_by_list_and_form(text: str, names: list[str]) -> None:
    assert [value for _, value in find_all(text)] == names


def test_checksums_against_changed_digits() -> None:
    """Every single wrong digit is noticed by Luhn and by ISO 7064."""
    card, iban = "4012888888881881", "GB29NWBK60161331926819"
    assert luhn(card) and is_card(card) and is_iban(iban)
    for place in range(len(card)):
        assert not is_card(card[:place] + str((int(card[place]) + 1) % 10) + card[place + 1 :])
    for place in range(8, len(iban)):
        assert not is_iban(iban[:place] + str((int(iban[place]) + 1) % 10) + iban[place + 1 :])
    assert is_ssn("123456789") and not is_ssn("123006789")


def test_generated_ibans_are_found_in_prose() -> None:
    choose = random.Random(5)
    for _ in range(200):
        body = "".join(choose.choice("0123456789") for _ in range(18))
        check = 98 - int(body + "131400") % 97
        iban = f"DE{check:02}{body}"
        spaced = " ".join(iban[at : at + 4] for at in range(0, 22, 4))
        assert find(f"Pay to {spaced} by Friday") == [("IBAN", spaced)]
