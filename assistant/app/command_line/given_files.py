"""The assistant over a few files that were named, instead of the library.

Invariant: they go through the same stages as files of the library (the scanner's rules, a sealed reader, the rules of
all stages), and what is made of them is kept nowhere: ledger and vectors are in memory until the answer stands.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from assistant.app.command_line.given_text import open_in_memory
from assistant.app.local import LocalAssistant
from assistant.app.parts import Parts
from assistant.domain.errors import StoppedByPolicy, UsageError
from assistant.domain.events import FileQuarantined
from assistant.domain.stop import StopSignal
from assistant.ingest.run import Indexing


@contextmanager
def open_assistant_on_files(
    files: Sequence[Path], stop: StopSignal, tell: Callable[[str], None]
) -> Iterator[LocalAssistant]:
    """The assistant with this user's own settings over `files` (real paths); `tell` gets a line for each that cannot be
    read.

    Raises UsageError where none can be read, StoppedByPolicy where a rule keeps them out, ModelMissing.
    """
    with open_in_memory() as assistant:
        _read(assistant.parts, files, stop, tell)
        yield assistant


def _read(parts: Parts, files: Sequence[Path], stop: StopSignal, tell: Callable[[str], None]) -> None:
    journey = Indexing(
        scanner=parts.scanner,
        parser=parts.parser,
        chunker=parts.chunker,
        embedder=parts.embedder,
        archive=parts.library,
        gate=parts.gate,
        file_timeout_s=parts.config.library.parse_timeout_s,
    )
    trouble = [event for event in journey.run(files, stop) if isinstance(event, FileQuarantined)]
    stop.check()
    listed = {event.path for event in trouble}
    read = {file.path for file in parts.library.files() if file.state == "indexed"}
    passed_over = [str(file) for file in files if str(file) not in read | listed]
    for event in trouble:
        tell(f"! {event.path} cannot be read: {event.message}")
    for path in passed_over:
        tell(f"! {path} is of a kind that is not read.")
    if read:
        return
    if trouble and all(event.reason == "policy" for event in trouble):
        raise StoppedByPolicy(f"A rule keeps it out of answers. {trouble[0].message}")
    raise UsageError("None of these files can be read.", "assistant ask reads a text from standard input, too.")
