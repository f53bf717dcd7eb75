"""What the starter is trained on: contrast cases, disguises, mixtures and the figures they are judged by."""

from __future__ import annotations

import csv
import math
import random
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.guard.toxicity.labels import LABELS
from tools.training.toxicity import corpora
from tools.training.toxicity.contrast import Half, contrast, load_cases
from tools.training.toxicity.corpora import WordList
from tools.training.toxicity.disguise import disguise, smudge
from tools.training.toxicity.examples import Example, held_out, targets
from tools.training.toxicity.measure import auprc, auroc, share_above
from tools.training.toxicity.mixture import join
from tools.training.toxicity.report import by_function, hate_against_harmless

# Invented words stand for those of the public list.
WORDS = WordList([f"slur{n}" for n in range(30)], [f"swear{n}" for n in range(30)], [f"part{n}" for n in range(30)])


def test_every_function_is_made_for_training_and_for_the_test() -> None:
    names = {function.name for function in load_cases().functions}
    halves: tuple[Half, ...] = ("train", "dev", "test")
    for half in halves:
        made = contrast(WORDS, half, share=0.05)
        assert {case.source.removeprefix("contrast/").removesuffix("+disguised") for case in made} == names
        assert not [case.text for case in made if "{" in case.text or "}" in case.text]


def test_held_out_groups_and_words_never_meet_training() -> None:
    held = [group for group in load_cases().groups if group.held_out]
    unseen = [form.lower() for group in held for form in (group.group, group.member) if form != "a Catholic"]
    reserved = WORDS.half(test=True)
    training = " \n ".join(case.text.lower() for case in contrast(WORDS, "train", share=0.5)) + " "

    assert not [form for form in unseen if form in training]
    assert not [word for word in (*reserved.slurs, *reserved.swears) if f" {word} " in training]
    assert WORDS.half(test=False).slurs and reserved.slurs


def test_the_same_seed_gives_the_same_cases_and_another_does_not() -> None:
    assert contrast(WORDS, "train", seed=1, share=0.02) == contrast(WORDS, "train", seed=1, share=0.02)
    assert contrast(WORDS, "train", seed=1, share=0.02) != contrast(WORDS, "train", seed=2, share=0.02)


def test_hate_and_harmless_functions_speak_of_the_same_groups_to_opposite_ends() -> None:
    cases = load_cases()
    for function in cases.functions:
        identity = dict(zip(LABELS, function.targets(), strict=True))["identity_attack"]
        assert identity == (1.0 if function.name.startswith("hate_") else 0.0), function.name
        assert len(function.train) >= 8 and function.dev and function.test
        assert not set(function.train) & {*function.dev, *function.test}
    assert sum(function.name.startswith("hate_") for function in cases.functions) >= 10
    assert sum(function.labels == {} for function in cases.functions) >= 10


def test_an_unknown_label_in_the_file_is_an_error() -> None:
    with pytest.raises(KeyError):
        targets({"toxic": 1.0})


@given(st.text(alphabet=st.characters(codec="ascii"), max_size=60), st.integers(0, 1000))
def test_disguises_neither_fail_nor_empty_a_text(text: str, seed: int) -> None:
    for change in (disguise, smudge):
        changed = change(text, random.Random(seed))
        assert bool(changed.strip()) == bool(text.strip())


def test_a_disguise_changes_the_text() -> None:
    text = "You are a stupid worthless idiot"
    changed = {disguise(text, random.Random(seed)) for seed in range(40)}
    assert len(changed) > 20


def test_joined_texts_have_a_label_if_either_has_it() -> None:
    toxic = Example("a", targets({"toxicity": 1.0, "insult": 0.2}), "x")
    harmless = Example("b", targets({}, default=0.0), "y")

    both = join([toxic, harmless])

    assert both.text == "a b"
    assert both.target("toxicity") == 1.0
    assert both.target("insult") == 0.2
    assert both.target("threat") is None


def test_held_out_is_stable_and_of_the_right_size() -> None:
    chosen = [held_out(str(number), 12) for number in range(6000)]
    assert chosen == [held_out(str(number), 12) for number in range(6000)]
    assert 400 < sum(chosen) < 600


