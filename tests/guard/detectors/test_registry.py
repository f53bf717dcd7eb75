"""The list of detectors is whole, and what people's ledgers and records say of a policy stays true."""

from __future__ import annotations

import importlib
import pkgutil
from pathlib import Path

import pytest

from assistant.domain.errors import ModelMissing, PolicyError
from assistant.guard import detectors
from assistant.guard.detectors.models import DetectorModels
from assistant.guard.detectors.registry import DETECTORS
from assistant.guard.detectors.spec import DetectorSpec
from assistant.guard.policy.schema import PolicyFile
from tests.guard.policies import policy_from

ALL = """\
detectors:
  toxicity-a: {type: toxicity}
  pii-a: {type: pii}
  secrets-a: {type: secrets}
  injection-a: {type: injection}
  injection-b: {type: injection, scan: text}
  foreign-a: {type: foreign}
  phrases-a: {type: phrases, words: [abc], patterns: ["x{3}"]}
  topics-a: {type: topics, topics: [{name: t, examples: [some words]}]}
  support-a: {type: support}
  leak-a: {type: leak}
  markup-a: {type: markup}
  limits-a: {type: limits}
rules:
"""
NAMES = [line.split(":")[0].strip() for line in ALL.splitlines() if "type:" in line]
ALL += "".join(
    f"  - {{id: r-{name}, category: custom, stages: [input, ingest, retrieval, output], detector: {name}, "
    "action: log}\n"
    for name in NAMES
)


def test_every_detector_of_the_folder_is_in_the_list() -> None:
    for module in pkgutil.walk_packages(detectors.__path__, f"{detectors.__name__}."):
        importlib.import_module(module.name)
    assert set(DetectorSpec.__subclasses__()) == set(DETECTORS.values())
    assert all(name == spec.type_name() for name, spec in DETECTORS.items())


def test_a_policy_may_use_each_and_its_detector_says_its_type(tmp_path: Path) -> None:
    policy = policy_from(tmp_path, ALL)
    assert {spec.type_name() for spec in policy.detectors.values()} <= set(DETECTORS)
    assert len({spec.type_name() for spec in policy.detectors.values()}) == 11  # the shipped kinds
    for spec in policy.detectors.values():
        try:
            detector = spec.make(DetectorModels())
        except ModelMissing:
            continue
        assert detector.identity == spec.type_name() and not detector.has_model and not detector.slow


def test_the_hashes_in_ledgers_and_records_stay_valid(tmp_path: Path) -> None:
    policy = policy_from(tmp_path, ALL)
    assert policy.hash == "7e49c9c9a54c624ecd0552fbf4543cbb6260f847ff51f63abe137d186219a605"
    assert policy.stage_hash("ingest") == "47581812198fcedcf0a2f70dd2cdcce13d39d339ef5d2dbac9b513ee76ad3cef"
    assert (
        policy.stage_hash("output", ["foreign-a"]) == "3200e25e68c99e909af5b3325a5b46196d7114c9c56e1cf9c8c481f87b5d6653"
    )


def test_no_injection_model_can_be_named(tmp_path: Path) -> None:
    body = "detectors:\n  d: {type: injection, model: MODEL}\n" + (
        "rules:\n  - {id: a, category: injection, stages: [input], detector: d}\n"
    )
    named, empty = body.replace("MODEL", "guard"), body.replace("MODEL", "null")
    with pytest.raises(PolicyError, match=r"line 4: 'detectors\.d\.model': there is no injection model"):
        policy_from(tmp_path, named)
    without = policy_from(tmp_path, body.replace(", model: MODEL", ""))
    assert policy_from(tmp_path, empty).hash == without.hash


def test_the_settings_of_a_detector_come_back_as_the_schema_took_them() -> None:
    detectors = {"a": {"type": "pii", "entities": ["IP"]}, "b": {"type": "leak", "min_words": 7}}
    read = PolicyFile.model_validate({"schema": 1, "id": "t", "detectors": detectors}, strict=False)
    assert {name: spec.model_dump(mode="json") for name, spec in read.detectors.items()} == detectors
