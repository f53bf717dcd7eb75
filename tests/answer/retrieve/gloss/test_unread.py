"""Questions in languages that the lexicon lacks: what is left of them are the words that the library holds."""

from __future__ import annotations

from typing import cast

import pytest

from assistant.answer.retrieve.fusion import weigh
from assistant.answer.retrieve.gloss.rewriter import Rewriter
from assistant.answer.retrieve.gloss.unread import held_words
from assistant.domain.ports.store import Library
from assistant.text.words import content_terms
from tests.answer.retrieve.gloss.test_spelling import Texts


class _Library(Texts):
    """With the number of its texts, which rewriting asks for."""

    def count_chunks(self) -> int:
        return len(self.texts)


_CARDS = _Library(
    "Name: Zofia Wilk; Address: Lipowa 7", "Name: Jacek Baran; Address: Polna 31", "The key is in the shed."
)
_ROWS = _Library(
    "名前: 本田結衣; 部屋: 二一七号; 鍵: 赤", "이름: 박서연; 회비: 38000", "Имя: Громова Алла; Взнос: 3700"
)


def _held(question: str, library: _Library) -> str:
    return held_words(question, cast(Library, library))


@pytest.mark.parametrize(
    ("question", "held"),
    [
        ("Gdzie mieszka Zofia Wilk?", "Zofia Wilk"),
        ("Jaki jest adres Jacka Barana?", "Baran"),
        ("Hol lakik Baran?", "Baran"),
        ("Gdzie mieszka Helena Kruk?", ""),  # nobody that the library knows
        ("Mikor indul a busz?", ""),
        ("Where does Zofia Wilk live?", ""),  # languages that are read
        ("Wo wohnt Jacek Baran?", ""),
        ("¿Dónde vive Zofia Wilk?", ""),
    ],
)
def test_the_names_of_an_unread_question_are_left(question: str, held: str) -> None:
    assert _held(question, _CARDS) == held


@pytest.mark.parametrize(
    ("question", "held"),
    [
        ("本田結衣の鍵は何色ですか？", "本田結衣"),
        ("박서연의 회비는 얼마입니까?", "박서연 회비"),
        ("Какой взнос у Громовой?", "взнос Громова"),
        ("駅はどこですか？", ""),
    ],
)
def test_pieces_of_other_scripts_are_found_in_the_library(question: str, held: str) -> None:
    assert _held(question, _ROWS) == held


def test_what_is_left_is_searched_for_behind_the_question_itself() -> None:
    rewriter = Rewriter(cast(Library, _CARDS))
    found = rewriter.rewrites(
        "Gdzie mieszka Zofia Wilk?", (), lambda text: weigh(content_terms(text), _CARDS.document_frequency, 3)
    )
    assert found == ("Gdzie mieszka Zofia Wilk?", "Zofia Wilk")
