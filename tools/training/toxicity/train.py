"""Fine-tunes the MiniLM encoder to Detoxify's labels and saves the weights in Hugging Face's layout.

    python -m tools.training.toxicity.train --base MODEL_FOLDER --data DATA_FOLDER --words profanity_en.csv --out OUT

With `--refine` training goes on from the shipped starter instead of the base (use fewer steps and a lower rate).

Invariant: the word, position and segment embeddings stay as the public base has them, so that only the encoder's
layers, the pooler and the head have to be shipped. Needs the extra `torch`.
"""

from __future__ import annotations

import argparse
import json
import logging
import random
import time
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from assistant.guard.toxicity.assemble import starter_weights
from assistant.guard.toxicity.labels import LABELS
from tools.training.toxicity.examples import Example
from tools.training.toxicity.mixture import Corpus, epoch, read_corpus

log = logging.getLogger("assistant.training")

_JITTER_TOKENS = 3


@dataclass(frozen=True, slots=True)
class Settings:
    """Everything that decides the result, apart from the data. Figures in the model card belong to these values."""

    epochs: int = 3
    share: float = 1.0
    max_tokens: int = 64
    batch_tokens: int = 768
    rate: float = 1e-4
    head_rate: float = 1e-3
    warmup: float = 0.06
    weight_decay: float = 0.01
    identity_weight: float = 1.5
    seed: int = 7
    threads: int = 1
    bfloat16: bool = True
    refined: bool = False


@dataclass(frozen=True, slots=True)
class Batch:
    """Token ids of about equal length with their targets, as plain lists."""

    ids: list[list[int]]
    targets: list[tuple[float | None, ...]]


def batches(examples: Sequence[Example], tokenizer: Any, settings: Settings, number: int) -> list[Batch]:
    """Batches of about `batch_tokens` tokens, padding counted, in random order.

    Texts are sorted by length give or take three tokens, so that batches differ between epochs; a batch can be longer
    than the budget by that much a text.
    """
    rng = random.Random(f"batches/{settings.seed}/{number}")
    encoded = [encoding.ids for encoding in tokenizer.encode_batch([example.text for example in examples])]
    order = sorted(range(len(encoded)), key=lambda index: len(encoded[index]) + rng.random() * _JITTER_TOKENS)
    made: list[Batch] = []
    start = 0
    for stop in range(1, len(order) + 1):
        longest = len(encoded[order[stop]]) if stop < len(order) else settings.batch_tokens
        if (stop - start + 1) * longest > settings.batch_tokens:
            chosen = order[start:stop]
            made.append(Batch([encoded[index] for index in chosen], [examples[index].targets for index in chosen]))
            start = stop
    rng.shuffle(made)
    return made


def open_tokenizer(base: Path, max_tokens: int) -> Any:
    """The base model's own tokenizer, cutting at `max_tokens` and not padding."""
    from tokenizers import Tokenizer

    tokenizer = Tokenizer.from_file(str(base / "tokenizer.json"))
    tokenizer.no_padding()
    tokenizer.enable_truncation(max_length=max_tokens)
    return tokenizer


def open_model(base: Path) -> Any:
    """The base encoder with a fresh head of one output per label, its embeddings frozen."""
    from transformers import BertForSequenceClassification

    model = BertForSequenceClassification.from_pretrained(str(base), num_labels=len(LABELS), local_files_only=True)
    model.bert.embeddings.requires_grad_(False)
    return model


def refine(model: Any, base: Path) -> None:
    """Give `model` the weights of the shipped starter. Raises ModelMissing, ModelRefused."""
    import torch

    weights, _ = starter_weights(base)
    state = {
        name if name.startswith("classifier.") else f"bert.{name}": torch.from_numpy(array.copy())
        for name, array in weights.items()
        if not name.endswith("position_ids")
    }
    model.load_state_dict(state)


