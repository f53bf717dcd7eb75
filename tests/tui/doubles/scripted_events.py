"""What scripted doubles tell: files, passages, verdicts, and the events of turns and runs, in the ports' order."""

from __future__ import annotations

from collections.abc import Sequence

from assistant.domain.events import (
    AnswerEvent,
    Blocked,
    Checked,
    Cited,
    Delta,
    FileIndexed,
    FileQuarantined,
    FileSeen,
    Finished,
    IndexEvent,
    IndexingFinished,
    Progress,
    Retrieved,
    Routed,
    ScanFinished,
    Step,
)
from assistant.domain.records.answers import Answer, Citation
from assistant.domain.records.documents import Chunk
from assistant.domain.records.files import FileRecord
from assistant.domain.records.passages import Budget, Evidence, Passage, Why
from assistant.domain.records.results import Coverage, find_table
from assistant.domain.records.verdicts import Finding, Verdict

LEASE = "/home/ada/Documents/flat/lease.pdf"
LETTER = "/home/ada/Documents/flat/letter.md"
SCAN = "/home/ada/Documents/scan.pdf"
ROOT = "/home/ada/Documents"

PAGE = """7. Notice

7.1 The tenant may end this agreement at any time.
7.2 Notice has to be given in writing, two months before the end of a calendar month.
7.3 Notice by telephone or in conversation is not enough.

8. Return of the flat

8.1 The flat is handed back swept and with all keys.
8.2 Both sides sign a protocol of the handover.
"""
QUOTE = "Notice has to be given in writing, two months before the end of a calendar month."
ANSWER = "The lease asks for **two months' notice in writing** [1]. A call is not enough [2]."


def a_file(path: str, **changes: object) -> FileRecord:
    """An indexed file, with changes."""
    values: dict[str, object] = {
        "path": path, "root": ROOT, "state": "indexed", "size_bytes": 48_213, "pages": 12, "chunks": 31,
    } | changes  # fmt: skip
    return FileRecord(**values)  # type: ignore[arg-type]


FILES = (
    a_file(LEASE, title="Lease of the flat at 12 Elm Lane"),
    a_file(LETTER, pages=1, chunks=4, size_bytes=2_114),
    a_file("/home/ada/Documents/insurance/terms.pdf", pages=24, chunks=88, pages_without_text=(3,)),
    a_file("/home/ada/Documents/recipes.md", pages=1, chunks=9, size_bytes=8_402),
    a_file(
        SCAN, state="quarantined", reason="no_text", message="No page of it holds text.", pages=0, chunks=0
    ),
    a_file("/home/ada/Documents/tax.pdf", state="quarantined", reason="needs_password", message="It is encrypted.",
           pages=0, chunks=0),
)  # fmt: skip


def a_passage(path: str, text: str, number: int, page: int | None = 7, headings: tuple[str, ...] = ()) -> Passage:
    start = max(0, PAGE.find(text))
    chunk = Chunk(number, path, page, start, start + len(text), headings, "", text)
    why = Why(
        keyword_rank=number, keyword_score=6.2 / number, vector_rank=number + 1, vector_score=0.71, fused_score=0.9
    )
    return Passage(chunk, text, 0.9 / number, number, why)


def a_verdict(
    rule: str = "personal.phone", stage: str = "output", action: str = "redact", message: str = ""
) -> Verdict:
    finding = Finding(rule, "pii", action, "privacy", (0, 4), 0.99, 0.5, "phone number", "")  # type: ignore[arg-type]
    return Verdict(stage, action, "", (finding,), message)  # type: ignore[arg-type]


PASSAGES = (
    a_passage(LEASE, QUOTE, 1, headings=("Lease", "7. Notice")),
    a_passage(LETTER, "Notice by telephone or in conversation is not enough.", 2, None),
)


def citations() -> tuple[Citation, ...]:
    found: list[Citation] = []
    for number, passage in enumerate(PASSAGES, start=1):
        start = PAGE.find(passage.text)
        found.append(
            Citation(number, passage.path, passage.page, passage.text, start, start + len(passage.text), number)
        )
    return tuple(found)


