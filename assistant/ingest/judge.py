"""The guard at ingest: what it notices on a page is marked there, or keeps the whole file out.

Invariant: after a change of policy all files in the library are judged again, by their stored text, before anything
else is read. Nothing is parsed or embedded for it, and a pass that was stopped starts again.
"""

from __future__ import annotations

from collections.abc import Iterator

from assistant.domain.errors import ParseFailure
from assistant.domain.events import FileJudged, FileQuarantined
from assistant.domain.ports.guard import Gate
from assistant.domain.ports.store import Archive
from assistant.domain.records.documents import PARSER_MARKS
from assistant.domain.records.verdicts import Verdict
from assistant.domain.stop import StopSignal


def judge_page(gate: Gate, text: str, path: str) -> tuple[str, ...]:
    """The rules that noticed something, as marks. Raises ParseFailure where one keeps the file out."""
    verdict = gate.check("ingest", text, path=path)
    if verdict.stops:
        raise ParseFailure("policy", _kept_out(verdict))
    return tuple(dict.fromkeys(finding.rule for finding in verdict.findings))


def judge_library(archive: Archive, gate: Gate, stop: StopSignal) -> Iterator[FileJudged | FileQuarantined]:
    """Judge what is in the library, unless the present rules have done so already."""
    if archive.judged_by() == gate.policy.ingest_hash:
        return
    paths = [record.path for record in archive.files() if record.state == "indexed"]
    for done, path in enumerate(paths):
        if stop.stopped:
            return
        yield FileJudged(path, done, len(paths))
        try:
            _mark(archive, gate, path)
        except ParseFailure as failure:
            archive.keep_out(path, str(failure))
            yield FileQuarantined(path, failure.reason, str(failure))
    archive.set_judged_by(gate.policy.ingest_hash)


def _mark(archive: Archive, gate: Gate, path: str) -> None:
    changed: dict[int, tuple[str, ...]] = {}
    for page in archive.pages(path):
        by_parser = [mark for mark in page.marks if mark in PARSER_MARKS]
        marks = tuple(dict.fromkeys((*by_parser, *judge_page(gate, page.text, path))))
        if marks != page.marks:
            changed[page.number] = marks
    if changed:
        archive.mark(path, changed)


def _kept_out(verdict: Verdict) -> str:
    """Why a file is kept out: what the rule found, or that its detector failed."""
    failed = next((one.message for one in verdict.findings if one.label == "error" and one.action == "block"), "")
    return failed or f"Kept out by the policy's rule {verdict.rule!r}."
