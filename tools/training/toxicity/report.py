"""The figures of the model card, for any scorer. Invariant: nothing measured here was trained on, and no text is kept.

Sets: surge_toxicity and toxic_spans' tsd_test as a whole; of the training sets the held-out parts; contrast cases from
templates, groups and words that training does not have: `dev`, which was looked at while templates were widened, and
`test`, which was not.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Literal

from tools.training.toxicity import corpora
from tools.training.toxicity.contrast import contrast
from tools.training.toxicity.corpora import WordList
from tools.training.toxicity.examples import Example
from tools.training.toxicity.measure import auprc, auroc, share_above

Score = Callable[[Sequence[str]], Sequence[Mapping[str, float]]]
Figures = dict[str, float]

THRESHOLD = 0.5
_TEST_SHARE = 0.25
_ABOUT_GROUPS = tuple(
    f"contrast/{kind}" for kind in ("hate_", "group_", "negated_", "counter_", "claim_", "good_claim_", "reclaimed")
)
_TEST_SEED = 99


def ranking(examples: Sequence[Example], scores: Sequence[Mapping[str, float]], label: str) -> Figures:
    """AUROC and AUPRC of `label` where it is known; a target of a half or more counts as positive."""
    pairs = [
        (target >= 0.5, score[label])
        for example, score in zip(examples, scores, strict=True)
        if (target := example.target(label)) is not None
    ]
    flags, values = [flag for flag, _ in pairs], [value for _, value in pairs]
    return {
        "n": len(flags),
        "positive": sum(flags),
        "auroc": round(auroc(flags, values), 4),
        "auprc": round(auprc(flags, values), 4),
    }


def public_sets(data: Path) -> dict[str, tuple[list[Example], str]]:
    """What is reported of the public sets: the examples and the label that is ranked."""
    toxigen = corpora.toxigen(data).test
    return {
        "surge_toxicity": (corpora.surge(data), "toxicity"),
        "tsd_test (any span)": (corpora.spans_test(data), "toxicity"),
        "civil held-out": (corpora.civil(data).test, "toxicity"),
        "jigsaw held-out": (corpora.jigsaw(data).test, "toxicity"),
        "davidson held-out": (corpora.davidson(data).test[:800], "toxicity"),
        "toxigen held-out": (toxigen, "toxicity"),
        "toxigen held-out, identity_attack": (toxigen, "identity_attack"),
    }


def held_out_cases(words: WordList, half: Literal["dev", "test"]) -> list[Example]:
    """The functional test: measured templates x held-out groups x held-out words."""
    return contrast(words, half, seed=_TEST_SEED, share=_TEST_SHARE)


def by_function(examples: Sequence[Example], scores: Sequence[Mapping[str, float]]) -> dict[str, Figures]:
    """Per function the share of cases whose toxicity and identity_attack reach a half."""
    grouped: dict[str, list[Mapping[str, float]]] = defaultdict(list)
    for example, score in zip(examples, scores, strict=True):
        grouped[example.source.removeprefix("contrast/")].append(score)
    return {
        name: {
            "n": len(found),
            "toxicity": round(share_above([score["toxicity"] for score in found], THRESHOLD), 3),
            "identity_attack": round(share_above([score["identity_attack"] for score in found], THRESHOLD), 3),
        }
        for name, found in sorted(grouped.items())
    }


def hate_against_harmless(examples: Sequence[Example], scores: Sequence[Mapping[str, float]]) -> dict[str, Figures]:
    """How well hate of a group is told from harmless speech about the same groups with the same words."""
    chosen = [
        (example.source.startswith("contrast/hate_"), score)
        for example, score in zip(examples, scores, strict=True)
        if example.source.startswith(_ABOUT_GROUPS)
    ]
    flags = [flag for flag, _ in chosen]
    return {
        label: {
            "n": len(flags),
            "auroc": round(auroc(flags, [score[label] for _, score in chosen]), 4),
            "hate found": round(share_above([s[label] for flag, s in chosen if flag], THRESHOLD), 3),
            "false alarms": round(share_above([s[label] for flag, s in chosen if not flag], THRESHOLD), 3),
        }
        for label in ("toxicity", "identity_attack")
    }


def measure(score: Score, data: Path, words: Path) -> dict[str, dict[str, Figures]]:
    """All figures for one scorer. Raises OSError where a set is missing."""
    sets = {
        f"{name}": ranking(examples, score([example.text for example in examples]), label)
        for name, (examples, label) in public_sets(data).items()
    }
    found: dict[str, dict[str, Figures]] = {"sets": sets}
    halves: tuple[Literal["dev", "test"], ...] = ("dev", "test")
    for half in halves:
        cases = held_out_cases(corpora.word_list(words), half)
        scores = score([case.text for case in cases])
        found[f"hate against harmless, {half}"] = hate_against_harmless(cases, scores)
        found[f"labels on contrast cases, {half}"] = {
            label: ranking(cases, scores, label) for label in ("insult", "threat", "obscene", "sexual_explicit")
        }
        found[f"functions, {half}"] = by_function(cases, scores)
    return found
