"""Another version of a reader or of the chunker: the files that it concerns are read again, one by one.

Invariant: the earlier text of a file answers until its new one is stored, and stays where the file cannot be read any
more; what the policy keeps out does not stay. What was done stays done when the work is stopped or killed.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from assistant.domain.errors import ParseFailure
from assistant.domain.events import FileQuarantined, TextRenewed
from assistant.domain.ports.embed import Embedder, Vectors
from assistant.domain.ports.store import Archive, EarlierTexts
from assistant.domain.records.files import FileRecord
from assistant.domain.stop import Stopped, StopSignal
from assistant.ingest.budget import embedding_budget, length, reading_budget
from assistant.ingest.judge import judge_page
from assistant.ingest.one_file import one_file
from assistant.ingest.prepare import Preparation, Prepared, maker

_SLICE_CHUNKS = 16  # that are embedded between two looks at `stop`
_LATER = ("unreadable",)  # it has changed, or lies on a drive that is away: the next time may read it


@dataclass(frozen=True, slots=True)
class Rereading:
    """Reads again what `texts` names."""

    texts: EarlierTexts
    archive: Archive
    preparation: Preparation
    embedder: Embedder

    def run(self, stop: StopSignal) -> Iterator[TextRenewed | FileQuarantined]:
        """What is not done when `stop` is set is done the next time."""
        waiting = self.texts.waiting()
        for done, document in enumerate(waiting):
            files = self.texts.files(document)
            if stop.stopped:
                return
            if not files:
                continue
            yield TextRenewed(files[0].path, done, len(waiting))
            try:
                yield from self._read(document, files, stop)
            except Stopped:
                return
            except ParseFailure as failure:
                if failure.reason not in _LATER:
                    yield TextRenewed(files[0].path, done, len(waiting), self._keep(document, files[0], failure))

    def _read(self, document: int, files: list[FileRecord], stop: StopSignal) -> Iterator[FileQuarantined]:
        prepared = None
        for number, file in enumerate(files):
            try:
                if prepared is None:
                    prepared = self._prepare(file, stop, is_last=number + 1 == len(files))
                else:
                    self._judge(prepared, file, stop)
            except ParseFailure as failure:
                if failure.reason != "policy":
                    raise
                self.archive.keep_out(file.path, str(failure), failure.reason)
                yield FileQuarantined(file.path, failure.reason, str(failure))
        if prepared is not None:
            with one_file("not_stored", "Its new text cannot be stored"):
                self._store(document, prepared, stop)

    def _prepare(self, file: FileRecord, stop: StopSignal, *, is_last: bool) -> Prepared | None:
        """None if the file is not there and another one has the same content."""
        try:
            with one_file("crashed", "It cannot be divided into passages"):
                return self.preparation.prepare(file.as_scanned(), (), stop)
        except ParseFailure as failure:
            if failure.reason in _LATER and not is_last:
                return None
            raise

    def _judge(self, prepared: Prepared, file: FileRecord, stop: StopSignal) -> None:
        """The same text under another path: a rule may name its folder. Raises ParseFailure."""
        budget = reading_budget(stop, self.preparation.timeout_s, length(prepared.document))
        with one_file("policy", "The rules could not judge it"):
            for page in prepared.document.pages:
                judge_page(self.preparation.gate, page.text, file.path, budget)

    def _store(self, document: int, prepared: Prepared, stop: StopSignal) -> None:
        if self.texts.is_same(document, prepared.document, prepared.drafts):
            self.texts.confirm(document, prepared.document)
        else:
            self.texts.replace(document, prepared.document, prepared.drafts, self._embed(prepared, stop))

    def _embed(self, prepared: Prepared, stop: StopSignal) -> Vectors:
        texts = prepared.texts
        budget = embedding_budget(stop, self.preparation.timeout_s, sum(map(len, texts)))
        made: list[Vectors] = []
        for start in range(0, len(texts), _SLICE_CHUNKS):
            budget.check()
            made.append(self.embedder.embed_passages(texts[start : start + _SLICE_CHUNKS]))
        return np.concatenate(made)

    def _keep(self, document: int, file: FileRecord, failure: ParseFailure) -> str:
        message = f"It could not be read again by the present reader, and answers with its earlier text. {failure}"
        self.texts.keep(document, maker(self.preparation.parser, self.preparation.chunker)(file.path), message)
        return message
