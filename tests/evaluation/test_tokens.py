"""What is written differently and says the same is the same to the evaluation, and what says something else is not."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.evaluation.matching.number_words import NUMBER_WORDS
from assistant.evaluation.matching.tokens import says, tokens

SAME = [
    ("The plan is twelve sessions to begin with.", "12 sessions"),
    ("twelve sessions", "12 sessions"),
    ("1.234,50 €", "EUR 1,234.50"),
    ("they pay 1 234,50 euros", "1234.50"),
    ("1,234.50 EUR a year", "€1234.5"),
    ("120 euros", "EUR 120"),
    ("on 3. März 2024", "3 March 2024"),
    ("since 2024-03-03", "3 March 2024"),
    ("03/03/2024", "2024-03-03"),
    ("the 3rd of March, 2024", "3 March 2024"),
    ("March 3, 2024", "3.3.2024"),
    ("le 3 mars 2024", "3 de marzo de 2024"),
    ("14 October 2024", "14 October"),
    ("quatre-vingt-dix-neuf ans", "99 years"),
    ("treinta y uno días", "31 days"),
    ("siebenundvierzig Tage", "47 days"),
    ("forty-seven days", "47 Tage"),
    ("drei Monate", "three months"),
    ("71%", "71 per cent"),
    ("71 Prozent", "71 %"),
    ("-1,539.60", "1539.60"),
    ("links minus 1,75", "-1.75"),
    ("at 3:40 am", "03:40"),
    ("7 pm", "19:00"),
    ("a weight of 40cm", "40 cm"),
    ("**EUR 18** [1] a night", "EUR 18 a night"),
    ("CAFÉ con leche", "cafe con leche"),
    ("2024,Tidewater,51817.5,1320.448", "51817.5"),
    ("three months' notice", "three months"),
    ("会费每季度六十元，退休的人交四十元。", "四十元"),
    ("在楼下的花店", "花店"),
]
OTHER = [
    ("1200", "12"),
    ("12.5", "12"),
    ("fuse B7", "7"),
    ("12 months", "12 sessions"),
    ("14 October", "14 October 2024"),
    ("14 October 2023", "14 October 2024"),
    ("clause 10 may be changed", "10 May"),
    ("see [12]", "12"),
    ("version 2.3.1", "23.1"),
    ("USD 120", "EUR 120"),
    ("120", "EUR 120"),
    ("1.50", "-1.50"),
    ("交四元十角", "四十元"),
    ("from 8 on Sunday to 20", "from 8 to 20"),
]


@pytest.mark.parametrize(("text", "expected"), SAME)
def test_it_says_the_same(text: str, expected: str) -> None:
    assert says(tokens(text), tokens(expected))


@pytest.mark.parametrize(("text", "expected"), OTHER)
def test_it_says_something_else(text: str, expected: str) -> None:
    assert not says(tokens(text), tokens(expected))


@pytest.mark.parametrize("number", range(101))
def test_every_number_up_to_a_hundred_has_a_word_in_each_language(number: int) -> None:
    words = [" ".join(written) for written, value in NUMBER_WORDS.items() if value == number]
    assert len(words) >= 3, "zero and six are the same word in two languages, and the French one is an article"
    for written in words:
        assert says(tokens(f"it is {written} there"), tokens(str(number)))


@given(st.decimals(min_value=0, max_value=10**9, places=2))
def test_a_number_is_the_same_in_english_and_german(number: Decimal) -> None:
    english = f"{number:,.2f}"
    german = english.translate(str.maketrans(",.", ".,"))
    for text in (english, german, f"{number:.2f}"):
        assert number in {value for token in tokens(text) for value in token.numbers()}, text


@given(st.text(max_size=200))
def test_any_text_has_tokens_and_says_itself(text: str) -> None:
    read = tokens(text)
    assert not read or says(read, read)


def test_a_long_line_of_figures_is_read_in_a_moment() -> None:
    assert len(tokens("1," * 20_000)) == 20_000
