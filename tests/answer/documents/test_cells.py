"""Cells of tables over files, and the receipt."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.answer.documents.cells import MAX_QUOTE_CHARS, file_cell, piece_around, quote_cell, receipt_lines
from assistant.answer.documents.stock import Document, Stock
from assistant.answer.documents.words import PHRASES
from assistant.domain.records.files import FileRecord
from assistant.domain.records.results import ResultTable, find_table


def _file(name: str, state: str = "indexed", reason: str = "") -> FileRecord:
    return FileRecord(
        f"/papers/{name}", "/papers", "indexed" if state == "indexed" else "quarantined", reason, sha256=name
    )


@pytest.mark.parametrize(
    "name",
    ["a | b.txt", "[1].txt", "x\n| evil | row |.txt", "\u202egnp.exe", "\u201cquoted\u201d.txt", 'say "hi".txt',
     "\x1b[31mred.txt"],
)  # fmt: skip
def test_a_hostile_name_is_one_harmless_cell(name: str) -> None:
    cell = file_cell(Document((_file(name),)))
    table = find_table("\n".join(ResultTable(("File", "Quote"), ((cell, "x"),)).lines()))
    assert table is not None and len(table.rows) == 1 and table.rows[0][1] == "x"
    assert not set(cell) & set('"\u201c\u201d[]\n\x1b\u202e')


def test_copies_are_named_with_all_their_paths() -> None:
    assert file_cell(Document((_file("a/x.txt"), _file("b/x.txt")))) == "a/x.txt, b/x.txt"


def test_a_quote_never_holds_what_looks_like_a_citation() -> None:
    assert quote_cell("As is proved by [1], [2] and the whole of the lease.", 7) == (
        "\u201cand the whole of the lease.\u201d [7]"
    )
    assert quote_cell("[1]", 7) == ""


@given(st.text(alphabet="ab .\n", min_size=1, max_size=900), st.data())
def test_a_piece_of_a_long_sentence_is_whole_and_holds_its_place(text: str, data: st.DataObject) -> None:
    start = data.draw(st.integers(0, len(text) - 1))
    place = (start, min(start + 3, len(text)))
    first, last = piece_around(text, (0, len(text)), place)
    assert 0 <= first <= place[0] and place[1] <= last <= len(text)
    assert last - first <= max(MAX_QUOTE_CHARS, 3)


@given(
    *(st.integers(0, 5) for _ in range(6)),
)
def test_the_receipt_adds_up(matched: int, unmatched: int, kept_out: int, left: int, unread: int, barred: int) -> None:
    documents = [
        Document((_file(f"{at}.txt"), _file(f"copy {at}.txt"))) for at in range(matched + unmatched + kept_out + left)
    ]
    stock = Stock(
        documents,
        [_file(f"u{at}", "out", "damaged") for at in range(unread)],
        [_file(f"b{at}", "out", "policy") for at in range(barred)],
        documents[:matched],
        documents[matched : matched + unmatched],
        documents[matched + unmatched : matched + unmatched + kept_out],
    )
    receipt = stock.coverage()
    assert receipt.in_scope == 2 * len(documents) + unread + barred
    assert receipt.in_scope == (receipt.matched + receipt.unmatched + receipt.unread + receipt.kept_out + receipt.left)
    assert (receipt.left, receipt.kept_out) == (2 * left, 2 * kept_out + barred)
    assert str(receipt.in_scope) in receipt_lines(stock, "en")[0]


def test_at_most_ten_unread_files_are_named() -> None:
    stock = Stock([], [_file(f"file{at}.txt", "out", "needs_password") for at in range(12)], [])
    line = receipt_lines(stock, "de")[1]
    assert line.count("braucht ein Passwort") == 10 and "und 2 weitere" in line


def test_every_phrase_stands_in_all_languages_with_the_same_fields() -> None:
    for phrase, texts in PHRASES.items():
        assert set(texts) == {"en", "de", "es", "fr"}, phrase
        fields = {tuple(sorted(part.split("}")[0] for part in text.split("{")[1:])) for text in texts.values()}
        assert len(fields) == 1, phrase
