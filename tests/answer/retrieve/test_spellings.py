"""Other spellings of what is exact in a question, as the library's words allow them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import cast

import pytest

from assistant.answer.retrieve.spellings import Spellings
from assistant.domain.ports.store import Library
from assistant.text.words import words


@dataclass(frozen=True, slots=True)
class _Held:
    """What is asked of a library: in how many of its texts a phrase stands."""

    texts: tuple[str, ...]

    def document_frequency(self, term: str, language: str = "english") -> int:
        return sum(f" {' '.join(words(term))} " in f" {' '.join(words(text))} " for text in self.texts)


_HELD = _Held(
    (
        "The orchard is worth 84,300 euros.",
        "Account GB29 NWBK 6016 1331 9268 19, telephone 040 555 98 12.",
        "The filter RF 4423 C lies on shelf 9.",
    )
)


@pytest.mark.parametrize(
    ("question", "spelt"),
    [
        ("What is worth 84300 euros?", "84 300"),
        ("Whose is GB29NWBK60161331926819?", "gb29 nwbk 6016 1331 9268 19"),
        ("Who has 0405559812?", "040 555 98 12"),
        ("Where is RF-4423C?", "rf 4423 c"),
        ("Where is the bag of 5kg?", "5 kg"),
        ("Where is the bag of 5 kg?", "5kg"),
        ("Who came on 9 June 2022?", "2022 06 09"),
        ("Wer kam am 09.06.2022?", "9 june 2022"),
        ("Wer kam am 9.6.2022?", "9 juni 2022"),
    ],
)
def test_a_question_is_also_searched_as_files_write_it(question: str, spelt: str) -> None:
    assert spelt in Spellings(cast(Library, _HELD)).phrases(question)


def test_a_figure_occurs_however_it_is_grouped() -> None:
    spellings = Spellings(cast(Library, _HELD))
    assert spellings.occurs("84300") == 1
    assert spellings.occurs("84301") == 0
