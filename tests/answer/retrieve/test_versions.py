"""Which of several files is replaced by another: by their names, or by what they say."""

from __future__ import annotations

from dataclasses import dataclass

import pytest

from assistant.answer.retrieve.versions import is_copy, with_replaced
from assistant.domain.ports.store import Library
from assistant.domain.records.documents import Chunk
from assistant.domain.records.passages import Passage


def _passage(path: str, text: str, title: str = "") -> Passage:
    chunk = Chunk(
        id=hash(path), path=f"/home/x/{path}", page=None, start=0, end=len(text), headings=(), header="", text=text,
        title=title,
    )  # fmt: skip
    return Passage(chunk, text, 0.5, 1)


@dataclass(frozen=True, slots=True)
class _Documents:
    """What is asked of a library: the chunks of a file."""

    passages: tuple[Passage, ...]

    def document(self, path: str, first: int | None = None) -> list[Chunk]:
        assert first is not None and first < 10, "of a long document the beginning is enough"
        return [passage.chunk for passage in self.passages if passage.path == path][:first]


def _replaced(question: str, *passages: Passage) -> dict[str, str]:
    library: Library = _Documents(passages)  # type: ignore[assignment]
    marked = with_replaced(question, passages, library)
    return {
        passage.path.removeprefix("/home/x/"): passage.replaced_by.removeprefix("/home/x/")
        for passage in marked
        if passage.replaced_by
    }


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("notes.sync-conflict-20240311-081502-QF7RTLA.md", "notes.md"),
        ("notes (Mira's conflicted copy 2024-02-07).md", "notes.md"),
        ("notes (1).md", "notes.md"),
        ("notes - Copy.md", "notes.md"),
        ("Kopie von notes.md", "notes.md"),
        ("notes - copia.md", "notes.md"),
        ("notes_old.docx", "notes.pdf"),
        ("archive/notes.md", "notes.md"),
        ("Satzung_Entwurf.docx", "Satzung.docx"),
        ("tarifs brouillon.odt", "tarifs.odt"),
        ("agreement_v1.md", "agreement_v2_final.md"),
        ("plan v1.9.pdf", "plan v1.10.pdf"),
        ("hours_superseded.html", "hours.html"),
    ],
)
def test_the_name_tells_which_is_not_current(old: str, new: str) -> None:
    assert _replaced("When is it open?", _passage(old, "From 9."), _passage(new, "From 10.")) == {old: new}


def test_the_text_tells_which_it_replaces() -> None:
    hours = (
        _passage("hours_2021.html", "The library opens at 9.", "Opening hours"),
        _passage("hours_2024.html", "These hours replace those of 2021. The library opens at 10.", "Opening hours"),
    )
    assert _replaced("When does it open?", *hours) == {"hours_2021.html": "hours_2024.html"}
    assert _replaced("When did it open in 2021?", *hours) == {}
    statutes = (
        _passage("satzung_alt_2019.txt", "Der Beitrag ist 30 Euro.", "Satzung"),
        _passage("satzung_2023.txt", "Diese Satzung ersetzt die bisherige. Der Beitrag ist 40 Euro.", "Satzung"),
    )
    assert _replaced("Wie hoch ist der Beitrag?", *statutes) == {"satzung_alt_2019.txt": "satzung_2023.txt"}
    rules = (
        _passage("normas.md", "Ya no es válido. El baño cierra a las 20.", "Normas de la piscina"),
        _passage("normas nuevas.md", "El baño cierra a las 21.", "Normas de la piscina"),
    )
    assert _replaced("¿Cuándo cierra?", *rules) == {"normas.md": "normas nuevas.md"}


@pytest.mark.parametrize(
    "says",
    [
        "Le présent tarif annule et remplace celui de 2022.",
        "Ces tarifs remplacent ceux de 2022.",
        "Il remplace le tarif 2022.",
        "Esta tarifa sustituye a la de 2022.",
        "Diese Liste ersetzt die von 2022.",
    ],
)
def test_one_thing_or_several_replace(says: str) -> None:
    prices = (
        _passage("tarif_2022.html", "La nuit coûte 16 euros.", "Camping, tarif 2022"),
        _passage("tarif_2025.html", f"{says} La nuit coûte 19 euros.", "Camping, tarif 2025"),
    )
    assert _replaced("Combien coûte la nuit ?", *prices) == {"tarif_2022.html": "tarif_2025.html"}


def test_each_year_has_its_own_bill_and_other_files_replace_nothing() -> None:
    bills = (_passage("gas_2022.txt", "It comes to 900."), _passage("gas_2023.txt", "It replaces the boiler. 950."))
    assert _replaced("What did gas cost?", *bills) == {}
    assert _replaced("x", _passage("gas (1).txt", "900"), _passage("water.txt", "This replaces all before.")) == {}


@pytest.mark.parametrize("question", ["What did the old version say?", "Was stand im Entwurf?", "¿Qué decía antes?"])
def test_a_question_for_the_older_one_replaces_nothing(question: str) -> None:
    assert _replaced(question, _passage("notes (1).md", "a"), _passage("notes.md", "b")) == {}


@pytest.mark.parametrize("path", ["a/notes.md", "a/coldroom.md", "a/altona.txt", "a/chapter 2.md", "a/copyright.md"])
def test_words_that_only_look_like_marks_are_none(path: str) -> None:
    assert not is_copy(path)


def test_a_version_of_thousands_of_digits_is_read_too() -> None:
    long = "7" * 5000
    old, new = (
        _passage("plan_v1.md", f"Version {long}. The plan."),
        _passage("plan_v2.md", f"This replaces version {long}."),
    )
    assert _replaced("What does the plan say?", old, new) == {"plan_v1.md": "plan_v2.md"}
