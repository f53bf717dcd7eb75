"""The guard at ingest: a finding on a page becomes a mark of that page, or keeps the whole file out.

Invariant: after a change of policy all files in the library are judged again, by their stored text, before any other
file is read. This parses and embeds nothing, and starts from the beginning if it was stopped.
"""

from __future__ import annotations

from collections.abc import Iterator

from assistant.domain.errors import ParseFailure
from assistant.domain.events import FileJudged, FileQuarantined
from assistant.domain.ports.guard import Gate
from assistant.domain.ports.store import Archive
from assistant.domain.records.documents import is_parser_mark
from assistant.domain.records.verdicts import Verdict
from assistant.domain.stop import Stopped, StopSignal
from assistant.ingest.budget import Budget, reading_budget
from assistant.ingest.one_file import one_file


def judge_page(gate: Gate, text: str, path: str, budget: Budget) -> tuple[str, ...]:
    """The names of the rules with a finding, as marks. Raises ParseFailure if a rule keeps the file out or the `budget`
    is spent, Stopped if nobody waits for it."""
    verdict = gate.check("ingest", text, path=path, between=budget.check)
    if verdict.stops:
        raise ParseFailure("policy", _rejection_message(verdict))
    return tuple(dict.fromkeys(finding.rule for finding in verdict.findings))


def judge_library(
    archive: Archive, gate: Gate, stop: StopSignal, timeout_s: float
) -> Iterator[FileJudged | FileQuarantined]:
    """Judge all files in the library, unless the current policy has judged them already. `timeout_s`: the time limit of
    a file."""
    if archive.judged_by() == gate.policy.ingest_hash:
        return
    paths = [record.path for record in archive.files() if record.state == "indexed"]
    for done, path in enumerate(paths):
        if stop.stopped:
            return
        yield FileJudged(path, done, len(paths))
        try:
            with one_file("policy", "The rules could not judge it"):
                _update_marks(archive, gate, path, stop, timeout_s)
        except Stopped:
            return
        except ParseFailure as failure:
            archive.keep_out(path, str(failure), failure.reason)
            yield FileQuarantined(path, failure.reason, str(failure))
    archive.set_judged_by(gate.policy.ingest_hash)


def _update_marks(archive: Archive, gate: Gate, path: str, stop: StopSignal, timeout_s: float) -> None:
    changed: dict[int, tuple[str, ...]] = {}
    pages = archive.pages(path)
    budget = reading_budget(stop, timeout_s, sum(len(page.text) for page in pages))
    for page in pages:
        budget.check()
        parser_marks = [mark for mark in page.marks if is_parser_mark(mark)]
        marks = tuple(dict.fromkeys((*parser_marks, *judge_page(gate, page.text, path, budget))))
        if marks != page.marks:
            changed[page.number] = marks
    if changed:
        archive.mark(path, changed)


def _rejection_message(verdict: Verdict) -> str:
    """Why a file is kept out: the rule's finding, or the failure of its detector."""
    failed = next(
        (finding.message for finding in verdict.findings if finding.label == "error" and finding.action == "block"), ""
    )
    return failed or f"Kept out by the policy's rule {verdict.rule!r}."
