"""What a sentence says against the sentence that it rewords, kind by kind."""

from __future__ import annotations

import pytest

from assistant.text.written.against import said_against, wrong_units

_SAID = {
    "The excess is EUR 150 for each claim.": {
        "number": ["The excess is EUR 250 for each claim.", "The excess is EUR 1500 for each claim."],
        "unit": ["The excess is USD 150 for each claim."],
    },
    "The boiler was serviced by Ines Duarte on 12 March 2024.": {
        "date": ["The boiler was serviced by Ines Duarte on 12 May 2024."],
        "number": ["The boiler was serviced by Ines Duarte on 14 March 2024."],
        "name": ["The boiler was serviced by Karl Weber on 12 March 2024."],
        "opposite": ["The boiler was not serviced by Ines Duarte on 12 March 2024.", "The boiler wasn't serviced."],
    },
    "All tenants may keep at most two cats in the flat.": {
        "quantifier": [
            "Some tenants may keep at most two cats in the flat.",
            "All tenants may keep at least two cats in the flat.",
            "Only tenants may keep at most two cats in the flat.",
        ],
        "number": ["All tenants may keep at most three cats in the flat."],
        "opposite": ["No tenants may keep at most two cats in the flat."],
    },
    "Smoking is allowed on the balcony before ten.": {
        "opposite": [
            "Smoking is forbidden on the balcony before ten.",
            "Smoking is allowed on the balcony after ten.",
            "Smoking is not allowed on the balcony before ten.",
        ],
    },
    "Anna Weber pays the rent.": {"name": ["Petra Weber pays the rent."]},
    "The stitches come out after 7 days.": {"unit": ["The stitches come out after 7 weeks."]},
    "Die Miete ist vor dem 3. Mai zu zahlen.": {
        "opposite": ["Die Miete ist nach dem 3. Mai zu zahlen.", "Die Miete ist nicht vor dem 3. Mai zu zahlen."],
        "date": ["Die Miete ist vor dem 3. Juni zu zahlen."],
    },
    "Le chien est autoris\u00e9 dans tous les trains.": {
        "opposite": ["Le chien est interdit dans tous les trains."],
        "quantifier": ["Le chien est autoris\u00e9 dans quelques trains."],
    },
    "De huur is altijd mogelijk zonder borg.": {
        "opposite": ["De huur is altijd mogelijk met borg.", "De huur is niet altijd mogelijk zonder borg."],
        "quantifier": ["De huur is soms mogelijk zonder borg."],
    },
}
_WRONG = [(said, kind, text) for said, kinds in _SAID.items() for kind, texts in kinds.items() for text in texts]


@pytest.mark.parametrize(("said", "kind", "text"), _WRONG)
def test_what_is_altered_is_told_by_its_kind(said: str, kind: str, text: str) -> None:
    assert kind in said_against(text, said)


@pytest.mark.parametrize(
    ("said", "text"),
    [
        ("The excess is EUR 1,150.50 for each claim.", "The excess is EUR 1150.5 for each claim. [1]"),
        ("The lease asks for two months of notice.", "According to the file, the lease asks for 2 months of notice."),
        ("Smoking is not allowed on the balcony.", "Smoking is forbidden on the balcony."),
        ("The test was not unsuccessful in May.", "The test was successful in May."),
        ("The flat, which may not be sublet, has three rooms and a cellar.", "The flat has three rooms and a cellar."),
        ("The road is 5 km long.", "The road is 5 kilometres long."),
        ("Dr Weber saw the patient on Monday.", "Ms Weber saw the patient on Monday."),
        ("The landlord pays for the roof.", "A dog ate the homework of two pupils in Leeds."),  # another sentence
        ("The tenants pay the rent by bank transfer.", "The tenant pays his rent by bank transfer."),
    ],
)
def test_what_is_only_said_otherwise_is_not_told(said: str, text: str) -> None:
    assert said_against(text, said) == frozenset()
    assert said_against(said, said) == frozenset()


def test_a_figure_with_another_unit() -> None:
    source = "The route has 12 km. It costs 30 euros."
    assert wrong_units("A route of 12 miles.", source)
    assert wrong_units("The price: $30.", source)
    assert not wrong_units("A route of 12 kilometres for EUR 30.", source)
    assert not wrong_units("It takes 4 hours.", source)
