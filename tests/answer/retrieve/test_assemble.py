"""Passages from ranked chunks: doubles once, neighbours joined, scraps widened, the right copy cited."""

from __future__ import annotations

from dataclasses import replace
from typing import cast

from assistant.answer.retrieve.assemble import BESIDE_SHARE, assemble, cite_from, text_first
from assistant.domain.ports.store import Library
from assistant.domain.records.documents import Chunk
from assistant.domain.records.passages import Passage, Why
from assistant.text.pages import BESIDE_THE_TEXT
from tests.answer.retrieve.made import PAGE, PageOnly, chunk

LONG = "word " * 80


def assembled(chunks: list[Chunk], k: int = 5, library: PageOnly | None = None) -> list[Passage]:
    ranked = [(one, 1 - place / 10, Why()) for place, one in enumerate(chunks)]
    return assemble(ranked, k, cast("Library", library or PageOnly()), lambda one: one)


def test_the_same_text_in_two_files_is_one_passage() -> None:
    found = assembled([chunk(PAGE), chunk(PAGE, path="/a/copy.pdf")])
    assert [one.path for one in found] == ["/a/home/lease.pdf"]


def test_chunks_that_touch_are_one_unbroken_piece_of_their_page() -> None:
    first, second = chunk("It is due on the third working day."), chunk("The rent is EUR 900.")
    (found,) = assembled([first, second])
    assert found.text == "The rent is EUR 900. It is due on the third working day."
    assert found.chunk == first


def test_chunks_apart_or_on_other_pages_stay_apart() -> None:
    page = f"{LONG}. {LONG.replace('word', 'other')}. {LONG.replace('word', 'third')}"
    ends = [chunk(LONG, page_text=page), chunk(LONG.replace("word", "third"), page_text=page)]
    assert len(assembled(ends, library=PageOnly(page))) == 2
    assert len(assembled([chunk(PAGE), chunk("Pets need consent.", page=2)])) == 2


def test_no_more_than_asked_for_and_ranks_count_from_one() -> None:
    pages = [chunk("Pets need consent.", page=number, path=f"/a/{number}.pdf") for number in range(1, 5)]
    pages = [Chunk(one.id, one.path, one.page, 0, 300, (), "", f"{number} {LONG}") for number, one in enumerate(pages)]
    assert [one.rank for one in assembled(pages, k=3)] == [1, 2, 3]


def test_a_scrap_is_shown_with_what_stands_around_it() -> None:
    scrap = chunk("Pets need consent.")
    around = (chunk("It is due on the third working day."), chunk("The keys are handed back in May."))
    (found,) = assembled([scrap], library=PageOnly(beside=around))
    assert found.text == PAGE[PAGE.index("It is due") :]


def test_a_file_that_went_away_meanwhile_leaves_the_chunk() -> None:
    around = (chunk("It is due on the third working day."),)
    (found,) = assembled([chunk("Pets need consent.")], library=PageOnly(beside=around, gone=True))
    assert found.text == "Pets need consent."


def test_the_copy_that_the_question_names_is_cited_and_none_outside_the_scope() -> None:
    one = chunk("Pets need consent.", also=("/a/office/lease.pdf", "/b/secret/lease.pdf"))
    cited = cite_from(one, "what does the lease of the office say", lambda path: path.startswith("/a"))
    assert cited.path == "/a/office/lease.pdf"
    assert cited.also_at == ("/a/home/lease.pdf", "/b/secret/lease.pdf")
    assert cite_from(one, "secret", lambda path: path.startswith("/a")).path == "/a/home/lease.pdf"


def test_what_stands_beside_the_text_of_a_page_comes_after_as_good_a_text() -> None:
    menu = replace(chunk("The rent is EUR 900."), headings=(BESIDE_THE_TEXT, "Rent"))
    text = replace(chunk("Pets need consent."), headings=("Rent",))
    found = text_first([(menu, 0.6, Why()), (text, 0.59, Why()), (menu, 0.3, Why())])
    assert [(one.headings[0], score) for one, score, _ in found] == [
        ("Rent", 0.59),
        (BESIDE_THE_TEXT, 0.6 * BESIDE_SHARE),
        (BESIDE_THE_TEXT, 0.3 * BESIDE_SHARE),
    ]


def test_scores_that_differ_in_their_last_digits_keep_their_order() -> None:
    first, second = chunk("The rent is EUR 900."), chunk("Pets need consent.")
    why = Why(1, 1.0, 1, 0.5, 0.5)
    ranked = text_first([(first, 0.5, why), (second, 0.5 + 1e-8, why)])
    assert [found.text for found, _, _ in ranked] == [first.text, second.text]
    ranked = text_first([(first, 0.5, why), (second, 0.5 + 1e-4, why)])
    assert [found.text for found, _, _ in ranked] == [second.text, first.text]
