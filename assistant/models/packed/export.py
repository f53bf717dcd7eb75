"""Makes an embedding model that runs out of a packed file: tokenizer, graph and card.

Invariant: as in `onnx.export`, an 8-bit graph is kept only if it was compared with the full one on this machine.
"""

from __future__ import annotations

from pathlib import Path

from assistant.disk.durable import hash_file
from assistant.models.onnx.card import write_card
from assistant.models.onnx.embedder_card import CARD, EmbedderCard
from assistant.models.onnx.export import Exported, unrelated_cosine, write_best
from assistant.models.packed.graph import build_packed
from assistant.models.packed.layout import read_packed
from assistant.models.packed.tokenizer import tokenizer_definition

_TOKENIZER = "tokenizer.json"


def export_packed(
    folder: Path, file: str, name: str, revision: str, *, question_prompt: str, passage_prompt: str
) -> Exported:
    """Write `tokenizer.json`, `onnx/model.*.onnx` and `embedder.json` into `folder`, which holds the packed `file`.

    Raises ModelRefused if that is not such a file.
    """
    model = read_packed((folder / file).read_bytes())
    (folder / _TOKENIZER).write_bytes(tokenizer_definition(model.tokens))
    (folder / "onnx").mkdir(exist_ok=True)
    precision, checks = write_best(build_packed(model), folder / "onnx", folder / _TOKENIZER, model.positions)
    main = f"onnx/model.{precision}.onnx"
    card = EmbedderCard(
        schema=1,
        name=name,
        revision=revision,
        pooling="mean",
        precision=precision,
        dimension=model.hidden,
        max_tokens=model.positions,
        pad_id=model.tokens.pad,
        question_prompt=question_prompt,
        passage_prompt=passage_prompt,
        model=main,
        model_sha256=hash_file(folder / main),
        tokenizer_sha256=hash_file(folder / _TOKENIZER),
        unrelated=unrelated_cosine(
            folder / main, folder / _TOKENIZER, model.positions, question_prompt, passage_prompt
        ),
    )
    write_card(folder / CARD, card)
    return Exported((_TOKENIZER, main, CARD), main, precision, model.positions, checks)
