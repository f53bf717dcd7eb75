"""Mails: which parts are read, what is noted, and headers in any charset."""

from __future__ import annotations

import base64
import email.policy
import io
import quopri

import pytest

from assistant.ingest.parse.process import protocol
from assistant.ingest.parse.registry import read_pages, readers
from assistant.ingest.parse.source import MAX_NOTE_CHARS, MAX_NOTES, Source
from tests.ingest.parse.conftest import Read, shown

HEAD = "From: Petra Lund <petra@lund.example>\r\nSubject: {subject}\r\nMIME-Version: 1.0\r\n"
INVITATION = (
    "BEGIN:VCALENDAR\r\nMETHOD:{method}\r\nBEGIN:VEVENT\r\nSUMMARY:Choir rehearsal\r\nDTSTART:20250306T183000Z\r\n"
    "LOCATION:Parish hall\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n"
)


def word(data: bytes) -> bytes:
    """UTF-8 in a header."""
    return b"=?utf-8?B?" + base64.b64encode(data) + b"?="


def part(kind: str, content: str, *more: str) -> str:
    return "\r\n".join([f"Content-Type: {kind}", *more, "", content])


def several(kind: str, *parts: str, boundary: str = "B") -> str:
    inside = "".join(f"--{boundary}\r\n{one}\r\n" for one in parts)
    return f"Content-Type: multipart/{kind}; boundary={boundary}\r\n\r\n{inside}--{boundary}--\r\n"


def mail(body: str, subject: str = "x") -> str:
    return HEAD.format(subject=subject) + body


def text_of(read: Read, body: str) -> str:
    return read("a.eml", mail(body)).pages[0].text


OTHER = "application/x-a"
ENCODED = "Content-Transfer-Encoding: base64"
BINARY = base64.b64encode(bytes(range(9)) * 4).decode()
LONG = "<p>Your berth is number 27 on the east quay. The harbour master keeps the key until six in the evening.</p>"


def test_parts_beside_each_other_are_all_read(read: Read) -> None:
    footer = part("text/plain", "-- \r\nRowing list, see lists.example", "Content-Disposition: inline")
    for parts in (
        (part("text/html", LONG), footer),
        (part("text/plain", "See below."), part("text/html", LONG), footer),
    ):
        text = text_of(read, several("mixed", *parts))
        assert "berth is number 27" in text and "Rowing list" in text
    first, second = part("text/plain", "The first half."), part("text/plain", "The second half.")
    assert "first half.\n\nThe second half." in text_of(read, several("mixed", first, second))


@pytest.mark.parametrize(
    "stub", ["", "Please view this message in a browser: https://quay.example/m/12", "This mail needs HTML."]
)
def test_a_stub_beside_html_is_not_taken_for_the_text(read: Read, stub: str) -> None:
    assert "berth is number 27" in text_of(
        read, several("alternative", part("text/plain", stub), part("text/html", LONG))
    )


def test_of_two_forms_of_a_text_one_is_read(read: Read) -> None:
    plain = part("text/plain", "Your berth is number 27 on the east quay. The master keeps the key until six.")
    html = several(
        "related",
        part("text/html", LONG),
        part("image/png", "x", 'Content-Disposition: inline; filename="l.png"'),
        boundary="R",
    )
    document = read("a.eml", mail(several("alternative", plain, html)))
    assert document.pages[0].text.count("berth is number 27") == 1
    assert "Attachments: l.png" in document.pages[0].text and document.notes == ("1 attachment not read.",)


def test_an_invitation_is_read_however_it_comes(read: Read) -> None:
    invitation = INVITATION.format(method="REQUEST")
    row = "Event: Choir rehearsal; Start: 2025-03-06 18:30 UTC; Place: Parish hall"
    alone = part("text/calendar; method=REQUEST; charset=utf-8", invitation)
    beside = several(
        "alternative", part("text/plain", "You are invited."), part("text/html", "<p>You are invited.</p>"), alone
    )
    attached = several(
        "mixed", beside.replace("=B", "=C").replace("--B", "--C"),
        part("application/ics", invitation, 'Content-Disposition: attachment; filename="i.ics"'),
    )  # fmt: skip
    for body in (alone, beside, attached):
        assert text_of(read, body).count(row) == 1
    assert "Status: cancelled" in text_of(read, part("text/calendar", INVITATION.format(method="CANCEL")))


