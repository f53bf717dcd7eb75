"""The scorer through ONNX Runtime: meaning, long text, batches, and models that must be refused."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray

from assistant.domain.errors import ModelMissing, ModelRefused
from assistant.guard.toxicity.assemble import assemble
from assistant.guard.toxicity.labels import LABELS
from assistant.guard.toxicity.scorers import OnnxToxicity, open_toxicity
from assistant.models.shipped.folder import WriteGraph

INSULT = "You are a stupid, worthless idiot."
HARMLESS = (
    "How can I kill a Python process?",
    "Where are my blood test results?",
    "When should I shoot the photo?",
    "My neighbour is gay and my doctor is a Muslim.",
    "I am a deaf person and would like an interpreter.",
    "I love my new neighbours.",
    "The tenant must return both keys on the last day.",
    "Summarise the patient leaflet.",
)
TOXIC = (
    INSULT,
    "I will find you and kill you.",
    "Shut up, you disgusting pig.",
    "All Muslims are vermin and should be deported.",
    "Women are too stupid to vote.",
)


def test_scores_have_detoxify_s_labels_from_0_to_1(starter: OnnxToxicity) -> None:
    scores = starter.score([INSULT, HARMLESS[0]])

    assert [tuple(score) for score in scores] == [LABELS, LABELS]
    assert all(0.0 <= value <= 1.0 for score in scores for value in score.values())


def test_toxic_and_harmless_are_far_apart(starter: OnnxToxicity) -> None:
    toxic = [score["toxicity"] for score in starter.score(TOXIC)]
    harmless = [score["toxicity"] for score in starter.score(HARMLESS)]

    assert min(toxic) > 0.6, toxic
    assert max(harmless) < 0.4, harmless


def test_what_is_said_decides_not_which_group_is_named(starter: OnnxToxicity) -> None:
    groups = ("Muslims", "gay people", "women", "black people", "immigrants", "disabled people")
    for group in groups:
        attack, praise = starter.score([f"{group} are disgusting vermin.", f"{group} are welcome here."])
        assert attack["identity_attack"] > 0.5 > praise["identity_attack"], group


def test_one_sentence_in_the_middle_of_a_long_text_is_found(starter: OnnxToxicity) -> None:
    filler = "The tenant pays the rent on the first day of each month and keeps the flat clean. " * 90
    long_text = filler + INSULT + " " + filler
    clean, hidden = starter.score([filler + filler, long_text])

    assert clean["toxicity"] < 0.5  # below every bound that a shipped policy sets
    assert hidden["toxicity"] > 0.6


def test_scores_do_not_depend_on_the_company(starter: OnnxToxicity) -> None:
    texts = [INSULT, "Yes.", *HARMLESS, "word " * 500]

    together = starter.score(texts)
    alone = [starter.score([text])[0] for text in texts]

    assert together == alone


def test_empty_texts_and_no_texts(starter: OnnxToxicity) -> None:
    assert starter.score([]) == []
    assert starter.score(["", "  \n"]) == [dict.fromkeys(LABELS, 0.0)] * 2


@pytest.mark.parametrize(
    "text",
    ["\x00", "\u200b" * 50, "\ud800", "𝕴" * 300, "[CLS] [SEP] [MASK]", "a" * 20_000],
    ids=["nul", "zero-width", "surrogate", "mathematical", "special tokens", "very long"],
)
def test_strange_text_is_scored_or_zero(starter: OnnxToxicity, text: str) -> None:
    (score,) = starter.score([text])
    assert all(0.0 <= value <= 1.0 for value in score.values())


def test_windows_can_be_made_smaller_never_larger(starter_folder: Path) -> None:
    text = "The letter arrived on Monday. " * 60
    small = OnnxToxicity(starter_folder, window_tokens=32, stride_tokens=500)
    large = OnnxToxicity(starter_folder, window_tokens=512)

    assert small.score([text])[0].keys() == large.score([text])[0].keys()
    assert large.score([text]) == OnnxToxicity(starter_folder).score([text])


def test_the_right_scorer_is_opened(starter_folder: Path, tmp_path: Path) -> None:
    assert isinstance(open_toxicity(starter_folder), OnnxToxicity)
    with pytest.raises(ModelMissing):
        open_toxicity(tmp_path)


def test_the_identity_names_model_and_hash(starter: OnnxToxicity) -> None:
    name, _, digest = starter.identity.partition("@")
    assert name == "toxicity-starter"
    assert len(digest) == 12


def test_a_constant_model_is_refused(base: Path, tmp_path: Path, write_graph: WriteGraph) -> None:
    def write_constant(weights: Mapping[str, NDArray[np.float32]], config: Mapping[str, Any], target: Path) -> None:
        flat = {**weights, "classifier.weight": np.zeros_like(weights["classifier.weight"])}
        write_graph(flat, config, target)

    folder = assemble(base, tmp_path / "constant", write_constant)

    with pytest.raises(ModelRefused, match="cannot tell"):
        OnnxToxicity(folder)


def test_a_graph_that_is_none_is_refused(base: Path, tmp_path: Path) -> None:
    def write_rubbish(_: Mapping[str, NDArray[np.float32]], __: Mapping[str, Any], target: Path) -> None:
        target.write_bytes(b"not a graph")

    folder = assemble(base, tmp_path / "rubbish", write_rubbish)

    with pytest.raises(ModelRefused, match="cannot be opened"):
        OnnxToxicity(folder)
