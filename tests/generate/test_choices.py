"""An answer that is one of a few texts: the grammar, and the paths through the tokens."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.domain.errors import GenerationFailed
from assistant.generate.choices import TokenPaths, grammar, require_choice

END = (1, 2)


def pieces(text: str) -> tuple[int, ...]:
    """Two letters a token, so that a choice may be the beginning of another one's token."""
    cuts = [*range(0, len(text), 2), len(text)]
    return tuple(hash(text[start:end]) % 1_000_000 + 10 for start, end in pairwise(cuts))


def test_a_grammar_names_the_texts_and_nothing_else() -> None:
    assert grammar(("yes", 'say "no"', "a\\b")) == 'root ::= "yes" | "say \\"no\\"" | "a\\\\b"'


@given(st.lists(st.text("abc", min_size=1, max_size=7), min_size=1, max_size=5, unique=True), st.randoms())
def test_every_way_through_the_paths_ends_in_a_choice(choices: list[str], random: object) -> None:
    paths = TokenPaths(choices, pieces, END)
    said: list[int] = []
    while True:
        allowed = paths.after(said)
        token = random.choice(allowed)  # type: ignore[attr-defined]
        if token in END:
            break
        said.append(token)
    assert tuple(said) in {pieces(choice) for choice in choices}


def test_what_leads_nowhere_ends() -> None:
    assert TokenPaths(("yes",), pieces, END).after([999]) == [1, 2]


def test_an_answer_outside_the_choices_is_an_error() -> None:
    require_choice("anything", ())
    require_choice("yes", ("yes", "no"))
    with pytest.raises(GenerationFailed):
        require_choice("yes and no", ("yes", "no"))