def test_ranking_figures_by_hand() -> None:
    assert auroc([True, False], [0.9, 0.1]) == 1.0
    assert auroc([True, False], [0.1, 0.9]) == 0.0
    assert auroc([True, False, False], [0.5, 0.5, 0.5]) == 0.5
    assert auroc([True, False, True, False], [0.9, 0.8, 0.7, 0.1]) == 0.75
    assert auprc([True, False, True], [0.9, 0.8, 0.7]) == pytest.approx((1 + 2 / 3) / 2)
    assert auprc([True, False, False, False], [0.5] * 4) == 0.25
    assert math.isnan(auroc([True, True], [0.1, 0.2])) and math.isnan(auprc([False], [0.1]))
    assert share_above([0.2, 0.5, 0.9], 0.5) == pytest.approx(2 / 3)


@given(st.lists(st.tuples(st.booleans(), st.integers(0, 5)), min_size=2, max_size=40))
def test_auroc_counts_pairs(pairs: list[tuple[bool, int]]) -> None:
    above = [score for flag, score in pairs if flag]
    below = [score for flag, score in pairs if not flag]
    found = auroc([flag for flag, _ in pairs], [float(score) for _, score in pairs])
    if not above or not below:
        assert math.isnan(found)
        return
    won = sum((up > down) + 0.5 * (up == down) for up in above for down in below)
    assert found == pytest.approx(won / (len(above) * len(below)))


def test_the_functional_table_tells_a_word_list_from_understanding() -> None:
    cases = contrast(WORDS, "test", share=0.05)
    perfect = [{label: case.target(label) or 0.0 for label in LABELS} for case in cases]
    by_name = [{label: float("rom" in case.text.lower()) for label in LABELS} for case in cases]

    assert hate_against_harmless(cases, perfect)["identity_attack"]["auroc"] == 1.0
    assert hate_against_harmless(cases, by_name)["identity_attack"]["auroc"] < 0.65
    assert by_function(cases, perfect)["group_neutral"]["toxicity"] == 0.0


@pytest.fixture
def sets(tmp_path: Path) -> Path:
    """The data sets' layout with a few invented rows."""
    _table(tmp_path / "toxic_spans" / "tsd_test.csv", ["spans", "text"], [["[]", "in the  test"]])
    majority = ["comment_id", "text", "label", "n_annotators", "share_not_toxic"]
    rows = [[str(n), f"comment {n}", "1", "3", "0.0"] for n in range(60)] + [["99", "in the test", "1", "3", "0.0"]]
    _table(tmp_path / "toxic_spans" / "civil_majority.csv", majority, rows)
    _table(tmp_path / "toxic_spans" / "spans.csv", ["annotation", "type"], [["0", "Insult"], ["1", "Threat"]])
    votes = [[str(n), "1", "w", "x", "False", "False"] for n in range(2)] + [["2", "1", "w", "x", "True", "False"]]
    names = ["annotation", "comment_id", "worker", "country", "all toxic", "not toxic"]
    _table(tmp_path / "toxic_spans" / "annotations.csv", names, votes)
    columns = ["count", "hate_speech", "offensive_language", "neither", "class", "tweet"]
    tweets = [
        ["3", "1", "2", "0", "1", "!! RT @someone: what a &amp; day http://t.co/x"],
        ["3", "0", "0", "3", "2", "hi"],
    ]
    _table(tmp_path / "davidson" / "labeled_data.csv", columns, tweets)
    return tmp_path


def test_a_text_of_the_reported_test_is_never_trained_on(sets: Path) -> None:
    split = corpora.civil(sets)

    texts = {example.text for example in (*split.train, *split.test)}
    assert "in the test" not in texts
    assert len(texts) == 60
    assert not {example.text for example in split.train} & {example.text for example in split.test}


def test_annotators_who_marked_no_kind_do_not_vote_on_kinds(sets: Path) -> None:
    examples = {example.text: example for half in (corpora.civil(sets),) for example in (*half.train, *half.test)}

    assert examples["comment 1"].target("insult") == 0.5
    assert examples["comment 1"].target("severe_toxicity") is None
    assert examples["comment 2"].target("insult") is None


def test_tweets_lose_their_wrapping_and_votes_become_shares(sets: Path) -> None:
    split = corpora.davidson(sets)
    examples = {example.text: example for example in (*split.train, *split.test)}

    mixed = examples["what a & day"]
    assert mixed.target("toxicity") == 1.0
    assert mixed.target("identity_attack") == pytest.approx(1 / 3)
    assert mixed.target("insult") is None
    assert examples["hi"].targets == (0.0,) * 7


def _table(file: Path, names: list[str], rows: list[list[str]]) -> None:
    file.parent.mkdir(exist_ok=True)
    with file.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.writer(stream)
        writer.writerow(names)
        writer.writerows(rows)
