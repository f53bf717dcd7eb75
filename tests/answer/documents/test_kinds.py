"""What kind of document a file is."""

from __future__ import annotations

import pytest

from assistant.answer.documents.kinds import KINDS, is_of_kind, kinds_in


def _kinds_of(path: str, text: str = "", title: str = "") -> set[str]:
    return {kind.name for kind in KINDS if is_of_kind(kind, path, title, text)}


@pytest.mark.parametrize(
    ("path", "text", "kind"),
    [
        ("a/scan0007.txt", "Invoice 8812\nQuill & Ferrow", "invoice"),
        ("a/brandl.txt", "Elektro Brandl GmbH\nRechnung Nr. 2024-117", "invoice"),
        ("a/strom.txt", "Stromrechnung f\u00fcr 2023", "invoice"),
        ("payslips/nora/2024-03.pdf", "", "payslip"),
        ("a/x.txt", "Dear Ms Ferrant,\n\nthe tap drips.\n\nKind regards\nNora", "letter"),
        ("a/x.txt", "Liebe Oma,\n\nwir kommen.\n\nHerzliche Gr\u00fc\u00dfe\nEva", "letter"),
        ("a/lease_3b.pdf", "", "contract"),
        ("a/Mietvertrag Seestr 4.txt", "", "contract"),
        ("a/mail.eml", "", "e-mail"),
        ("a/x.md", "# Cake\n\n250 g flour, 2 eggs, 100 g sugar, 1 teaspoon salt.\n\nKnead and bake.", "recipe"),
        ("a/B.CSV", "", "spreadsheet"),
    ],
)
def test_a_document_is_of_its_kind(path: str, text: str, kind: str) -> None:
    assert kind in _kinds_of(path, text)


@pytest.mark.parametrize(
    ("path", "text", "kind"),
    [
        ("a/Gehaltsabrechnung_01.txt", "Gehaltsabrechnung Januar", "invoice"),
        ("a/help.html", "Moving and returning\nLast changed in May\nAll of it\nContracts of the year 2020", "contract"),
        ("a/notes.md", "The car takes 48 l, oil 5W-30, 1 l between the marks.", "recipe"),
        ("a/x.txt", "Dear diary, today it rained.", "letter"),
    ],
)
def test_a_document_is_not_of_a_kind_that_it_only_names(path: str, text: str, kind: str) -> None:
    assert kind not in _kinds_of(path, text)


def test_kinds_are_found_in_a_question_with_their_words() -> None:
    assert [(kind.name, start, end) for kind, start, end in kinds_in("all my bulletins de paie and PDFs")] == [
        ("payslip", 2, 5),
        ("PDF", 6, 7),
    ]
