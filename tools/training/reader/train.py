"""Trains the span reader from public embedding weights: where in the passage does the answer stand, if it does.

    python -m tools.training.reader.train --base MODEL --data DATA --out FOLDER [--start SHIPPED]

MODEL is the installed all-MiniLM-L6-v2, DATA a folder with `squad2_cs224n` and `xquad_de`. With `--start` the run goes
on from a shipped reader (a folder with its difference), else from the base. Needs the extra `torch`; four examples a
second on one core.

The loss is that of Devlin et al. 2019, section 4.3: cross-entropy of the first and of the last token of the answer,
with the first token of the sequence for "not answered here". The tables of words and positions stay as they are, so
that the difference to the base is small enough to ship.
"""

from __future__ import annotations

import argparse
import json
import random
import time
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from assistant.models.shipped.folder import ShippedRecord, read_shipped, shipped_weights
from tools.training.reader.examples import Example, mixed, own, squad, xquad


@dataclass(frozen=True, slots=True)
class Settings:
    """What a run is made of. Windows in word pieces, rates per step."""

    window: int = 224
    batch: int = 8
    rate: float = 6e-5
    warm_up: float = 0.06
    epochs: int = 1
    public_share: float = 0.5  # of SQuAD and XQuAD: so much is enough to keep what an earlier run learned from them
    context_left_out: float = 0.25  # so often the text stands without title and headings
    seed: int = 1


@dataclass(frozen=True, slots=True)
class Encoded:
    """Token ids of question and passage, and the first and last token of the answer (0, 0 where there is none)."""

    ids: list[int]
    start: int
    end: int


def encode(tokenizer: Any, one: Example, window: int, context: bool) -> Encoded | None:
    """None where the window cuts the answer off."""
    shown = f"{one.context}\n{one.text}" if context and one.context else one.text
    shift = len(shown) - len(one.text)
    found = tokenizer.encode(one.question, shown)
    ids = found.ids[: window - 1]
    if len(found.ids) >= window:
        ids.append(tokenizer.token_to_id("[SEP]"))
    if one.answer is None:
        return Encoded(ids, 0, 0)
    low, high = one.answer[0] + shift, one.answer[1] + shift
    inside = [
        number
        for number, (start, end) in enumerate(found.offsets[: window - 1])
        if found.sequence_ids[number] == 1 and start < high and end > low
    ]
    whole = inside and found.offsets[inside[-1]][1] >= high
    return Encoded(ids, inside[0], inside[-1]) if whole else None


def batches(rows: Sequence[Encoded], size: int, seed: int) -> Iterator[list[Encoded]]:
    """Rows of like length together, the batches in random order."""
    chance = random.Random(seed)
    order = sorted(rows, key=lambda row: len(row.ids) + chance.random() * 12)
    groups = [order[first : first + size] for first in range(0, len(order), size)]
    chance.shuffle(groups)
    yield from groups


def loss_of(model: Any, group: Sequence[Encoded]) -> Any:
    """The loss of a batch, to be minimised."""
    import torch

    length = max(len(row.ids) for row in group)
    ids = torch.tensor([row.ids + [0] * (length - len(row.ids)) for row in group])
    mask = torch.tensor([[1] * len(row.ids) + [0] * (length - len(row.ids)) for row in group])
    return model(
        input_ids=ids,
        attention_mask=mask,
        start_positions=torch.tensor([row.start for row in group]),
        end_positions=torch.tensor([row.end for row in group]),
    ).loss


def train(model: Any, tokenizer: Any, examples: Sequence[Example], settings: Settings, out: Path) -> None:
    """The whole run; the model is changed in place and written to `out` after each epoch. Prints the loss."""
    import torch

    for name, parameter in model.named_parameters():
        parameter.requires_grad = "embeddings." not in name
    chance = random.Random(settings.seed)
    optimizer = torch.optim.AdamW([p for p in model.parameters() if p.requires_grad], lr=settings.rate, fused=True)
    total = settings.epochs * (len(examples) // settings.batch + 1)
    warm = max(1, int(total * settings.warm_up))
    schedule = torch.optim.lr_scheduler.LambdaLR(
        optimizer, lambda step: min((step + 1) / warm, max(0.0, (total - step) / max(1, total - warm)))
    )
    model.train()
    began, done, running = time.monotonic(), 0, 0.0
    for epoch in range(settings.epochs):
        rows = [
            row
            for one in examples
            if (row := encode(tokenizer, one, settings.window, chance.random() >= settings.context_left_out))
        ]
        for group in batches(rows, settings.batch, settings.seed + epoch):
            loss = loss_of(model, group)
            loss.backward()
            torch.nn.utils.clip_grad_norm_(model.parameters(), 1.0)
            optimizer.step()
            schedule.step()
            optimizer.zero_grad(set_to_none=True)
            done, running = done + 1, running + float(loss.detach())
            if done % 20 == 0:
                print(f"{done}/{total} loss {running / 20:.3f} {time.monotonic() - began:.0f} s", flush=True)  # noqa: T201
                running = 0.0
        model.save_pretrained(str(out))


def go_on_from(model: Any, shipped: Path, base: Path) -> None:
    """Give `model` the weights of the reader in `shipped`. Raises ModelRefused if it belongs to another base."""
    import torch

    weights, _ = shipped_weights(read_shipped(ShippedRecord, shipped, "reading model"), shipped, base, "reading model")
    named = {
        name if name.startswith("qa_outputs") else f"bert.{name}": torch.from_numpy(array.copy())
        for name, array in weights.items()
    }
    model.load_state_dict(named, strict=False)


def main() -> None:
    """Train and write the model with its settings."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--base", type=Path, required=True)
    parser.add_argument("--data", type=Path, default=Path("../shared/data/retrieval"))
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--start", type=Path, help="a shipped reader to go on from")
    parser.add_argument("--threads", type=int, default=1)
    options = parser.parse_args()
    if not options.data.is_dir():
        raise SystemExit(f"skipped: {options.data} is not here")

    import torch
    from tokenizers import Tokenizer
    from transformers import BertForQuestionAnswering

    torch.set_num_threads(options.threads)
    settings = Settings()
    torch.manual_seed(settings.seed)
    model = BertForQuestionAnswering.from_pretrained(str(options.base))
    if options.start is not None:
        go_on_from(model, options.start, options.base)
    tokenizer = Tokenizer.from_file(str(options.base / "tokenizer.json"))
    tokenizer.no_padding()
    tokenizer.no_truncation()
    public = mixed(
        [
            list(squad(options.data / "squad2_cs224n/dev-v2.0.json", held_out=False)),
            list(xquad(options.data / "xquad_de", held_out=False)),
        ],
        settings.seed,
    )
    kept = public[: int(len(public) * settings.public_share)]
    examples = mixed([kept, list(own(held_out=False))], settings.seed)
    print(f"{len(examples)} examples", flush=True)  # noqa: T201
    options.out.mkdir(parents=True, exist_ok=True)
    train(model, tokenizer, examples, settings, options.out)
    (options.out / "settings.json").write_text(json.dumps(asdict(settings), indent=1) + "\n")


if __name__ == "__main__":
    main()
