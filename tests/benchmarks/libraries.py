"""Libraries for benchmarks: each below a cache folder, made once and brought up to date at each run.

Invariant: the library of the person who measures is not opened; the models of an installation are only read.
"""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Literal

from assistant.app.local import LocalAssistant
from assistant.app.open import open_assistant
from assistant.config.paths import find_paths
from assistant.config.schema import Config, EmbeddingConfig, load_config
from assistant.domain.events import IndexingFinished, Progress
from assistant.domain.stop import StopSignal

REPOSITORY = Path(__file__).resolve().parents[2]
SAMPLE_DOCS = REPOSITORY / "sample_docs"
QUESTIONS = SAMPLE_DOCS / "questions.yaml"

Reader = Literal["auto", "extractive"]  # "auto": as the settings of the installation say


def add_options(parser: argparse.ArgumentParser) -> None:
    """`--home` and `--cache`, which all of these benchmarks have."""
    parser.add_argument("--home", type=Path, help="the ASSISTANT_HOME with the models; default: your own")
    parser.add_argument("--cache", type=Path, default=cache_folder(), help="where the library is kept between runs")


def cache_folder() -> Path:
    """`ASSISTANT_BENCHMARK_CACHE`, or a folder in the user's cache."""
    default = Path.home() / ".cache" / "private-assistant-benchmarks"
    return Path(os.environ.get("ASSISTANT_BENCHMARK_CACHE", default)).resolve()


@contextmanager
def library(
    name: str, folder: Path | Sequence[Path], options: argparse.Namespace, reader: Reader = "auto", embedder: str = ""
) -> Iterator[LocalAssistant]:
    """The library `name` over `folder` or several, up to date. "extractive" quotes, "auto" answers as `--home` is set;
    without an `embedder` it has the starter's vectors."""
    os.umask(0o077)
    installed = find_paths({"ASSISTANT_HOME": str(options.home.resolve())} if options.home else None)
    home = options.cache.resolve() / name
    home.mkdir(mode=0o700, parents=True, exist_ok=True)
    paths = replace(find_paths({"ASSISTANT_HOME": str(home)}), models=installed.models)
    answers = load_config(installed.config_file).answers
    if reader == "extractive":
        answers = answers.model_copy(update={"generator": reader})
    folders = [folder] if isinstance(folder, Path) else folder
    config = Config(answers=answers, embedding=EmbeddingConfig(model=embedder))
    assistant = open_assistant(config, paths, owner=True)
    try:
        for event in assistant.index([one.resolve() for one in folders], StopSignal()):
            if isinstance(event, Progress):
                show_progress(event.done, event.total, "files")
            elif isinstance(event, IndexingFinished):
                tell(f"{name}: {event.indexed} files read, {event.unchanged} known, {event.quarantined} not readable")
        yield assistant
    finally:
        assistant.close()


def has_language_model(assistant: LocalAssistant) -> bool:
    """Whether answers are written, not only quoted."""
    return not assistant.parts.generator.writes_citations


def tell(text: str) -> None:
    """A line on stderr."""
    print(f"\r\x1b[K{text}" if sys.stderr.isatty() else text, file=sys.stderr, flush=True)  # noqa: T201


def show_progress(done: int, total: int, what: str = "questions") -> None:
    """ "12 of 40 questions" on stderr: in place on a terminal, else every twenty."""
    if sys.stderr.isatty():
        print(f"\r\x1b[K{done} of {total} {what}", end="", file=sys.stderr, flush=True)  # noqa: T201
    elif done % 20 == 0 or done == total:
        print(f"{done} of {total} {what}", file=sys.stderr, flush=True)  # noqa: T201
