"""Citations are attached and checked by comparing words with pages."""

from __future__ import annotations

import pytest

from assistant.answer.cite import MatchingCiter, find_on_page
from assistant.domain.records.documents import Chunk
from assistant.domain.records.passages import NumberedPassage, Passage

PAGES = {
    ("/a/lease.pdf", 7): "18. Notice\nThe tenant may end the lease with two months'\nnotice, given in writing.",
    ("/a/gym.pdf", 2): "Membership ends with 30 days of notice. The fee is 24.90 a month.",
}


def numbered(number: int, path: str, page: int) -> NumberedPassage:
    text = PAGES[path, page]
    return NumberedPassage(
        number, path, Passage(Chunk(number, path, page, 0, len(text), (), "", text), text, 0.9, number)
    )


PASSAGES = (numbered(1, "/a/lease.pdf", 7), numbered(2, "/a/gym.pdf", 2))


def page_text(path: str, page: int | None) -> str:
    return PAGES.get((path, page or 1), "")


def cite(answer: str) -> tuple[str, list[tuple[int, str]]]:
    text, citations = MatchingCiter().cite(answer, PASSAGES, page_text)
    for citation in citations:
        assert page_text(citation.path, citation.page)[citation.start : citation.end] == citation.quote
    return text, [(citation.number, citation.quote) for citation in citations]


def test_a_quotation_is_found_on_its_page_whatever_the_line_breaks() -> None:
    answer = '"The tenant may end the lease with two months\' notice, given in writing." [1]'
    text, citations = cite(answer)
    assert text == answer
    assert citations == [(1, "The tenant may end the lease with two months'\nnotice, given in writing.")]


def test_a_reworded_claim_is_cited_with_the_sentence_that_supports_it() -> None:
    _, citations = cite("Ending the gym membership takes 30 days of notice [2].")
    assert citations == [(2, "Membership ends with 30 days of notice.")]


@pytest.mark.parametrize("wrong", ["[3]", "[99]", "[0]"])
def test_a_number_that_is_not_in_the_context_is_dropped(wrong: str) -> None:
    assert cite(f"The fee is 24.90 a month {wrong}.") == ("The fee is 24.90 a month.", [])


def test_a_marker_without_support_is_dropped() -> None:
    assert cite("The landlord plays the trombone on Sundays [1].") == (
        "The landlord plays the trombone on Sundays.",
        [],
    )


def test_a_figure_that_the_passage_does_not_hold_is_not_cited() -> None:
    assert cite("Membership ends with 60 days of notice [2].")[1] == []


def test_two_markers_share_a_claim_and_each_is_checked() -> None:
    text, citations = cite("Membership ends with 30 days of notice. [1][2]")
    assert text == "Membership ends with 30 days of notice. [2]"
    assert [number for number, _ in citations] == [2]


def test_supported_sentences_are_marked_and_others_are_not() -> None:
    marked = MatchingCiter().mark("The membership fee is 24.90 a month. I hope this helps you.", PASSAGES)
    assert marked == "The membership fee is 24.90 a month. [2] I hope this helps you."


def test_a_model_that_cites_by_itself_is_not_cited_twice_and_wrong_numbers_go() -> None:
    marked = MatchingCiter().mark("The fee is 24.90 a month [2]. It is paid monthly [7].", PASSAGES)
    assert marked == "The fee is 24.90 a month [2]. It is paid monthly."


def test_marking_keeps_every_other_character() -> None:
    piece = "  The membership fee is 24.90 a month.\n\n- second line"
    assert MatchingCiter().mark(piece, PASSAGES).replace(" [2]", "") == piece


def test_a_quote_is_not_found_where_a_word_differs() -> None:
    assert find_on_page("two months' notice, given in speech", PAGES["/a/lease.pdf", 7]) is None
    assert find_on_page("", "anything") is None


def test_a_quotation_with_a_hidden_part_is_cited_where_it_stands() -> None:
    text, citations = cite("“The [PERSON-1] may end the lease with two months' notice, given in writing.” [1]")
    assert text.endswith("[1]")
    assert citations == [(1, "The tenant may end the lease with two months'\nnotice, given in writing.")]


def test_hidden_parts_of_a_reworded_claim_count_for_nothing() -> None:
    assert cite("Membership of [PERSON-2] ends with notice of •••• days. [2]")[1]
    marked = MatchingCiter().mark("Membership of [PERSON-2] ends with notice.", PASSAGES)
    assert marked.endswith("[2]")
