"""The head of a mail stands back where nothing is asked about the mail."""

from __future__ import annotations

import pytest

from assistant.answer.reader.sentences import SentenceReader
from assistant.domain.records.documents import Chunk
from assistant.domain.records.passages import Passage
from tests.answer.reader.test_reader_spans import Flat

MAIL = """Subject: The workshop in March
From: Hanna Brandt <hanna@kiln.example>
To: Ida Roos <ida@roos.example>
Date: Mon, 12 Jan 2026 09:14:00 +0000

I am away until the end of the month. Bruno Falk has the keys to the workshop and helps with the kiln.
"""


def _first(question: str, path: str = "/a/mail/workshop.eml") -> str:
    chunk = Chunk(1, path, None, 0, len(MAIL), (), "The workshop in March", MAIL)
    return SentenceReader(Flat(), lambda word: 3.0).read(question, [Passage(chunk, MAIL, 0.8, 1)])[0].text


@pytest.mark.parametrize(
    "question",
    [
        "Who helps me while Hanna Brandt is away?",
        "Who has the key while Hanna Brandt is on holiday?",
        "Wer hat den Schlüssel, wenn Hanna Brandt weg ist?",
    ],
)
def test_the_writer_of_a_mail_is_no_answer_to_who_does_something(question: str) -> None:
    assert "Bruno Falk" in _first(question)


@pytest.mark.parametrize(
    "question",
    ["Which Hanna Brandt sent the mail?", "What is the address of Hanna Brandt?", "Von wem ist die Mail von Brandt?"],
)
def test_a_question_about_the_mail_is_answered_by_its_head(question: str) -> None:
    assert _first(question).startswith("From: Hanna Brandt")


def test_such_lines_of_another_file_are_no_head() -> None:
    assert _first("Who is Hanna Brandt?", "/a/notes/workshop.md").startswith("From: Hanna Brandt")
