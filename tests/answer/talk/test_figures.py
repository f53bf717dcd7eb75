"""Figures that a language model makes up in a letter leave a blank."""

from __future__ import annotations

import pytest

from assistant.answer.talk.figures import BLANK, known_figures, with_known_figures

GIVEN = ("The rent is EUR 1,240.00, due on the third working day.", "Clause 9.2, 14 March 2025", "2025-03-14")


@pytest.mark.parametrize(
    ("said", "shown"),
    [
        ("The rent of EUR 1240.00 was paid.", "The rent of EUR 1240.00 was paid."),
        ("The rent of EUR 1.240,00 was paid.", "The rent of EUR 1.240,00 was paid."),
        ("I paid EUR 1,300.00 on 14 March 2025.", f"I paid EUR {BLANK} on 14 March 2025."),
        ("Please answer within 14 days, by 28.03.2025.", f"Please answer within 14 days, by {BLANK}."),
        ("See clause 9.2 and clause 10.4.", f"See clause 9.2 and clause {BLANK}."),
        ("1. The heating\n2. The lift\n", "1. The heating\n2. The lift\n"),
        ("It is 3 weeks late, 21 days.", f"It is 3 weeks late, {BLANK} days."),
        ("Flat 3B, Tel. 0163-2960", f"Flat 3B, Tel. {BLANK}"),
        ("no figures at all", "no figures at all"),
    ],
)
def test_only_known_figures_stand(said: str, shown: str) -> None:
    known = known_figures(GIVEN)
    for size in (1, 3, 1000):
        pieces = [said[at : at + size] for at in range(0, len(said), size)]
        assert "".join(with_known_figures(pieces, known)) == shown


def test_a_figure_torn_between_pieces_is_read_whole() -> None:
    assert "".join(with_known_figures(["EUR 1,2", "40", ".00 is due"], known_figures(GIVEN))) == "EUR 1,240.00 is due"