def test_rows_cards_and_enriched_text_in_a_mail_are_read(read: Read) -> None:
    document = read("a.eml", mail(several("mixed", part("text/csv", "Net;Price\r\nHerring;14,50\r\nCod;19,00"))))
    assert ("table_row", "Net: Herring; Price: 14,50") in shown(document.pages[0])
    assert document.pages[0].tables[0].header == ("Net", "Price")
    assert "Name: Ole Dahl" in text_of(read, part("text/vcard", "BEGIN:VCARD\r\nFN:Ole Dahl\r\nEND:VCARD"))
    assert "Boot für Zoë" in text_of(read, part("application/json", '{"a": "Boot f\\u00fcr Zo\\u00eb"}'))
    enriched = "<fixed><color><param>red</param>The gate</color> opens\r\nat <bold>five</bold></fixed>\r\n\r\nif x <<y."
    assert text_of(read, part("text/enriched", enriched)).endswith("The gate opens at five\nif x <y.")
    assert text_of(read, part("text/richtext", "The gate<nl>opens <lt>late>")).endswith("The gate\nopens <late>")


def test_forwards_in_forwards_are_read_also_encoded_ones(read: Read) -> None:
    innermost = "From: Ida\nSubject: Innermost\n\nThe spare oar lies under the bench. ÄÖ\n"
    for encode, name in ((base64.encodebytes, "base64"), (quopri.encodestring, "quoted-printable")):
        encoded = encode(innermost.encode()).decode()
        inner = part("message/rfc822", encoded, f"Content-Transfer-Encoding: {name}")
        outer = "Subject: Outer\r\n" + several("mixed", part("text/plain", "fyi"), inner, boundary="I")
        text = text_of(read, several("mixed", part("text/plain", "see"), part("message/rfc822", outer)))
        assert all(words in text for words in ("see", "Subject: Outer", "fyi", "Subject: Innermost", "spare oar")), name


def test_a_mail_that_could_not_be_delivered_says_why(read: Read) -> None:
    status = "Reporting-MTA: dns; mx.example\r\n\r\nFinal-Recipient: rfc822; ole@dahl.example\r\nStatus: 5.1.1"
    headers = part("text/rfc822-headers", "Subject: The oars")
    text = text_of(
        read, several("report", part("text/plain", "Sorry."), part("message/delivery-status", status), headers)
    )
    assert "Final-Recipient: rfc822; ole@dahl.example" in text and "Status: 5.1.1" in text and "The oars" in text


@pytest.mark.parametrize(
    ("body", "note"),
    [
        (several("mixed", part("text/plain", "See."), part("image/heic", "AAAA")), "1 part not read: image/heic."),
        (
            several("mixed", part("text/plain", "See."), part(OTHER, "A"), part(OTHER, "B")),
            "2 parts not read: application/x-a.",
        ),
        (
            several("encrypted", part("application/pgp-encrypted", "Version: 1"), part(OTHER, "hQE")),
            "Its text is encrypted, or packed into a signature, and cannot be read.",
        ),
        (
            several("mixed", part("text/plain", "See."), part("text/x-a", BINARY, ENCODED)),
            "1 part not read: text/x-a.",
        ),
    ],
)  # fmt: skip
def test_what_is_not_read_is_noted(read: Read, body: str, note: str) -> None:
    assert note in read("a.eml", mail(body)).notes


@pytest.mark.parametrize(("parts", "kind"), [(60, "x"), (3, "x" * 3_000), (300, "y" * 300)])
def test_a_mail_with_much_that_is_not_read_is_read(read: Read, parts: int, kind: str) -> None:
    """What is said of them is bounded, so that what the process says of the file is."""
    others = [part(f"application/{kind}{number}", "x") for number in range(parts)]
    body = several("mixed", part("text/plain", "The rent is due."), *others)
    document = read("a.eml", mail(body))
    assert "The rent is due." in document.pages[0].text
    assert 1 <= len(document.notes) <= MAX_NOTES and all(len(note) <= MAX_NOTE_CHARS for note in document.notes)
    source = Source(io.BytesIO(mail(body).encode()), ".eml", 1)
    list(read_pages(source, readers()))
    done = protocol.Done(source.title, source.paged, tuple(source.notes))
    assert protocol.decode(protocol.encode(done)) == done


