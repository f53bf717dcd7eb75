"""Personal data and secrets, span by span: one JSON line.

    python -m tests.benchmarks.guard.detectors --data DATA_FOLDER [--prose FILE.jsonl ...]

DATA_FOLDER holds `presidio_research/` (github microsoft/presidio-research, MIT). Rules were tuned on generated_large;
synth_dataset_v2 is the report. A hit is right where it overlaps a marked span of its entity; bounds are those of
`standard`. Secrets: 200 generated samples of each format in a sentence, and prose without any (`text` of each line of
FILE.jsonl).
"""

from __future__ import annotations

import argparse
import json
import random
import re
import sys
from collections import Counter
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

from assistant.guard.detectors.detector import Content
from assistant.guard.detectors.personal.detector import PiiDetector, PiiSpec
from assistant.guard.detectors.secrets import SecretsDetector, SecretsSpec
from tests.benchmarks.guard.intervals import share
from tests.guard.detectors.test_secrets import MAKERS

# What presidio-research calls them, and what we do.
_ENTITIES = {
    "CREDIT_CARD": "CREDIT_CARD",
    "PHONE_NUMBER": "PHONE",
    "EMAIL_ADDRESS": "EMAIL",
    "EMAIL": "EMAIL",
    "IBAN_CODE": "IBAN",
    "IBAN": "IBAN",
    "US_SSN": "US_SSN",
    "IP_ADDRESS": "IP",
    "IP": "IP",
}
_BOUND = 0.7  # of the rule `pii-out`
_NAME_BOUND = 0.6  # of the rule `names-out` of `clinic`
_TITLE = re.compile(r"(?:(?:mr|mrs|ms|miss|dr|prof)\b\.?\s*)+", re.IGNORECASE)
_SAMPLES = 200
_LINES = 3000

Marked = tuple[int, int, str]


def match(marked: Sequence[Marked], found: Sequence[Marked]) -> tuple[Counter[str], Counter[str], Counter[str]]:
    """(right, missed, false) by entity; each found span can be right once."""
    right, missed, false = Counter[str](), Counter[str](), Counter[str]()
    left = list(found)
    for start, end, label in marked:
        hit = next((one for one in left if one[2] == label and one[0] < end and start < one[1]), None)
        if hit is None:
            missed[label] += 1
        else:
            left.remove(hit)
            right[label] += 1
    false.update(label for _, _, label in left)
    return right, missed, false


def rates(right: int, missed: int, false: int) -> dict[str, float | int]:
    precision, recall = right / max(1, right + false), right / max(1, right + missed)
    return {
        "n": right + missed,
        "precision": round(precision, 4),
        "recall": round(recall, 4),
        "f1": round(2 * right / max(1, 2 * right + missed + false), 4),
    }


def pii(file: Path) -> dict[str, dict[str, float | int]]:
    """Over all entities and for each."""
    detector = PiiDetector(PiiSpec(type="pii"))
    totals = (Counter[str](), Counter[str](), Counter[str]())
    for row in json.loads(file.read_text("utf-8")):
        marked = [
            (span["start_position"], span["end_position"], _ENTITIES[span["entity_type"]])
            for span in row["spans"]
            if span["entity_type"] in _ENTITIES
        ]
        hits = detector.detect(Content("output", row["full_text"]))
        found = [(*hit.span, hit.label) for hit in hits if hit.span is not None and hit.score >= _BOUND]
        for total, part in zip(totals, match(marked, found), strict=True):
            total.update(part)
    by_entity = {label: rates(*(total[label] for total in totals)) for label in sorted(set(_ENTITIES.values()))}
    return {"all": rates(*(total.total() for total in totals)), **by_entity}


def names(file: Path) -> dict[str, Any]:
    """Names of persons (without titles) that `clinic` hides wholly, hits that touch no name, and texts without any name
    that have a hit."""
    detector = PiiDetector(PiiSpec(type="pii", entities=("PERSON",)))
    hidden = marked = false = hits = touched = clean = 0
    for row in json.loads(file.read_text("utf-8")):
        text = row["full_text"]
        people = [_without_title(text, span) for span in row["spans"] if span["entity_type"] == "PERSON"]
        people = [(start, end) for start, end in people if start < end]
        spans = [hit.span for hit in detector.detect(Content("output", text)) if hit.span and hit.score >= _NAME_BOUND]
        seen = {at for start, end in spans for at in range(start, end)}
        marked += len(people)
        hidden += sum(all(at in seen for at in range(*one) if text[at].isalnum()) for one in people)
        hits += len(spans)
        false += sum(not any(start < last and first < end for start, end in people) for first, last in spans)
        clean += not people
        touched += not people and bool(spans)
    return {
        "wholly hidden": share(hidden, marked),
        "hits that touch no name": share(false, hits),
        "texts without a name, with a hit": share(touched, clean),
    }


def _without_title(text: str, span: dict[str, Any]) -> tuple[int, int]:
    title = _TITLE.match(text[span["start_position"] : span["end_position"]])
    return span["start_position"] + (title.end() if title else 0), span["end_position"]


def secrets() -> dict[str, Any]:
    """Recall by format."""
    detector = SecretsDetector(SecretsSpec(type="secrets"))
    recall = {}
    for name, make in MAKERS.items():
        choose = random.Random(f"benchmark/{name}")
        texts = [f"Note from Monday. {make(choose)} Keep it safe." for _ in range(_SAMPLES)]
        recall[name] = sum(bool(detector.detect(Content("output", text))) for text in texts) / _SAMPLES
    worst = min(recall, key=lambda name: recall[name])
    average = sum(recall.values()) / len(recall)
    return {"formats": len(recall), "recall": round(average, 4), "worst": [worst, recall[worst]]}


def prose(texts: Iterable[str]) -> dict[str, int]:
    """Texts without any secret, and how many had a hit."""
    detector = SecretsDetector(SecretsSpec(type="secrets"))
    hits = [bool(detector.detect(Content("output", text))) for text in texts]
    return {"n": len(hits), "with a hit": sum(hits)}


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--prose", type=Path, nargs="*", default=[])
    given = parser.parse_args()
    folder = given.data / "presidio_research"
    if not folder.is_dir():
        sys.exit(f"{folder} is not there: nothing was measured")
    result: dict[str, Any] = {
        f"pii, {name}": pii(folder / f"{name}.json") for name in ("generated_large", "synth_dataset_v2")
    }
    for name in ("generated_large", "synth_dataset_v2"):
        result[f"names, {name}"] = names(folder / f"{name}.json")
    result["secrets"] = secrets()
    for file in given.prose:
        with file.open(encoding="utf-8") as stream:
            texts = [str(json.loads(line)["text"]) for line, _ in zip(stream, range(_LINES), strict=False)]
        result[f"prose, {Path(*file.parts[-2:])}"] = prose(texts)
    sys.stdout.write(json.dumps(result) + "\n")


if __name__ == "__main__":
    main()
