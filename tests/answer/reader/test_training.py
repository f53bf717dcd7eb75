"""What the span reader learns from, and that a run learns it and ships only what it changed."""

from __future__ import annotations

import dataclasses
import json
from pathlib import Path
from typing import Any

import pytest

from assistant.models.shipped.folder import RECORD, ShippedRecord, shipped_weights
from tools.training.reader.examples import OWN, Example, own, squad, xquad
from tools.training.reader.package import package
from tools.training.reader.train import Settings, batches, encode, train

TEXT = "Hedda keeps the spare key. Jan waters the plants on Mondays."


def test_every_own_answer_stands_once_in_its_passage() -> None:
    rows = [json.loads(line) for line in OWN.read_text("utf-8").splitlines()]

    assert len(rows) >= 150
    for row in rows:
        for one in row["questions"]:
            assert one["a"] is None or row["text"].count(one["a"]) == 1, (row["title"], one)


def test_what_is_held_out_is_never_learned_from() -> None:
    kept, learned = list(own(held_out=True)), list(own(held_out=False))

    assert kept and learned
    assert not {one.text for one in kept} & {one.text for one in learned}


@pytest.fixture
def published(tmp_path: Path) -> Path:
    """Two articles in SQuAD's layout: the first is held out."""
    start = TEXT.index("Jan")
    paragraph = {
        "context": TEXT,
        "qas": [
            {"question": "Who waters the plants?", "answers": [{"text": "Jan", "answer_start": start}]},
            {"question": "Who sold the plants?", "answers": []},
        ],
    }
    beside = {"context": "The plants in the hall are plastic.", "qas": []}
    articles = [{"title": "First_house", "paragraphs": [paragraph, beside]} for _ in range(2)]
    file = tmp_path / "squad.json"
    file.write_text(json.dumps({"data": articles}))
    return file


def test_squad_gives_answers_as_spans_and_unanswerable_questions_without(published: Path) -> None:
    found = list(squad(published, held_out=False))

    assert found[0].text[slice(*found[0].answer)] == "Jan"  # type: ignore[misc]
    assert found[0].context == "First house"
    assert [one.answer for one in found if one.question == "Who sold the plants?"] == [None]
    assert all(one.answer is None for one in found if one.text != TEXT)
    assert len(list(squad(published, held_out=True))) >= 2


def test_xquad_is_split_by_paragraph(tmp_path: Path) -> None:
    texts = {f"de-{number}": f"Absatz {number} nennt Zahl {number * 7}." for number in range(10)}
    (tmp_path / "corpus.jsonl").write_text(
        "\n".join(json.dumps({"_id": name, "text": text}) for name, text in texts.items())
    )
    queries = [{"_id": f"q{n}", "text": "Welche Zahl?", "answers": [str(n * 7)]} for n in range(10)]
    (tmp_path / "queries.jsonl").write_text("\n".join(json.dumps(row) for row in queries))
    (tmp_path / "qrels").mkdir()
    rows = "\n".join(f"q{number}\tde-{number}\t1" for number in range(10))
    (tmp_path / "qrels/test.tsv").write_text(f"query-id\tcorpus-id\tscore\n{rows}\n")

    kept, learned = list(xquad(tmp_path, held_out=True)), list(xquad(tmp_path, held_out=False))

    assert (len(kept), len(learned)) == (2, 8)
    assert all(one.text[slice(*one.answer)].isdigit() for one in [*kept, *learned])  # type: ignore[misc]


@pytest.fixture(scope="session")
def base(starter_models: Path) -> Path:
    return starter_models / "all-minilm-l6-v2"


@pytest.fixture(scope="session")
def tokenizer(base: Path) -> Any:
    from tokenizers import Tokenizer

    made = Tokenizer.from_file(str(base / "tokenizer.json"))
    made.no_padding()
    made.no_truncation()
    return made


def test_the_answers_tokens_are_found_behind_the_context(tokenizer: Any) -> None:
    start = TEXT.index("on Mondays")
    one = Example("When does Jan water?", "House, plants", TEXT, (start, start + len("on Mondays")), "own")

    for context in (True, False):
        row = encode(tokenizer, one, 64, context)
        assert row is not None
        assert tokenizer.decode(row.ids[row.start : row.end + 1]) == "on mondays"
    assert encode(tokenizer, one, 20, True) is None  # the window cuts it off
    none = encode(tokenizer, dataclasses.replace(one, answer=None), 20, True)
    assert none is not None and (none.start, none.end, len(none.ids)) == (0, 0, 20)


def test_batches_hold_every_row_once(tokenizer: Any) -> None:
    rows = [row for one in list(own(held_out=True))[:40] if (row := encode(tokenizer, one, 224, True))]

    made = list(batches(rows, 8, 1))

    assert sorted(id(row) for group in made for row in group) == sorted(id(row) for row in rows)
    assert max(len(group) for group in made) == 8


def test_a_run_learns_keeps_the_embeddings_and_packs_the_rest(base: Path, tokenizer: Any, tmp_path: Path) -> None:
    torch = pytest.importorskip("torch")
    transformers = pytest.importorskip("transformers")
    import numpy as np
    from safetensors.numpy import load_file

    from tools.training.reader.train import loss_of

    torch.manual_seed(1)
    model = transformers.BertForQuestionAnswering.from_pretrained(str(base))
    examples = list(own(held_out=False))[:4]
    rows = [row for one in examples if (row := encode(tokenizer, one, 224, True))]
    model.eval()
    with torch.no_grad():
        before = float(loss_of(model, rows))
    settings = Settings(epochs=6, rate=2e-4, batch=2, context_left_out=0.0)
    train(model, tokenizer, examples, settings, tmp_path / "out")
    model.eval()
    with torch.no_grad():
        assert float(loss_of(model, rows)) < before / 1.5

    record = package(base, tmp_path / "out", tmp_path / "starter")
    assert ShippedRecord.model_validate_json((tmp_path / "starter" / RECORD).read_bytes()) == record
    weights, _ = shipped_weights(record, tmp_path / "starter", base, "reading model")
    first = load_file(str(base / "model.safetensors"))
    assert np.array_equal(weights["embeddings.word_embeddings.weight"], first["embeddings.word_embeddings.weight"])
    assert weights["qa_outputs.weight"].shape == (2, 384)