def answer_events(text: str = ANSWER, checks: Sequence[Checked] = ()) -> list[AnswerEvent]:
    """A whole turn that answers: `text` in sentence-sized pieces."""
    evidence = Evidence(True, 0.82, 0.4)
    pieces = [piece + "." for piece in text.split(".") if piece] if "." in text else [text]
    verdicts = tuple(check.verdict for check in checks)
    answer = Answer(
        text,
        False,
        "extractive",
        citations(),
        PASSAGES,
        verdicts,
        {"total": 312.0},
        evidence=evidence,
        budget=Budget(2000, 61, (1,)),
    )
    return [
        Retrieved(PASSAGES, evidence, "notice lease"),
        *(Delta(piece) for piece in pieces),
        *checks,
        Cited(citations()),
        Finished(answer),
    ]


TABLE_LINES = (
    "Three payslips have it:\n\n",
    "| File | Net pay | Paid on | What it says |\n",
    "| --- | --- | --- | --- |\n",
    "| june.pdf | EUR 1,884.20 | 2024-06-28 | \u201cNet pay EUR 1,884.20, paid into your account\u201d [1] |\n",
    "| may.pdf | EUR 99.00 | 2024-05-31 | \u201cNet pay EUR 99.00, for two days\u201d [2] |\n",
    "| april.pdf |  | 2024-04-30 |  |\n",
    "\nIn all EUR 1,983.20.",
)


def table_events() -> list[AnswerEvent]:
    """A turn that looks through files, and ends in a table with a receipt and a calculation."""
    text = "".join(TABLE_LINES)
    answer = Answer(
        text, False, "extractive", citations(), PASSAGES, (), {"total": 4_210.0}, task="each",
        others=("survey", "lookup"), steps=("choosing the files", "asking each file"), table=find_table(text),
        coverage=Coverage(71, 3, 61, 4, 1, 2), query='SELECT SUM("net_pay") FROM "payslips" WHERE "year" = 2024',
    )  # fmt: skip
    return [
        Routed("each", ("survey", "lookup")),
        Step("choosing the files"),
        *(Step("asking each file", done, 71, 71.0 - done) for done in (1, 40)),
        *map(Delta, TABLE_LINES),
        Cited(citations()),
        Finished(answer),
    ]


def own_words_events() -> list[AnswerEvent]:
    """A turn that needs no file."""
    text = "Good morning. Ask about your files, or ask what can be done."
    answer = Answer(text, False, "extractive", timings_ms={"total": 2.0}, task="talk", others=("lookup",),
                    own_words=True)  # fmt: skip
    return [Routed("talk", ("lookup",)), Delta(text), Finished(answer)]


def refusal_events() -> list[AnswerEvent]:
    evidence = Evidence(False, 0.12, 0.4)
    answer = Answer("Nothing in your files answers this.", True, "extractive", (), PASSAGES, (), {}, evidence=evidence)
    return [Retrieved(PASSAGES, evidence, "parrot"), Finished(answer)]


def blocked_events() -> list[AnswerEvent]:
    verdict = a_verdict("hate.input", "output", "block", "Stopped by rule hate.input.")
    answer = Answer(verdict.message, False, "extractive", (), PASSAGES, (verdict,), {}, blocked=True)
    return [Retrieved(PASSAGES, Evidence(True, 0.8, 0.4), "x"), Delta("Half of "), Blocked(verdict), Finished(answer)]


def index_events(count: int = 3) -> list[IndexEvent]:
    events: list[IndexEvent] = [ScanFinished(count, 0, 0, 0, 0)]
    for number in range(1, count):
        path = f"{ROOT}/new-{number}.pdf"
        events += [
            FileSeen(path),
            FileIndexed(path, 3, 9, 0.2),
            Progress(number, count, number * 9, 31.0, count - number),
        ]
    path = f"{ROOT}/broken.pdf"
    events += [
        FileSeen(path),
        FileQuarantined(path, "damaged", "It is not a PDF."),
        Progress(count, count, 9, 31.0, 0.0),
    ]
    return [*events, IndexingFinished(count - 1, 1, 0, 0, 0, 9 * (count - 1), 1.4)]
