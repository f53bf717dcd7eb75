"""What a megabyte of hard text costs, and whether anybody notices it; prints one JSON line.

    python -m tests.benchmarks.library.hard_texts [--models FOLDER] [--seconds 20] [--parts cost keys stops]

Hard texts are one unbroken run of `_`, DNA, base64, JSON on one line and minified HTML; prose is there to compare with.
`keys_*` are measured in the app while all of them are indexed: from a key until its letter stands in the prompt.
`stop_*` are measured on the command line: from ctrl+c until the run has told its end, and until the process has ended.

- judge_s, judge_strict_s, chunk_s: seconds of processor time for a million characters
- chunks, embed_ms: chunks of a million characters; processor time to embed one of them, over the first 32
- keys_ms, keys_worst_ms: half of the keys, the slowest key; keys_idle_worst_ms: the slowest while nothing is indexed
- keys_own_worst_ms: the most processor time that this process took during one key, which does not count other programs
- stop_told_s, stop_ended_s: the longest of four stops, at other moments of the run
"""

from __future__ import annotations

import argparse
import asyncio
import base64
import json
import os
import random
import signal
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import TypeVar

from assistant.app.local import LocalAssistant
from assistant.app.open import open_assistant
from assistant.config.paths import find_paths, shipped_policies
from assistant.config.schema import Config
from assistant.domain.records.documents import ParsedDocument, ParsedPage
from assistant.domain.stop import StopSignal
from assistant.guard.engine.build import gate_of
from assistant.guard.policy.load import load_policy
from assistant.ingest.chunk.structure import StructureChunker
from assistant.ingest.embed.onnx import OnnxEmbedder
from assistant.tui.app import AssistantApp
from assistant.tui.system import garbage_collection
from assistant.tui.widgets.chat.prompt import Prompt
from tests.starter import starter_models_folder
from tests.tui.doubles.waiting import wait_until

_CHARS = 1_000_000
_MEASURED_CHUNKS = 32
_STOPS_S = (0.2, 1.0, 3.0, 8.0)
_IDLE_S = 5.0
_EMBEDDER = "all-minilm-l6-v2"
Result = TypeVar("Result")


