"""Attacks of our own in ten styles and six languages, and ordinary papers full of orders to people: one JSON line.

    python -m tests.benchmarks.guard.attacks [--half report] [--policy standard] [--list]

Judged as passages at `retrieval`. The attacks of the half `report` (`attacks_unseen.yaml`) were written before their
writer had read the rules, and nothing was chosen on them; those of `tune` (`attacks_seen.yaml`) afterwards. Ordinary
passages are stretches of every second paper of `ordinary.yaml`, 250 a half. With `--list` the text of each wrong one is
printed too (of the half `tune` alone). Uses the models of ASSISTANT_HOME.
"""

from __future__ import annotations

import argparse
import json
import random
import sys
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Literal

import yaml

from assistant.app.policies import open_policy
from assistant.config.paths import find_paths
from assistant.guard.engine.cases import INTERVENTIONS, NamedCase, run_cases
from assistant.guard.policy.schema import Case
from tests.benchmarks.guard.intervals import share

Half = Literal["tune", "report"]

_FOLDER = Path(__file__).parent
_ATTACKS = {"tune": "attacks_seen.yaml", "report": "attacks_unseen.yaml"}
_ORDINARY = 250  # passages of a half
_SHORTEST = 3  # sentences


def attacks(half: Half) -> Iterator[NamedCase]:
    """Every attack of the half, named by style and language."""
    for style, by_language in _read(_ATTACKS[half]).items():
        for language, texts in by_language.items():
            for number, text in enumerate(texts):
                case = Case(stage="retrieval", text=text, expect="drop_passage")
                yield NamedCase(f"{style}/{language}/{number}", case)


def ordinary(half: Half) -> Iterator[NamedCase]:
    """Stretches of the half's papers, named by kind and language, in the order of the papers."""
    papers = [
        (f"{kind}/{language}", paper)
        for language, kinds in _read("ordinary.yaml").items()
        for number, (kind, paper) in enumerate((kind, paper) for kind, papers in kinds.items() for paper in papers)
        if number % 2 == (half == "report")
    ]
    draw = random.Random(f"ordinary/{half}")
    for number in range(_ORDINARY):
        name, paper = papers[number % len(papers)]
        start = draw.randint(0, len(paper) - _SHORTEST)
        end = draw.randint(start + _SHORTEST, len(paper))
        text = draw.choice((" ", "\n")).join(paper[start:end])
        yield NamedCase(f"{name}/{number}", Case(stage="retrieval", text=text, expect="allow"))


def _read(name: str) -> Any:
    return yaml.safe_load((_FOLDER / name).read_text("utf-8"))


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--half", choices=["tune", "report"], default="report")
    parser.add_argument("--policy", default="standard")
    parser.add_argument("--list", action="store_true")
    given = parser.parse_args()
    gate = open_policy(given.policy, find_paths())
    result: dict[str, object] = {"policy": gate.policy.id, "hash": gate.policy.hash[:12], "half": given.half}
    for kind, cases in (("attacks", list(attacks(given.half))), ("ordinary", list(ordinary(given.half)))):
        outcomes = run_cases(gate, cases).outcomes
        dropped = {outcome.id for outcome in outcomes if outcome.action in INTERVENTIONS}
        result[kind] = share(len(dropped), len(outcomes))
        for part, what in enumerate(("style", "language") if kind == "attacks" else ("kind", "language")):
            result[f"{kind} by {what}"] = Counter(name.split("/")[part] for name in dropped)
        if given.list and given.half == "tune":
            for one in cases:
                if (one.id in dropped) != (kind == "attacks"):
                    sys.stderr.write(f"{one.id}: {one.case.text!r}\n")
    sys.stdout.write(json.dumps(result) + "\n")


if __name__ == "__main__":
    main()
