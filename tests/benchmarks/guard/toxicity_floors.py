"""What the starter has to beat: a list of words, and a linear head on the untouched base model's vectors.

Invariant: both are fitted on what the starter was trained on, and scored by the same report. Needs the extra `torch`.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from assistant.guard.toxicity.labels import LABELS
from tools.training.toxicity.corpora import rows
from tools.training.toxicity.examples import Example
from tools.training.toxicity.report import Score
from tools.training.toxicity.train import open_tokenizer

_TOKEN = re.compile(r"[\w@$*!-]+")
_MAX_TOKENS = 64
_BATCH = 32
_STEPS = 60


def keyword_floor(words: Path) -> Score:
    """The highest severity (0..3, divided by 3) of a listed word that occurs in the text, for every label."""
    severity = {
        row["text"].strip().lower(): float(row["severity_rating"]) / 3 for row in rows(words) if len(row["text"]) > 2
    }

    def score(texts: Sequence[str]) -> list[dict[str, float]]:
        found = [
            max((severity.get(word.strip("!-"), 0.0) for word in _TOKEN.findall(text.lower())), default=0.0)
            for text in texts
        ]
        return [dict.fromkeys(LABELS, value) for value in found]

    return score


def linear_floor(base: Path, examples: Sequence[Example], *, threads: int = 1) -> Score:
    """Logistic regression on mean-pooled, unit-length vectors of the frozen base model, one row a label."""
    import torch

    torch.set_num_threads(threads)
    torch.manual_seed(0)
    embed = _embedder(base)
    vectors = torch.from_numpy(embed([example.text for example in examples]))
    known = torch.tensor([[value is not None for value in example.targets] for example in examples]).float()
    goal = torch.tensor([[value or 0.0 for value in example.targets] for example in examples])
    head = torch.nn.Linear(vectors.shape[1], len(LABELS))
    optimizer = torch.optim.LBFGS(head.parameters(), max_iter=_STEPS, line_search_fn="strong_wolfe")

    def loss() -> Any:
        optimizer.zero_grad()
        each = torch.nn.functional.binary_cross_entropy_with_logits(head(vectors), goal, reduction="none")
        total = (each * known).sum() / known.sum() + 1e-5 * head.weight.square().sum()
        total.backward()
        return total

    optimizer.step(loss)

    def score(texts: Sequence[str]) -> list[dict[str, float]]:
        with torch.no_grad():
            scores = torch.sigmoid(head(torch.from_numpy(embed(texts)))).tolist()
        return [dict(zip(LABELS, row, strict=True)) for row in scores]

    return score


def _embedder(base: Path) -> Any:
    import torch
    from transformers import BertModel

    tokenizer = open_tokenizer(base, _MAX_TOKENS)
    model = BertModel.from_pretrained(str(base), local_files_only=True, add_pooling_layer=False).eval()

    @torch.no_grad()  # type: ignore[untyped-decorator]
    def embed(texts: Sequence[str]) -> NDArray[np.float32]:
        encoded = [encoding.ids for encoding in tokenizer.encode_batch(list(texts))]
        order = sorted(range(len(encoded)), key=lambda number: len(encoded[number]))
        vectors = np.zeros((len(encoded), int(model.config.hidden_size)), dtype=np.float32)
        for start in range(0, len(order), _BATCH):
            chosen = order[start : start + _BATCH]
            longest = max(len(encoded[number]) for number in chosen)
            ids = torch.tensor([encoded[number] + [0] * (longest - len(encoded[number])) for number in chosen])
            mask = (ids != 0).long()
            hidden = model(input_ids=ids, attention_mask=mask).last_hidden_state * mask[..., None]
            mean = hidden.sum(1) / mask.sum(1, keepdim=True)
            vectors[chosen] = torch.nn.functional.normalize(mean, dim=1).float().numpy()
        return vectors

    return embed