def hard_texts() -> dict[str, str]:
    """Kind -> text of a million characters; the same at each run."""
    drawn = random.Random(16)
    tokens = [f"{drawn.getrandbits(128):032x}" for _ in range(15_000)]
    users = [{"id": at, "mail": f"u{at}@example.org", "token": token} for at, token in enumerate(tokens)]
    markup = (
        '<div class="a-b c__d" id=x1><a href="https://example.org/p?q=1&r=2">Link</a><script>f(a[0])</script></div>'
    )
    texts = {
        "underscores": "_" * _CHARS,
        "dna": "".join(drawn.choices("ACGT", k=_CHARS)),
        "base64": base64.b64encode(drawn.randbytes(_CHARS)).decode(),
        "json": json.dumps(users, separators=(",", ":")),
        "html": markup * (_CHARS // len(markup) + 1),
        "prose": "The tenant pays the rent of 640 euros on the first of each month. " * 16_000,
    }
    return {kind: text[:_CHARS] for kind, text in texts.items()}


def _seconds(work: Callable[[], Result]) -> tuple[float, Result]:
    began = time.process_time()
    result = work()
    return round(time.process_time() - began, 2), result


def cost(texts: dict[str, str], models: Path) -> dict[str, dict[str, float]]:
    """Kind -> what a million characters of it cost in each stage."""
    gates = {name: gate_of(load_policy(name, (shipped_policies(),))) for name in ("standard", "strict")}
    embedder = OnnxEmbedder(models / _EMBEDDER)
    chunker = StructureChunker(embedder)
    for gate in gates.values():
        gate.check("ingest", "The first text compiles the expressions.")
    figures: dict[str, dict[str, float]] = {}
    for kind, text in texts.items():
        document = ParsedDocument(kind, False, (ParsedPage(1, text),))
        judge_s, _ = _seconds(lambda text=text: gates["standard"].check("ingest", text))  # type: ignore[misc]
        strict_s, _ = _seconds(lambda text=text: gates["strict"].check("ingest", text))  # type: ignore[misc]
        chunk_s, drafts = _seconds(lambda document=document: list(chunker.chunk(document, "hard")))  # type: ignore[misc]
        first = [draft.text for draft in drafts[:_MEASURED_CHUNKS]]
        embed_s, _ = _seconds(lambda first=first: embedder.embed_passages(first))  # type: ignore[misc]
        figures[kind] = {
            "judge_s": judge_s,
            "judge_strict_s": strict_s,
            "chunk_s": chunk_s,
            "chunks": len(drafts),
            "embed_ms": round(embed_s / len(first) * 1000),
        }
    return figures


def keys_in_app(folder: Path, files: Path, models: Path, seconds: float) -> dict[str, float]:
    """`keys` in an app whose library holds a letter, since an empty one shows its first steps."""
    (folder / "letters").mkdir()
    (folder / "letters" / "letter.md").write_text("The tenant gives notice in writing.")
    paths = replace(find_paths({"ASSISTANT_HOME": str(_home(folder, models))}), models=models)
    assistant = open_assistant(Config.model_validate({"answers": {"generator": "extractive"}}), paths, owner=True)
    try:
        for _ in assistant.index([folder / "letters"], StopSignal()):
            pass
        return asyncio.run(keys(assistant, files, seconds))
    finally:
        assistant.close()


async def keys(assistant: LocalAssistant, folder: Path, seconds: float) -> dict[str, float]:
    """How long keys take in the app, idle and while `folder` is indexed for `seconds`."""
    app = AssistantApp(lambda: assistant)
    garbage_collection.switch_off()  # as the command does
    async with app.run_test(size=(100, 30)) as pilot:
        await wait_until(pilot, lambda: app.session.summary is not None)
        prompt = app.screen.query_one(Prompt)
        prompt.focus()
        await pilot.pause()
        idle, _ = await _type(app, prompt, _IDLE_S)
        app.library.index([folder])
        await wait_until(pilot, lambda: app.session.library.state != "idle")
        taken, own = await _type(app, prompt, seconds)
        app.library.pause_index()
        await wait_until(pilot, lambda: not app.session.library.running)
    return {
        "keys": len(taken),
        "keys_ms": round(statistics.median(taken) * 1000),
        "keys_worst_ms": round(max(taken) * 1000),
        "keys_own_worst_ms": round(max(own) * 1000),
        "keys_idle_worst_ms": round(max(idle) * 1000),
    }


async def _type(app: AssistantApp, prompt: Prompt, seconds: float) -> tuple[list[float], list[float]]:
    """Seconds from each key to its letter in the prompt, and the processor time of this process meanwhile."""
    taken: list[float] = []
    own: list[float] = []
    ends = time.monotonic() + seconds
    while time.monotonic() < ends:
        before = len(prompt.text)
        pressed, worked = time.monotonic(), time.process_time()
        app.simulate_key("x")
        while len(prompt.text) == before:
            await asyncio.sleep(0.001)
        taken.append(time.monotonic() - pressed)
        own.append(time.process_time() - worked)
        await asyncio.sleep(0.05)
    return taken, own


def stop_s(folder: Path, home: Path, after_s: float) -> tuple[float, float]:
    """Seconds from ctrl+c, `after_s` after the first file was begun, to the last event and to the end of `index`."""
    command = [sys.executable, "-m", "assistant", "index", str(folder), "--json"]
    environment = {**os.environ, "ASSISTANT_HOME": str(home)}
    with subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL) as process:
        assert process.stdout is not None
        while b"FileSeen" not in process.stdout.readline():
            pass
        time.sleep(after_s)
        pressed = time.monotonic()
        process.send_signal(signal.SIGINT)
        while b"IndexingFinished" not in process.stdout.readline():
            pass
        told = time.monotonic() - pressed
        process.wait()
        return told, time.monotonic() - pressed


def _home(folder: Path, models: Path) -> Path:
    """A fresh home whose models are those of `models`."""
    home = Path(tempfile.mkdtemp(dir=folder))
    (home / "models").symlink_to(models)
    return home


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--models", type=Path, default=None)
    parser.add_argument("--seconds", type=float, default=20.0)
    parser.add_argument("--parts", nargs="+", choices=("cost", "keys", "stops"), default=("cost", "keys", "stops"))
    options = parser.parse_args()
    models = (options.models or starter_models_folder()).resolve()
    os.umask(0o077)
    texts = hard_texts()
    figures: dict[str, object] = {}
    if "cost" in options.parts:
        figures["a_million_characters"] = cost(texts, models)
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        (files := folder / "files").mkdir()
        for kind, text in texts.items():
            (files / f"{kind}.txt").write_text(text)
        if "keys" in options.parts:
            figures |= keys_in_app(folder, files, models, options.seconds)
        if "stops" in options.parts:
            stops = [stop_s(files, _home(folder, models), after_s) for after_s in _STOPS_S]
            figures["stop_told_s"], figures["stop_ended_s"] = (round(max(one), 2) for one in zip(*stops, strict=True))
    sys.stdout.write(json.dumps(figures) + "\n")


if __name__ == "__main__":
    main()