def train(base: Path, corpus: Corpus, out: Path, settings: Settings) -> None:
    """Train and write `model.safetensors` and `settings.json` to `out`, after every epoch."""
    import torch

    torch.manual_seed(settings.seed)
    torch.set_num_threads(settings.threads)
    torch.set_flush_denormal(True)
    tokenizer, model = open_tokenizer(base, settings.max_tokens), open_model(base)
    if settings.refined:
        refine(model, base)
    plan = [
        batches(epoch(corpus, number, seed=settings.seed, share=settings.share), tokenizer, settings, number)
        for number in range(settings.epochs)
    ]
    total = sum(len(part) for part in plan)
    optimizer = _optimizer(model, settings)
    schedule = torch.optim.lr_scheduler.LambdaLR(optimizer, lambda step: _rate(step, total, settings.warmup))
    weights = torch.tensor([settings.identity_weight if label == "identity_attack" else 1.0 for label in LABELS])
    out.mkdir(parents=True, exist_ok=True)
    began = time.monotonic()
    for number, part in enumerate(plan):
        model.train()
        for step, loss in _steps(model, part, optimizer, schedule, weights, settings):
            if step % 100 == 0:
                log.info(
                    "epoch %d step %d/%d loss %.4f %.0f s", number, step, len(part), loss, time.monotonic() - began
                )
        _save(model, out, settings, time.monotonic() - began, number + 1)


def _steps(
    model: Any, part: Sequence[Batch], optimizer: Any, schedule: Any, weights: Any, settings: Settings
) -> Iterator[tuple[int, float]]:
    import torch

    smooth = 0.0
    for step, batch in enumerate(part, start=1):
        ids, mask = _padded(batch.ids)
        known = torch.tensor([[value is not None for value in row] for row in batch.targets], dtype=torch.float32)
        goal = torch.tensor([[value or 0.0 for value in row] for row in batch.targets])
        with torch.autocast("cpu", torch.bfloat16, enabled=settings.bfloat16):
            logits = model(input_ids=ids, attention_mask=mask).logits
        each = torch.nn.functional.binary_cross_entropy_with_logits(logits.float(), goal, reduction="none")
        loss = (each * known * weights).sum() / known.sum().clamp(min=1.0)
        optimizer.zero_grad(set_to_none=True)
        loss.backward()
        torch.nn.utils.clip_grad_norm_(model.parameters(), 1.0)
        optimizer.step()
        schedule.step()
        value = float(loss.detach())
        smooth = value if step == 1 else 0.98 * smooth + 0.02 * value
        yield step, smooth


def _padded(ids: list[list[int]]) -> tuple[Any, Any]:
    import torch

    longest = max(len(row) for row in ids)
    padded = torch.tensor([row + [0] * (longest - len(row)) for row in ids])
    return padded, (padded != 0).long()


def _optimizer(model: Any, settings: Settings) -> Any:
    import torch

    head = list(model.classifier.parameters())
    body = [weight for weight in model.bert.parameters() if weight.requires_grad]
    groups = [{"params": body, "lr": settings.rate}, {"params": head, "lr": settings.head_rate}]
    return torch.optim.AdamW(groups, weight_decay=settings.weight_decay, fused=True)


def _rate(step: int, total: int, warmup: float) -> float:
    rising = max(1, round(total * warmup))
    return (step + 1) / rising if step < rising else max(0.0, (total - step) / max(1, total - rising))


def _save(model: Any, out: Path, settings: Settings, seconds: float, epochs_done: int) -> None:
    from safetensors.torch import save_file

    state = {name: tensor.detach().float().contiguous() for name, tensor in model.state_dict().items()}
    save_file(state, str(out / "model.safetensors"))
    record = {**asdict(settings), "epochs_done": epochs_done, "seconds": round(seconds)}
    (out / "settings.json").write_text(json.dumps(record, indent=2) + "\n", encoding="utf-8")


def main() -> None:
    """Command line of the module; see the docstring at the top."""
    defaults = Settings()
    parser = argparse.ArgumentParser(description="Fine-tune the starter toxicity model.")
    for name in ("base", "data", "words", "out"):
        parser.add_argument(f"--{name}", type=Path, required=True)
    parser.add_argument("--epochs", type=int, default=defaults.epochs)
    parser.add_argument("--share", type=float, default=defaults.share)
    parser.add_argument("--rate", type=float, default=defaults.rate)
    parser.add_argument("--threads", type=int, default=defaults.threads)
    parser.add_argument("--seed", type=int, default=defaults.seed)
    parser.add_argument("--refine", action="store_true", help="go on from the shipped starter")
    given = parser.parse_args()
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(message)s")
    settings = Settings(
        epochs=given.epochs,
        share=given.share,
        rate=given.rate,
        head_rate=given.rate if given.refine else defaults.head_rate,
        seed=given.seed,
        threads=given.threads,
        refined=given.refine,
    )
    train(given.base, read_corpus(given.data, given.words), given.out, settings)


if __name__ == "__main__":
    main()
