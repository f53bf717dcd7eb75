"""The sets in other languages: each answer stands in its file, each question has its passage."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest

from assistant.evaluation.beir import read_retrieval_set
from assistant.evaluation.questions import read_questions

SETS = Path(__file__).parents[1] / "benchmarks" / "languages"
SAMPLE_DOCS = Path(__file__).parents[2] / "sample_docs"


def test_each_answer_stands_in_its_file() -> None:
    questions = read_questions(SETS / "questions.yaml")
    assert Counter(question.language for question in questions) == dict.fromkeys(("de", "es", "fr", "zh"), 10)
    assert Counter(question.split for question in questions) == {"tune": 20, "report": 20}
    for question in questions:
        assert question.file is not None
        place = SETS if question.file.startswith("clubs/") else SAMPLE_DOCS
        text = " ".join((place / question.file).read_text("utf-8").split())
        assert all(answer in text for answer in question.answers), question.id


@pytest.mark.parametrize("language", ["chinese", "spanish"])
def test_each_question_has_its_passage(language: str) -> None:
    found = read_retrieval_set(SETS / language)
    assert len(found.questions) >= 40
    documents = {document.id for document in found.documents}
    assert all(documents.issuperset(relevant) for relevant in found.relevance.values())
