"""What the answering journey is given: the opened parts, and what the program knows about itself."""

from __future__ import annotations

import importlib.metadata
from collections.abc import Callable
from typing import TYPE_CHECKING

from assistant.answer.turn import AnswerParts
from assistant.app.parts import Parts
from assistant.config.paths import Paths
from assistant.domain.records.program import ProgramFacts

if TYPE_CHECKING:
    from assistant.domain.ports.guard import Consent
    from assistant.domain.records.answers import LibrarySummary


def answer_parts(
    parts: Parts, paths: Paths, summary: Callable[[], LibrarySummary], consent: Consent | None
) -> AnswerParts:
    """The parts of one turn, with the gate of this moment."""

    def facts() -> ProgramFacts:
        return ProgramFacts(
            version=importlib.metadata.version("private-assistant"),
            summary=summary(),
            library_folder=str(paths.library),
            models_folder=str(paths.models),
            policies_folder=str(paths.policies),
            settings_file=str(paths.config_file),
        )

    return AnswerParts(
        library=parts.library,
        retriever=parts.retriever,
        reader=parts.retriever.reader,
        embedder=parts.embedder,
        composer=parts.composer,
        generator=parts.generator,
        citer=parts.citer,
        gate=parts.gate,
        max_passages=parts.config.retrieval.passages,
        facts=facts,
        queries=parts.queries,
        consent=consent,
    )
