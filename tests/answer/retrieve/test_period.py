"""A passage of another year or month is no evidence for the year asked for."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any, cast

import pytest

from assistant.answer.retrieve.period import is_of_period
from assistant.domain.records.documents import Chunk
from assistant.domain.records.passages import Why
from tests.answer.archive import Archive
from tests.answer.retrieve.made import passage


@dataclass(frozen=True)
class _Document:
    """What is asked of a library: the chunks of a document."""

    text: str

    def document(self, path: str, first: int | None = None) -> list[Chunk]:
        return [Chunk(1, path, None, 0, len(self.text), (), "", self.text)]


@pytest.mark.parametrize(
    ("question", "text", "path", "document", "fits"),
    [
        ("What was the net pay?", "Net pay 2,838.80", "/pay.pdf", "", True),
        ("What was the net pay in April 2024?", "Net pay 2,838.80", "/payslips/nora/2024-04.pdf", "", True),
        ("What was the net pay in May 2024?", "Net pay 2,838.80", "/payslips/nora/2024-04.pdf", "", False),
        ("What did the meter show in January 2022?", "On 3 January 2023: 41,207", "/meter.csv", "", False),
        ("What did the meter show in January 2023?", "On 3 January 2023: 41,207", "/meter.csv", "", True),
        ("What did the fair cost in 2024?", "The fair cost 120.", "/news.md", "School news of 2024", True),
        ("What did the fair cost in 2023?", "The fair cost 120.", "/news.md", "School news of 2024", False),
        ("Wie hoch war die Miete im März 2024?", "Miete 03/2024: 900", "/miete.md", "", True),
    ],
)
def test_the_period_asked_for(question: str, text: str, path: str, document: str, fits: bool) -> None:
    assert is_of_period(question, passage(text, path=path), cast(Any, _Document(document))) is fits


def test_a_file_named_after_the_year_asked_for_is_found_before_its_like(tmp_path: Path) -> None:
    said = "The marina fee was paid in full in March, with thanks to the harbour office for its patience."
    years = (2020, 2021, 2022, 2023)
    archive = Archive(tmp_path, {f"marina_{year}.txt": f"{said} Number {year % 7}." for year in years})
    files = [archive.path(f"marina_{year}.txt") for year in years]
    ids = [chunk.id for file in files for chunk in archive.library.document(file)]
    alike = [(chunk_id, Why(fused_score=0.4)) for chunk_id in ids]
    for at, year in enumerate(years):
        ranked = archive.retriever._raised(f"Marina fee, FY{year}?", alike)
        assert ranked[0][0] == ids[at] and 0.4 < ranked[0][1].fused_score <= 1
        assert [one for one, _ in ranked[1:]] == [one for one in ids if one != ids[at]]
    assert archive.retriever._raised("Marina fee?", alike) == alike
