"""A model is timed on its own engine, and not for long."""

from __future__ import annotations

from contextlib import closing
from pathlib import Path

from assistant.generate.llama_cpp.generator import LlamaCppGenerator
from assistant.generate.probe import measure
from tests.generate.scripted import ScriptedGenerator


def test_the_starter_is_measured(gguf: Path) -> None:
    with closing(LlamaCppGenerator(gguf, window_tokens=1024, threads=1)) as generator:
        measured = measure(generator, seconds=0.5)
    assert measured is not None
    assert measured.reads_per_s > 0
    assert measured.writes_per_s > 0


def test_a_model_that_says_nothing_has_no_speed() -> None:
    assert measure(ScriptedGenerator([])) is None
    assert measure(ScriptedGenerator(["one piece"])) is None


def test_the_measuring_ends_by_itself() -> None:
    generator = ScriptedGenerator(["word "] * 1_000_000)
    assert measure(generator, seconds=0.05) is not None
