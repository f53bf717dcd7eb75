"""The index of forms: what it finds, and that it goes with the passages that it was made from."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from contextlib import closing
from pathlib import Path

import pytest

from assistant.answer.retrieve.keyword_query import keyword_query
from assistant.domain.scope import Scope
from assistant.store.forget.erase import wipe
from assistant.store.ledger.database import Database
from assistant.store.library import SqliteLibrary
from assistant.text.forms.tongue import asked_in
from tests.store.conftest import IDENTITY, document, source, unit_vectors

_LETTERS_A_WORD, _WORDS_A_PAGE, _EVERY = 4, 40, 29
_FLAT = "Der Vertrag über die Wohnung endet im Mai, und die Kündigungsfrist ist kurz."
_GARDEN = "Die Gartenbank steht neben der Hecke, und der Schlauch ist im Keller."
_RENT = "每月租金为四千八百元。"


def put(library: SqliteLibrary, path: str, *pages: str) -> None:
    parsed, drafts = document(*pages, title="T")
    library.store(source(path), parsed, drafts, unit_vectors(len(drafts)))


def found(library: SqliteLibrary, question: str) -> list[str]:
    hits = library.search_keywords(keyword_query(question), 10, Scope(), asked_in(question))
    chunks = library.chunks([chunk for chunk, _ in hits])
    return [Path(chunks[chunk].path).name for chunk, _ in hits]


@pytest.fixture
def filled(library: SqliteLibrary) -> SqliteLibrary:
    put(library, "/archive/flat.txt", _FLAT)
    put(library, "/archive/garden.txt", _GARDEN)
    put(library, "/archive/rent.txt", _RENT)
    put(library, "/archive/boat.txt", "The boat lies in the harbour and the oars are in the shed.")
    return library


@pytest.mark.parametrize(
    ("question", "name"),
    [
        ("Verträge", "flat.txt"),
        ("Kündigung", "flat.txt"),
        ("Bank", "garden.txt"),
        ("Gartenbänke", "garden.txt"),
        ("Hecken", "garden.txt"),
        ("租金", "rent.txt"),
        ("四千八百元", "rent.txt"),
        ("元", "rent.txt"),
        ("harbours", "boat.txt"),
    ],
)
def test_another_form_of_a_word_finds_its_passage(filled: SqliteLibrary, question: str, name: str) -> None:
    assert found(filled, question)[:1] == [name]


def test_a_word_of_another_form_counts_as_known(filled: SqliteLibrary) -> None:
    known = [filled.document_frequency(word, "german") for word in ("Wohnungen", "租金", "金四", "harbour", "Zebra")]
    assert known == [1, 1, 0, 1, 0]
    assert [filled.document_frequency("Wohnungen", language) for language in ("", "french", "english")] == [1, 0, 0]


def test_a_question_in_english_looks_for_no_forms_of_other_languages(filled: SqliteLibrary) -> None:
    assert found(filled, "What is the price of the Wohnungen?") == []
    assert found(filled, "Was kosten die Wohnungen?") == ["flat.txt"]


def test_what_is_forgotten_leaves_the_index_of_forms(filled: SqliteLibrary) -> None:
    filled.forget("/archive/flat.txt")
    wipe(filled.database)
    stored = b"".join(bytes(row[0]) for row in filled.database.rows("SELECT block FROM forms_data"))
    assert b"kundig" not in stored
    assert b"garten" in stored  # the search can see what is there
    assert filled.database.keywords_are_sound()


@pytest.mark.parametrize(
    "harm",
    [
        "INSERT INTO forms (forms) VALUES ('delete-all')",
        "INSERT INTO forms (rowid, terms) VALUES (77, 'added')",
        "UPDATE pages SET text = replace(text, 'Hecke', 'Ecken') WHERE text LIKE '%Hecke%'",
    ],
)
def test_an_index_of_forms_that_is_not_that_of_the_text_is_noticed(filled: SqliteLibrary, harm: str) -> None:
    assert filled.database.keywords_are_sound()
    with filled.database.transaction() as connection:
        connection.execute(harm)
    assert not filled.database.keywords_are_sound()


def test_entries_of_another_version_are_made_anew(filled: SqliteLibrary) -> None:
    with filled.database.transaction() as connection:
        connection.execute("INSERT INTO forms (forms) VALUES ('delete-all')")
        connection.execute("INSERT INTO forms (rowid, terms) VALUES (77, 'older')")
        connection.execute("UPDATE meta SET value = '0' WHERE key = 'forms_version'")
    with closing(Database(filled.database.file)) as again:
        assert again.keywords_are_sound()
        assert found(SqliteLibrary(again, IDENTITY), "Kündigung") == ["flat.txt"]


def _words_of_all_letters() -> Sequence[str]:
    letters = [chr(code) for code in range(sys.maxunicode + 1) if chr(code).isalnum()]
    words = ["".join(letters[at : at + _LETTERS_A_WORD]) for at in range(0, len(letters), _LETTERS_A_WORD * _EVERY)]
    return [word for word in words if not word.isdigit()]


def test_what_stands_in_a_text_is_found_when_it_is_typed_as_it_stands(library: SqliteLibrary) -> None:
    """Words of letters of all of Unicode, whatever its folding does to them."""
    words = _words_of_all_letters()
    pages = [" ".join(words[at : at + _WORDS_A_PAGE]) for at in range(0, len(words), _WORDS_A_PAGE)]
    put(library, "/archive/letters.txt", *pages)
    missed = [word for word in words if not _finds_page(library, word, 1 + words.index(word) // _WORDS_A_PAGE)]
    assert missed == []


def _finds_page(library: SqliteLibrary, word: str, page: int) -> bool:
    hits = library.search_keywords(keyword_query(word), 5, Scope())
    return any(chunk.page == page for chunk in library.chunks([hit for hit, _ in hits]).values())
