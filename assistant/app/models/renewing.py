"""What of the library can wait until nothing else is to do: passages under new names, text of other versions of the
readers, vectors of another model.

Invariant: a question is asked of vectors of the model that embeds it. So the change of the model waits until no
question runs, and questions wait while it is made.
"""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from assistant.app.models.embedders import identity_of
from assistant.text.quantity import count

if TYPE_CHECKING:
    from assistant.app.parts import Parts
    from assistant.domain.events import IndexEvent, VectorsMade
    from assistant.domain.stop import StopSignal
    from assistant.store.earlier_texts import LedgerEarlierTexts


class Renewing:
    """Renews the library of one assistant. `renew` needs the write lock."""

    def __init__(self, parts: Parts) -> None:
        self._parts = parts
        self._turn = threading.Lock()  # held while the vectors are changed, and for a moment by each question
        self._asking = 0

    @contextmanager
    def asking(self) -> Iterator[None]:
        """The block asks the library, with the parts as they are."""
        with self._turn:
            self._asking += 1
        try:
            yield
        finally:
            with self._turn:
                self._asking -= 1

    def waiting(self) -> str:
        """What of the texts is left to do, as a sentence; or ""."""
        if not (waiting := self._earlier_texts().count()):
            return ""
        return (
            f"Because a reader has changed, {count(waiting, 'file')} will be read again; the earlier text answers "
            "until then. To go on: assistant index"
        )

    def renew(self, stop: StopSignal) -> Iterator[IndexEvent]:
        """Let what was renamed be found by its new name, what is read otherwise by now be read again, and the model of
        the settings find the passages.

        What is not done when `stop` is set is done the next time.
        """
        from assistant.ingest.renew import renew_names
        from assistant.store.names import LedgerNames

        parts = self._parts
        yield from renew_names(LedgerNames(parts.library.database), parts.chunker, parts.embedder, stop)
        yield from self._read_again(stop)
        yield from self._change_embedder(stop)

    def _earlier_texts(self) -> LedgerEarlierTexts:
        from assistant.ingest.prepare import maker
        from assistant.store.earlier_texts import LedgerEarlierTexts

        parts = self._parts
        return LedgerEarlierTexts(parts.library.database, maker(parts.parser, parts.chunker))

    def _read_again(self, stop: StopSignal) -> Iterator[IndexEvent]:
        from assistant.ingest.prepare import Preparation
        from assistant.ingest.reread import Rereading

        parts = self._parts
        limit_s = parts.config.library.parse_timeout_s
        preparation = Preparation(parts.parser, parts.chunker, parts.gate, limit_s)
        yield from Rereading(self._earlier_texts(), parts.library, preparation, parts.embedder).run(stop)
        parts.library.settle()

    def _change_embedder(self, stop: StopSignal) -> Iterator[VectorsMade]:
        """If a question runs when all vectors are there, the next call lets them answer."""
        parts = self._parts
        following = parts.embedders.following
        if following is None:
            return
        from assistant.ingest.reembed import make_vectors
        from assistant.store.next_vectors import LedgerNextVectors

        identity = identity_of(following)
        vectors = LedgerNextVectors(parts.library.database, identity)
        yield from make_vectors(vectors, following, stop)
        with self._turn:
            if not self._asking and vectors.replace():
                parts.answer_with(following, identity)
