"""How long finding takes in a large library, and whether an index run that writes makes it wait.

    python -m tests.benchmarks.library.many_passages [--passages 100000] [--texts FOLDER] [--home HOME] [--cache FOLDER]

The library is made once, below the cache, without reading files: its passages are sentences of the `.jsonl` files below
FOLDER (fields "text"; `queries.jsonl` are the questions), or of the sample archive, put together anew; the vectors lie
around those of real passages. What is timed is the product's own retriever, the embedding of the question included:
each question unfiltered and within a folder, then again while another thread stores documents. Prints one JSON line,
with processor time too, because clock times hang on what else the machine does; `--ranks FILE` writes what was found,
to be compared with another version of the program.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import re
import resource
import sys
import threading
import time
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from statistics import median

import numpy as np
import yaml

from assistant.app.local import LocalAssistant
from assistant.app.open import open_assistant
from assistant.config.paths import find_paths
from assistant.config.schema import Config
from assistant.domain.ports.embed import Vectors
from assistant.domain.records.documents import ChunkDraft, ParsedDocument, ParsedPage
from assistant.domain.records.files import SourceFile
from assistant.domain.scope import Scope
from tests.benchmarks.libraries import QUESTIONS, SAMPLE_DOCS, add_options, show_progress, tell

_ROOT = Path("/archive")
_PAGES = 20  # of a document, a passage each
_SENTENCES = 6  # of a passage
_FOLDERS = 50
_BASES = 400  # real passages that the vectors lie around
_NOISE = 0.6
_SENTENCE = re.compile(r"(?<=[.!?])\s+")


def main(arguments: Sequence[str]) -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    add_options(parser)
    parser.add_argument("--passages", type=int, default=100_000)
    parser.add_argument("--texts", type=Path, help="a folder with .jsonl files; default: the sample archive")
    parser.add_argument("--questions", type=int, default=100)
    parser.add_argument("--forget", action="store_true", help="forget a document in the end: a new index is built")
    parser.add_argument("--ranks", type=Path, help="where to write what each question found")
    options = parser.parse_args(arguments)
    os.umask(0o077)
    assistant = _opened(options)
    try:
        _fill(assistant, options)
        print(json.dumps(_measure(assistant, options)))  # noqa: T201
    finally:
        assistant.close()
    return 0


def _opened(options: argparse.Namespace) -> LocalAssistant:
    installed = find_paths({"ASSISTANT_HOME": str(options.home.resolve())} if options.home else None)
    home = options.cache.resolve() / f"passages-{options.passages}"
    home.mkdir(mode=0o700, parents=True, exist_ok=True)
    paths = replace(find_paths({"ASSISTANT_HOME": str(home)}), models=installed.models)
    return open_assistant(Config(), paths, owner=True)


# ---------------------------------------------------------------- the library


def _fill(assistant: LocalAssistant, options: argparse.Namespace) -> None:
    """Store what is missing; the index is built in the end."""
    library = assistant.parts.library
    library.adopt_identity()
    documents = options.passages // _PAGES
    known = {record.path for record in library.known()}
    missing = [number for number in range(documents) if str(_path(number)) not in known]
    if missing:
        sentences, bases = _sentences(options.texts), _bases(assistant, options.texts)
        for done, number in enumerate(missing):
            library.store(*_document(number, sentences, bases))
            show_progress(done, len(missing), "documents")
    assistant.parts.wait_for_index()
    tell("building the index")
    library.finish()


def _sentences(texts: Path | None) -> list[str]:
    if texts is None:
        read = [path.read_text("utf-8") for path in sorted(SAMPLE_DOCS.rglob("*.md"))]
    else:
        files = sorted(path for path in texts.rglob("*.jsonl") if "queries" not in path.name)
        read = [str(json.loads(line)["text"]) for path in files for line in path.read_text("utf-8").splitlines()]
    return [part for text in read for part in _SENTENCE.split(text) if 20 < len(part) < 400]


def _bases(assistant: LocalAssistant, texts: Path | None) -> Vectors:
    chosen = random.Random(1).choices(_sentences(texts), k=_BASES)
    return assistant.parts.embedder.embed_passages(chosen)


def _path(number: int) -> Path:
    return _ROOT / f"folder {number % _FOLDERS:02d}" / f"paper {number}.pdf"


def _document(
    number: int, sentences: Sequence[str], bases: Vectors
) -> tuple[SourceFile, ParsedDocument, list[ChunkDraft], Vectors]:
    chance, drawn = random.Random(number), np.random.default_rng(number)
    pages = tuple(ParsedPage(page, " ".join(chance.choices(sentences, k=_SENTENCES))) for page in range(1, _PAGES + 1))
    drafts = [ChunkDraft(page.number, 0, len(page.text), (), f"paper {number}", page.text) for page in pages]
    noise = drawn.normal(size=(_PAGES, bases.shape[1])) / np.sqrt(bases.shape[1])
    vectors = bases[drawn.integers(len(bases), size=_PAGES)] + _NOISE * noise
    vectors = (vectors / np.linalg.norm(vectors, axis=1, keepdims=True)).astype(np.float32)
    file = SourceFile(_path(number), _ROOT, 1000, 1, 1, number + 1, f"sha-{number}")
    return file, ParsedDocument("", True, pages), drafts, vectors


# ---------------------------------------------------------------- the questions


def _questions(options: argparse.Namespace) -> list[str]:
    if options.texts is None:
        asked = [str(one["question"]) for one in yaml.safe_load(QUESTIONS.read_text("utf-8"))["questions"]]
    else:
        files = sorted(options.texts.rglob("queries.jsonl"))
        asked = [str(json.loads(line)["text"]) for path in files for line in path.read_text("utf-8").splitlines()]
    return random.Random(2).sample(asked, k=min(options.questions, len(asked)))


def _measure(assistant: LocalAssistant, options: argparse.Namespace) -> dict[str, object]:
    questions = _questions(options)
    inside = Scope(folders=(str(_ROOT / "folder 07"),))
    assistant.parts.retriever.retrieve(questions[0], k=8, scope=Scope())  # the models are loaded
    found: list[object] = []
    result: dict[str, object] = {
        "benchmark": "many_passages",
        "passages": assistant.parts.library.count_chunks(),
        "questions": len(questions),
        "load": os.getloadavg()[0],
        "free": _times(assistant, questions, Scope(), found),
        "in_a_folder": _times(assistant, questions, inside, found),
    }
    with _writing(assistant, options) as written:
        result["free_while_writing"] = _times(assistant, questions, Scope(), [])
        result["in_a_folder_while_writing"] = _times(assistant, questions, inside, [])
    result["documents_written"] = written.documents
    result["memory_mb"] = round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024)
    result["disk_mb"] = round(sum(file.stat().st_size for file in options.cache.rglob("*") if file.is_file()) / 1e6)
    if options.forget:
        result["forget_s"] = _forget(assistant)
    if options.ranks:
        options.ranks.write_text(json.dumps(found, indent=0))
    return result


def _forget(assistant: LocalAssistant) -> float:
    """Seconds to forget a document for good, with the proof; the next run makes it again."""
    begun = time.perf_counter()
    with assistant.upkeep() as upkeep:
        upkeep.forget([_path(0)])
    return round(time.perf_counter() - begun, 2)


def _times(assistant: LocalAssistant, questions: Sequence[str], scope: Scope, found: list[object]) -> dict[str, float]:
    """Milliseconds a question: by the clock, and of processor time in this thread."""
    clock: list[float] = []
    processor: list[float] = []
    for question in questions:
        begun, used = time.perf_counter(), time.thread_time()
        passages = assistant.parts.retriever.retrieve(question, k=8, scope=scope)
        clock.append((time.perf_counter() - begun) * 1000)
        processor.append((time.thread_time() - used) * 1000)
        found.append([(passage.chunk.path, passage.chunk.number, round(passage.score, 5)) for passage in passages])
    return {
        "p50_ms": round(median(clock), 1),
        "p95_ms": round(float(np.quantile(clock, 0.95)), 1),
        "cpu_p50_ms": round(median(processor), 1),
        "cpu_p95_ms": round(float(np.quantile(processor, 0.95)), 1),
    }


class _writing:  # noqa: N801 - a context manager
    """In the block a thread stores documents and forgets them again, one after the other."""

    def __init__(self, assistant: LocalAssistant, options: argparse.Namespace) -> None:
        self._library = assistant.parts.library
        self._made = self._documents(_sentences(options.texts), _bases(assistant, options.texts))
        self._ended = threading.Event()
        self._thread = threading.Thread(target=self._write)
        self.documents = 0

    def _documents(
        self, sentences: Sequence[str], bases: Vectors
    ) -> Iterator[tuple[SourceFile, ParsedDocument, list[ChunkDraft], Vectors]]:
        for number in range(10_000_000, 20_000_000):
            yield _document(number, sentences, bases)

    def _write(self) -> None:
        for document in self._made:
            if self._ended.is_set():
                return
            self._library.store(*document)
            self._library.forget(str(document[0].path))
            self.documents += 1

    def __enter__(self) -> _writing:
        self._thread.start()
        return self

    def __exit__(self, *failure: object) -> None:
        self._ended.set()
        self._thread.join()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
