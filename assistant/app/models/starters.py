"""Makes the models that ship as a difference to the embedding model: the toxicity model and the reader.

Invariant: a folder that is incomplete or made from an older difference is made again; a lock lets one process make it.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path

from assistant.domain.errors import ModelMissing


def make_starter_toxicity(models: Path) -> Path:
    """The folder of the starter toxicity model. Raises ModelMissing (no embedding model, no space), ModelRefused."""
    from assistant.guard.toxicity.assemble import STARTER_NAME, assemble, is_current, read_starter
    from assistant.models.onnx.export import write_classifier_graph

    # 8-bit: a third of the size, three times as fast, and what the cards' figures were measured with.
    graph = partial(write_classifier_graph, precision="int8")
    return _made(models, STARTER_NAME, read_starter().base, is_current, partial(assemble, write_graph=graph))


def make_starter_reader(models: Path) -> Path:
    """The folder of the span reader. Raises ModelMissing (no embedding model, no space), ModelRefused."""
    from assistant.answer.reader.span_starter import READER_NAME, assemble, is_current, read_reader
    from assistant.models.onnx.export import write_span_graph

    graph = partial(write_span_graph, precision="int8")
    return _made(models, READER_NAME, read_reader().base, is_current, partial(assemble, write_graph=graph))


def _made(
    models: Path, name: str, base_name: str, is_current: Callable[[Path], bool], assemble: Callable[[Path, Path], Path]
) -> Path:
    from assistant.models.folder import models_folder_lock

    target, base = models / name, models / base_name
    if is_current(target):
        return target
    if not base.is_dir():
        raise ModelMissing(f"The model {name!r} is not installed.", "Run: assistant models pull starter")
    try:
        with models_folder_lock(models):
            if not is_current(target):
                assemble(base, target)
    except OSError as error:
        raise ModelMissing(
            f"The model {name!r} cannot be made: {error.strerror}.",
            "Free some space, then: assistant models pull starter",
        ) from error
    return target
