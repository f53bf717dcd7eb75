"""Answers and questions made by hand, for tests of how they are judged."""

from __future__ import annotations

from typing import Any

from assistant.domain.records.answers import Answer, Citation
from assistant.domain.records.passages import Evidence
from assistant.evaluation.judging import Files
from assistant.evaluation.machine import Machine
from assistant.evaluation.questions import Question

ROOT = "/home/nora/docs"
TEXTS = {
    f"{ROOT}/pay/nora/2024-03.pdf": "Net pay 2,840.70. Paid on 27 March 2024.",
    f"{ROOT}/pay/nora/2024-04.pdf": "Net pay 2,838.80. Paid on 26 April 2024.",
    f"{ROOT}/pay/jonas/2024-03.pdf": "Net pay 2,593.76.",
    f"{ROOT}/notes.md": "The roof was mended by Calder Roofing for EUR 42,600 on 9 September 2024. Ms Ferrant paid.",
    f"{ROOT}/old notes.md": "Nothing of use.",
}
FILES = Files(tuple(TEXTS), TEXTS.__getitem__)
MACHINE = Machine("Test chip", 2, ())


def question(**fields: Any) -> Question:
    """A question to tune on, answerable unless it is said otherwise."""
    return Question.model_validate({"id": "x", "kind": "answerable", "split": "tune", "question": "?", **fields})


def answer(text: str = "", *cited: str, refused: bool = False, score: float | None = None, **fields: Any) -> Answer:
    """An answer whose citations 1, 2, ... are the files `cited`, below `ROOT`, each quoting its whole text."""
    citations = tuple(
        Citation(number, f"{ROOT}/{name}", 1, TEXTS[f"{ROOT}/{name}"], 0, 1)
        for number, name in enumerate(cited, start=1)
    )
    evidence = None if score is None else Evidence(not refused, score, 0.5)
    return Answer(text, refused, "scripted", citations=citations, evidence=evidence, **fields)
