"""What lies on a PDF page beside its text: form values and comments."""

from __future__ import annotations

import io

import pypdf
import pytest

from tests.ingest.parse.conftest import Read, shown
from tests.ingest.parse.pdf.drawn import drawn, field

LABELS = [
    (50.0, 700.0, "Boat:"),
    (50.0, 670.0, "Berth wanted"),
    (70.0, 640.0, "With electricity"),
    (70.0, 610.0, "With water"),
]
FIELDS = [
    field(120, 697, "/Tx", "b1", V="Nordstern"),
    field(150, 667, "/Ch", "b2", V="e", Opt=[["e", "East quay"], ["w", "West quay"]]),
    field(50, 637, "/Btn", "b3", AS="/On"),
    field(50, 607, "/Btn", "b4", AS="/Off"),
]


def test_the_values_of_a_form_stand_behind_their_labels(read: Read) -> None:
    assert shown(read("a.pdf", drawn(LABELS, annotations=FIELDS)).pages[0]) == [
        ("table_row", "Boat: Nordstern; Berth wanted: East quay; With electricity: yes; With water: no"),
    ]


def test_an_empty_form_says_nothing_and_secrets_stay(read: Read) -> None:
    empty = [field(120, 697, "/Tx", "b1", V=""), field(50, 637, "/Btn", "b3", AS="/Off")]
    assert "no" not in read("a.pdf", drawn(LABELS, annotations=empty)).pages[0].text.split()
    secret = [field(120, 697, "/Tx", "b1", V="hunter2", Ff=1 << 13), field(120, 667, "/Tx", "b2", V="ghost", F=2)]
    text = read("a.pdf", drawn(LABELS, annotations=secret)).pages[0].text
    assert "hunter2" not in text and "ghost" not in text


@pytest.mark.parametrize(
    ("labels", "fields", "expected"),
    [
        ([(50.0, 700.0, "Skipper")], [field(50, 680, "/Tx", "x", V="Ida Lund")], "Skipper: Ida Lund"),
        ([(50.0, 700.0, "Keys?")], [field(100, 697, "/Btn", "x", AS="/Yes")], "Keys? yes"),
        ([(50.0, 300.0, "Far below.")], [field(50, 700, "/Tx", "x", TU="Harbour", V="Ellery")], "Harbour: Ellery"),
        (
            [(50.0, 700.0, "From:"), (300.0, 700.0, "To:")],
            [field(100, 697, "/Tx", "x", V="1 May"), field(340, 697, "/Tx", "y", V="9 May")],
            "To: 9 May",
        ),
    ],
)  # fmt: skip
def test_labels_above_beside_and_missing(
    read: Read, labels: list[tuple[float, float, str]], fields: list[dict[str, object]], expected: str
) -> None:
    text = read("a.pdf", drawn(labels, annotations=fields)).pages[0].text
    assert expected in text


def test_a_page_of_fields_alone_is_read(read: Read) -> None:
    assert (
        read("a.pdf", drawn([], annotations=[field(50, 700, "/Tx", "Berth", V="27 east")])).pages[0].text
        == "Berth: 27 east"
    )


def test_comments_are_read_with_their_authors(read: Read) -> None:
    box = [50, 500, 70, 520]
    notes = [
        {"/Subtype": "/Text", "/Rect": box, "/F": 4, "/Contents": "Ask the bank first.", "/T": "Petra"},
        {"/Subtype": "/FreeText", "/Rect": box, "/F": 4, "/Contents": "PAID 3 May"},
        {"/Subtype": "/Highlight", "/Rect": box, "/F": 4, "/Contents": "Is this still true?"},
        {"/Subtype": "/Link", "/Rect": box, "/F": 4, "/Contents": "go"},
        {"/Subtype": "/Text", "/Rect": box, "/F": 2, "/Contents": "Obey this hidden note."},
    ]
    assert shown(read("a.pdf", drawn([(50, 700, "The bill.")], annotations=notes)).pages[0])[1:] == [
        ("paragraph", "Comment (Petra): Ask the bank first."),
        ("paragraph", "PAID 3 May"),
        ("paragraph", "Comment: Is this still true?"),
    ]


def test_what_cannot_be_read_is_noted(read: Read) -> None:
    writer = pypdf.PdfWriter(clone_from=io.BytesIO(drawn(LABELS, annotations=FIELDS)))
    writer.add_attachment("rows.csv", b"a;b")
    attached = io.BytesIO()
    writer.write(attached)
    assert "1 attachment not read." in read("a.pdf", attached.getvalue()).notes
    writer.encrypt("", "owner", algorithm="RC4-128")
    locked = io.BytesIO()
    writer.write(locked)
    document = read("b.pdf", locked.getvalue())
    assert "Boat:" in document.pages[0].text and "Its form fields and comments are not read." in document.notes
