"""Calendars, address books and JSON as programs write them."""

from __future__ import annotations

import base64
import json

import pytest

from tests.ingest.parse.conftest import Read, shown


def rows(read: Read, name: str, *lines: str) -> list[str]:
    return [text for _, text in shown(read(name, "\r\n".join(lines)).pages[0])]


def event(*lines: str) -> tuple[str, ...]:
    return ("BEGIN:VCALENDAR", "BEGIN:VEVENT", *lines, "END:VEVENT", "END:VCALENDAR")


@pytest.mark.parametrize(
    "zone",
    ['"(UTC+02:00) Athens, Bucharest"', "(UTC+02:00) Athens", "Europe/Athens", '"GMT +0200 (Standard); no: summer"'],
)
def test_times_in_zones_of_any_name(read: Read, zone: str) -> None:
    lines = event(f"DTSTART;TZID={zone}:20250306T073000", "SUMMARY:Filter change: pool; hall")
    assert rows(read, "a.ics", *lines) == ["Start: 2025-03-06 07:30; Event: Filter change: pool, hall"]


def test_who_comes_and_whether_it_is_cancelled(read: Read) -> None:
    lines = event(
        "SUMMARY:Pump test", "STATUS:CANCELLED", 'ORGANIZER;CN="Lund, Petra":mailto:p@lund.example',
        "ATTENDEE;PARTSTAT=DECLINED;CN=Ole Dahl:mailto:ole@dahl.example", "ATTENDEE:MAILTO:ida@quay.example",
    )  # fmt: skip
    assert rows(read, "a.ics", *lines) == [
        "Event: Pump test; Status: cancelled; Organiser: Lund, Petra; Attendees: Ole Dahl (declined), ida@quay.example"
    ]
    assert rows(read, "b.ics", "METHOD:CANCEL", *event("SUMMARY:Pump test")) == ["Event: Pump test; Status: cancelled"]
    task = ("BEGIN:VTODO", "SUMMARY:Oil the lock", "STATUS:IN-PROCESS", "END:VTODO")
    assert rows(read, "c.ics", *task) == ["Event: Oil the lock; Status: in process"]


def test_an_alarm_says_nothing_of_its_event(read: Read) -> None:
    alarm = ("BEGIN:VALARM", "DESCRIPTION:Reminder", "DURATION:PT5M", "END:VALARM")
    lines = event("SUMMARY:Regatta", *alarm, "DURATION:PT1H30M", "EXDATE:20250306T073000Z,20250313T073000Z")
    assert rows(read, "a.ics", *lines) == [
        "Event: Regatta; Duration: 1 hour 30 minutes; Except: 2025-03-06 07:30 UTC, 2025-03-13 07:30 UTC"
    ]


def test_an_entry_that_is_cut_off_is_kept_and_noted(read: Read) -> None:
    document = read("a.ics", "BEGIN:VEVENT\r\nSUMMARY:Launch\r\nDTSTART:2025")
    assert document.pages[0].text == "Event: Launch; Start: 2025" and document.notes == ("Its last entry is cut off.",)


def test_contacts_of_old_telephones(read: Read) -> None:
    lines = (
        "BEGIN:VCARD", "VERSION:2.1",
        "N;CHARSET=UTF-8;ENCODING=QUOTED-PRINTABLE:=C5=A0t=C4=9Bp=C3=A1nek;Old=C5=99ich;;;",
        "TEL;CELL;PREF:+420 600 111 222", "NOTE;QUOTED-PRINTABLE:Keeps the boat house key, =", "ask before nine.",
        "ADR;CHARSET=windows-1251;ENCODING=QUOTED-PRINTABLE:;;=CB=E5=F1=ED=E0=FF 5;=CF=F1=EA=EE=E2;;;", "END:VCARD",
    )  # fmt: skip
    assert rows(read, "a.vcf", *lines) == [
        "Name: Oldřich Štěpánek; Telephone: +420 600 111 222; Note: Keeps the boat house key, ask before nine.; "
        "Address: Лесная 5, Псков"
    ]


def test_names_from_their_parts_and_encoded_notes(read: Read) -> None:
    note = base64.b64encode("Schlüssel beim Hauswart".encode()).decode()
    card = ("BEGIN:VCARD", "N:Lund;Petra;Maria;Dr.;", f"NOTE;ENCODING=b:{note}", "NICKNAME:Pet", "END:VCARD")
    written = ("BEGIN:VCARD", "N:Lund;Petra;;;", "FN:Petra Lund-Dahl", "NOTE:one\\, two\\nthree\\\\n", "END:VCARD")
    assert rows(read, "a.vcf", *card, *written) == [
        "Name: Dr. Petra Maria Lund; Note: Schlüssel beim Hauswart; Nickname: Pet",
        "Name: Petra Lund-Dahl; Note: one, two three\\n",
    ]


def test_escapes_in_json_are_the_characters_they_mean(read: Read) -> None:
    text = 'Öl für Zoë: "gelb" 🛶\nim Schuppen'
    for name in ("a.json", "a.jsonl", "a.ndjson"):
        page = read(name, json.dumps({"note": text, "place": "a/b"}).replace("/", "\\/")).pages[0]
        assert text in page.text and '"place": "a/b"' in page.text
    assert "Лодка у причала" in read("b.json", json.dumps(["Лодка у причала"])).pages[0].text


def test_json_in_json_and_bytes_escaped_one_by_one(read: Read) -> None:
    assert "Brücke" in read("a.json", json.dumps({"payload": json.dumps({"to": "Brücke"})})).pages[0].text
    mangled = "Größe über 5 €".encode().decode("latin-1")
    assert "Größe über 5 €" in read("b.json", json.dumps({"content": mangled})).pages[0].text


def test_json_without_escapes_stays_and_hidden_marks_are_told(read: Read) -> None:
    plain = '{\n  "a": "Größe",\n\n  "b": [1, 2]\n}'
    assert read("a.json", plain).pages[0].text == plain
    assert read("b.json", '{"a": "x\\u202ey"}').pages[0].marks == ("invisible_characters",)
    assert "C:\\new" in read("c.json", '{"path": "C:\\\\new"}').pages[0].text
