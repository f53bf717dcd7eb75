"""Makes the span reader out of the shipped difference and the pulled base model.

Invariant: as of every shipped model (`models.shipped.folder`); the folder holds graph and tokenizer, and a card
(`reader.json`) with their SHA-256.
"""

from __future__ import annotations

from pathlib import Path

from assistant.answer.reader.span_card import CARD, GRAPH, TOKENIZER, ReaderCard, read_reader_card
from assistant.disk.durable import hash_file
from assistant.domain.errors import ModelMissing
from assistant.models.onnx.card import write_card
from assistant.models.shipped.folder import ShippedRecord, WriteGraph, read_shipped, shipped_weights, staged_folder

READER_NAME = "reader-starter"
_WHAT = "reading model"


def shipped_reader() -> Path:
    """The folder inside the package that holds the difference, its record and the model card."""
    return Path(__file__).with_name("starter")


def read_reader(folder: Path | None = None) -> ShippedRecord:
    """Read and check the shipped files. Raises ModelRefused if the difference is not the one in the record."""
    return read_shipped(ShippedRecord, folder or shipped_reader(), _WHAT)


def assemble(base: Path, target: Path, write_graph: WriteGraph) -> Path:
    """Write the reader's folder to `target`, replacing what is there, and return it.

    `base` is the installed all-MiniLM-L6-v2; the graph gives two logits a token.
    Raises ModelMissing, ModelRefused, OSError.
    """
    record = read_reader()
    weights, config = shipped_weights(record, shipped_reader(), base, _WHAT)
    with staged_folder(target) as staging:
        write_graph(weights, config, staging / GRAPH)
        (staging / TOKENIZER).write_bytes((base / TOKENIZER).read_bytes())
        card = ReaderCard(
            name=READER_NAME,
            revision=record.revision,
            window_tokens=record.window_tokens,
            stride_tokens=record.stride_tokens,
            graph_sha256=hash_file(staging / GRAPH),
            tokenizer_sha256=hash_file(staging / TOKENIZER),
        )
        write_card(staging / CARD, card)
    return target


def is_current(target: Path) -> bool:
    """Whether `target` was made of the reader that is shipped now; its bytes are checked when it is opened."""
    try:
        return read_reader_card(target).revision == read_reader().revision
    except ModelMissing:
        return False
