"""Questions over the tables of the sample archive, through the real gate."""

from __future__ import annotations

import pytest

from assistant.app.local import LocalAssistant
from assistant.domain.events import Routed
from tests.journeys.conftest import ask


@pytest.mark.parametrize(
    ("question", "first", "rows"),
    [
        ("What did we spend on groceries in March 2024?", "876.69 EUR", 4),
        ("Wie viel haben wir im M\u00e4rz 2024 f\u00fcr Lebensmittel ausgegeben?", "876,69 EUR", 4),
        ("How much electricity did we use in 2024?", "2,595.0 kwh", 12),
        ("What is the total cost of the inspections in the service history?", "1,284.71 EUR", 3),
    ],
)
def test_a_figure_is_computed_and_every_row_is_cited(
    archive: LocalAssistant, question: str, first: str, rows: int
) -> None:
    answer, events = ask(archive, question)
    assert [event.task for event in events if isinstance(event, Routed)][-1] == "table"
    assert answer.text.splitlines()[0] == first
    assert answer.table is not None and len(answer.table.rows) == len(answer.citations) == rows
    assert answer.verdicts == ()  # nothing to warn of: what is computed is told from what is quoted
    library = archive.parts.library
    for citation in answer.citations:
        assert citation.quote == library.page_text(citation.path, citation.page or 1)[citation.start : citation.end]
