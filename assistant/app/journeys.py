"""What the journeys are given, answering and indexing: the opened parts, and what the program knows about itself."""

from __future__ import annotations

import importlib.metadata
from collections import deque
from collections.abc import Callable
from contextlib import suppress
from typing import TYPE_CHECKING, Literal

from assistant.answer.turn import AnswerParts
from assistant.app.parts import Parts
from assistant.config.paths import Paths
from assistant.domain.errors import AssistantError
from assistant.domain.records.passages import Prompt
from assistant.domain.records.program import ProgramFacts
from assistant.domain.stop import StopSignal

if TYPE_CHECKING:
    from assistant.domain.asked import Asked
    from assistant.domain.ports.guard import Consent
    from assistant.domain.records.answers import LibrarySummary
    from assistant.ingest.run import Indexing


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


def indexing_of(parts: Parts, asked: Asked) -> Indexing:
    """A run that brings the library up to the files. `asked`: what persons ask while files are read."""
    from assistant.app.models.reading import quick_part
    from assistant.ingest.run import Indexing

    return Indexing(
        scanner=parts.scanner,
        parser=parts.parser,
        quick=quick_part(parts.parser),
        chunker=parts.chunker,
        embedder=parts.embedder,
        archive=parts.library,
        gate=parts.gate,
        file_timeout_s=parts.config.library.parse_timeout_s,
        asked=asked,
    )


def preload(parts: Parts, when: Literal["open", "typing"]) -> None:
    """Load the language model and let it read the rules, which every prompt begins with, if the setting names `when`.

    A server that the person runs is left alone: nothing is sent anywhere before a question. Failures are left to the
    first question, which shows them.
    """
    if parts.config.answers.preload != when or parts.config.answers.generator == "server":
        return
    with suppress(AssistantError):
        generator = parts.generator
        if not generator.writes_citations:
            rules = Prompt(parts.rules, "-", (), max_answer_tokens=1)
            deque(generator.generate(rules, StopSignal()), maxlen=0)
