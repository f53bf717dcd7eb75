"""A parser process whose reader is hostile, and what came of its attempts: how the cage is proved.

Invariant: the process is started, held and asked like every other parser process; only its reader differs.
"""

from __future__ import annotations

import json
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path

from assistant.domain.records.documents import ParsedPage
from assistant.domain.records.files import SourceFile
from assistant.ingest.parse.process.child import main as parser_process
from assistant.ingest.parse.process.pool import ParserProcess
from assistant.ingest.parse.process.worker import Worker, worker_command
from assistant.ingest.parse.source import Source
from assistant.sandbox.hostile.attempt import Bait, lay_bait
from assistant.sandbox.hostile.everything import try_everything

_MEMORY_BYTES = 1 << 30
_CPU_S = 15.0
_LONGEST_LINE = 1 << 16


def read(source: Source) -> Iterator[ParsedPage]:
    """One page: the attempts on the bait that the file names, and what came of each, in JSON."""
    bait = replace(Bait(**json.loads(source.stream.read())), descriptor=source.stream.fileno())
    yield ParsedPage(1, json.dumps(try_everything(bait)))


def main(memory_bytes: int, cpu_s: float, *, caged: bool = True) -> None:
    """The program of the process. Without `caged` it gives up nothing, which shows what the cage is good for."""
    parser_process(memory_bytes, cpu_s, {".txt": __name__}, caged=caged)


def what_holds() -> tuple[str, ...]:
    """The parts of the cage that hold a parser process on this system. Raises WorkerFailed."""
    worker = Worker(worker_command(_MEMORY_BYTES, _CPU_S), _MEMORY_BYTES, _LONGEST_LINE)
    worker.close()
    return worker.held


def let_it_try(command: Sequence[str] | None = None) -> dict[str, str]:
    """What came of the attempts of a hostile reader in a parser process, by their names. Raises ParseFailure.

    `command` replaces the process's command line in tests.
    """
    command = command or worker_command(_MEMORY_BYTES, _CPU_S, __name__)
    parser = ParserProcess(memory_bytes=_MEMORY_BYTES, command=command)
    with tempfile.TemporaryDirectory(prefix="assistant-bait-") as name:
        folder = Path(name)
        bait = lay_bait(folder)
        file = folder / "bait.txt"
        file.write_text(bait.to_json(), "utf-8")
        try:
            document = parser.parse(SourceFile(file, folder, 0, 0))
        finally:
            parser.close()
    found: dict[str, str] = json.loads(document.pages[0].text)
    return found