def test_a_signature_is_nothing_unread(read: Read) -> None:
    body = several("signed", part("text/plain", "Signed."), part("application/pgp-signature", "-----BEGIN"))
    assert read("a.eml", mail(body)).notes == ()


def test_what_a_list_appends_behind_the_parts_is_read(read: Read) -> None:
    assert "To leave the list" in text_of(
        read, several("mixed", part("text/plain", "Hello.")) + "To leave the list, write.\r\n"
    )


@pytest.mark.parametrize(
    ("raw", "subject"),
    [
        (b"=?iso-8859-8-i?B?" + base64.b64encode("פגישה".encode("cp1255")) + b"?=", "פגישה"),
        (word("Größe".encode()[:3]) + b"\r\n " + word("Größe".encode()[3:]), "Größe"),
        ("Собрание жильцов во вторник".encode("cp1251"), "Собрание жильцов во вторник"),
        ("Réunion du bureau".encode(), "Réunion du bureau"),
        (b"=?ks_c_5601-1987?Q?" + quopri.encodestring("회의".encode("cp949"), header=True) + b"?= 3", "회의 3"),
        (b"=?nonsense?Q?plain_words?=", "plain words"),
    ],
)  # fmt: skip
def test_headers_in_any_charset(read: Read, raw: bytes, subject: str) -> None:
    document = read("a.eml", b"Subject: " + raw + b"\r\nFrom: a@b.example\r\n\r\nText.")
    assert document.title == subject and f"Subject: {subject}\n" in document.pages[0].text


def test_a_header_that_reorders_what_is_seen_is_marked(read: Read) -> None:
    head = "Subject: Bill\r\nFrom: =?utf-8?B?{}?= <x@y.example>\r\n\r\nText."
    turned = base64.b64encode("bank\u202eelpmaxe".encode()).decode()
    page = read("a.eml", head.format(turned)).pages[0]
    assert page.marks == ("invisible_characters",) and "From: bankelpmaxe <x@y.example>" in page.text
    hebrew = base64.b64encode("דנה לוי".encode()).decode()
    assert read("a.eml", head.format(hebrew)).pages[0].marks == ()


def test_each_header_is_parsed_once_and_forgotten_with_its_mail(read: Read, monkeypatch: pytest.MonkeyPatch) -> None:
    parsed: list[tuple[str, str]] = []
    fetch = email.policy.EmailPolicy.header_fetch_parse

    def count(policy: email.policy.EmailPolicy, name: str, value: str) -> object:
        parsed.append((name, value))
        return fetch(policy, name, value)

    monkeypatch.setattr(email.policy.EmailPolicy, "header_fetch_parse", count)
    forms = several("alternative", part("text/plain", "Hello"), part("text/html", LONG), boundary="C")
    body = several("mixed", forms, part(OTHER, BINARY, ENCODED))
    for _ in range(2):
        parsed.clear()
        assert "berth is number 27" in text_of(read, body)
        assert len(parsed) == len(set(parsed)) > 5


FORMATTED = "<p>The lock is closed from 3 to 9 August.</p><p>Boats wait at the upper quay.</p>"


@pytest.mark.parametrize(
    "said",
    [
        "This message is in HTML format. Your program cannot show it, we are sorry for that.",
        "Diese Nachricht ist im HTML-Format. Ihr Programm kann sie leider nicht anzeigen.",
        "Bonjour, votre logiciel ne sait pas afficher ce courrier. Merci de le mettre à jour.",
    ],
)
def test_forms_that_say_different_things_are_both_read(read: Read, said: str) -> None:
    body = several("alternative", part("text/plain; charset=utf-8", said), part("text/html", FORMATTED))
    assert "closed from 3 to 9 August" in text_of(read, body)
    pictured = several("related", part("text/html", FORMATTED), boundary="C")
    assert "Boats wait" in text_of(read, several("alternative", part("text/plain; charset=utf-8", said), pictured))


def test_forms_that_say_the_same_are_read_once(read: Read) -> None:
    said = "The lock is closed from 3 to 9 August. Boats wait at the upper quay."
    text = text_of(
        read, several("alternative", part("text/plain", said), part("text/html", FORMATTED + "<p>Read online</p>"))
    )
    assert text.count("upper quay") == 1 and "Read online" not in text
