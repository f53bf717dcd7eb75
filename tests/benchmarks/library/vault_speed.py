"""What a vault costs: the same files indexed and the same questions asked, without one and in one, in one run.

    python -m tests.benchmarks.library.vault_speed FOLDER [--models DIR] [--questions 9] [--rounds 3] [--passages 20000]

Prints the processor seconds of both and their ratio: indexing FOLDER, asking questions made of its titles, and
searching a library of so many made-up passages. Each round does both, one after the other, so that a busy machine is
busy for both. Ends with 1 above 1.3 for indexing or 1.5 for questions.
"""

from __future__ import annotations

import argparse
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import numpy as np

from assistant.app.local import LocalAssistant
from assistant.app.open import open_assistant
from assistant.app.vault.change import create_vault
from assistant.config.paths import Paths, find_paths
from assistant.config.schema import AnswersConfig, Config
from assistant.domain.scope import Scope
from assistant.domain.stop import StopSignal
from assistant.store.ledger.database import Database
from assistant.store.library import SqliteLibrary
from tests.busy import processor_s
from tests.store.conftest import document, source

MOST_INDEXING, MOST_QUESTIONS = 1.3, 1.5
_CONFIG = Config(answers=AnswersConfig(generator="extractive"))
_PASSAGE_WORDS = 120


Taken = dict[tuple[str, bool], list[tuple[float, float]]]  # (what, in a vault) to what each round took


def measure(work: Callable[[], object]) -> tuple[float, float]:
    """(processor seconds, seconds on the clock)."""
    began, started = processor_s(), time.monotonic()
    work()
    return processor_s() - began, time.monotonic() - started


def home(folder: Path, models: Path, *, vault: bool) -> Paths:
    folder.mkdir(mode=0o700)
    paths = replace(find_paths({"ASSISTANT_HOME": str(folder)}), models=models)
    if vault:
        create_vault(paths, "what a passphrase costs is left aside", lambda text: None, cost=16)
    return paths


def indexed(paths: Paths, files: Path) -> LocalAssistant:
    """Open as the owner, index, and wait until the index is built."""
    opened = open_assistant(_CONFIG, paths, owner=True)
    for _ in opened.index([files], StopSignal()):
        pass
    return opened


def ask(opened: LocalAssistant, questions: list[str]) -> None:
    for question in questions:
        for _ in opened.ask(question):
            pass


def questions_of(opened: LocalAssistant, count: int) -> list[str]:
    names = sorted(Path(record.path).stem for record in opened.files() if record.state == "indexed")
    step = max(1, len(names) // count)
    return [f"What does {name.replace('_', ' ').replace('-', ' ')} say?" for name in names[::step][:count]]


def many_passages(paths: Paths, opened: LocalAssistant, count: int) -> None:
    """A library of made-up passages with made-up vectors, written as an index run writes."""
    drawn = np.random.default_rng(1)
    with closing(Database(paths.ledger)) as database:
        library = SqliteLibrary(database, opened.parts.library.identity)
        library.adopt_identity()
        for number in range(count // 100):
            words = drawn.integers(0, 20_000, size=(100, _PASSAGE_WORDS))
            parsed, drafts = document(*(" ".join(f"word{word}" for word in page) for page in words))
            vectors = drawn.normal(size=(100, library.identity.dimension)).astype(np.float32)
            vectors /= np.linalg.norm(vectors, axis=1, keepdims=True)
            library.store(source(f"/made/up/{number}.txt"), parsed, drafts, vectors)


def search(paths: Paths, opened: LocalAssistant, count: int) -> None:
    """Open the library as a command does, and search it by vector and by word."""
    drawn = np.random.default_rng(2)
    with closing(Database(paths.ledger, read_only=True)) as database:
        library = SqliteLibrary(database, opened.parts.library.identity)
        for _ in range(count):
            question = drawn.normal(size=library.identity.dimension).astype(np.float32)
            library.chunks([chunk for chunk, _ in library.search_vectors(question, 30, Scope())])
            library.search_keywords(f"word{int(drawn.integers(0, 20_000))}", 30, Scope())


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--models", type=Path, default=find_paths().models)
    parser.add_argument("--questions", type=int, default=20)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--passages", type=int, default=20_000)
    asked = parser.parse_args()
    taken: Taken = {}
    with tempfile.TemporaryDirectory(prefix="assistant-vault-speed-") as name:
        for number in range(asked.rounds):
            for vault in (False, True) if number % 2 else (True, False):
                _round(Path(name) / f"{number}-{vault}", asked, vault, taken)
    return _report(taken)


def _round(folder: Path, asked: argparse.Namespace, vault: bool, taken: Taken) -> None:
    paths = home(folder, asked.models, vault=vault)
    opened: list[LocalAssistant] = []
    taken.setdefault(("indexing", vault), []).append(measure(lambda: opened.append(indexed(paths, asked.folder))))
    questions = questions_of(opened[0], asked.questions)
    ask(opened[0], questions[:1])  # the models are loaded
    taken.setdefault(("questions", vault), []).append(measure(lambda: ask(opened[0], questions)))
    made = home(folder.with_name(f"{folder.name}-made"), asked.models, vault=vault)
    taken.setdefault(("writing passages", vault), []).append(
        measure(lambda: many_passages(made, opened[0], asked.passages))
    )
    taken.setdefault(("searching passages", vault), []).append(measure(lambda: search(made, opened[0], 20)))
    opened[0].close()


def _report(taken: Taken) -> int:
    """Print the medians; 1 if a vault costs more than it may."""
    failed = 0
    for what in dict.fromkeys(name for name, _ in taken):
        plain, vault = ([round(one[0], 3) for one in taken[what, kind]] for kind in (False, True))
        ratio = statistics.median(vault) / statistics.median(plain)
        on_clock = [statistics.median(one[1] for one in taken[what, kind]) for kind in (True, False)]
        clock = on_clock[0] / on_clock[1]
        print(f"{what:<20} plain {plain} s, vault {vault} s of processor: {ratio:.2f} times (clock {clock:.2f})")  # noqa: T201
        most = {"indexing": MOST_INDEXING, "questions": MOST_QUESTIONS}.get(what)
        failed |= most is not None and ratio > most
    return int(failed)


if __name__ == "__main__":
    sys.exit(main())
