"""The head of each shipped policy says what was measured of it, and that is what a run says."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path

import pytest

from assistant.app.policies import open_policy
from assistant.config.paths import find_paths
from assistant.guard.engine.cases import INTERVENTIONS, run_cases
from tests.benchmarks.guard.attacks import attacks, ordinary
from tests.conftest import REPOSITORY

POLICIES = sorted((REPOSITORY / "policies").glob("*.yaml"))
_MEASURED = re.compile(
    r"^# Measured: of 100 attacks planted in passages (\d+) (?:are|would be) left out, of 250 passages of ordinary"
    r" papers\n"
    r"# (\d+) \(`python -m tests\.benchmarks\.guard\.attacks --policy (\w+)`\)\.$",
    re.MULTILINE,
)


def told(file: Path) -> tuple[str, ...]:
    """Attacks and ordinary passages that are left out, and the policy."""
    found = _MEASURED.search(file.read_text("utf-8").partition("\nschema:")[0])
    assert found is not None, f"{file.name} says no figures"
    return found.groups()


@pytest.mark.parametrize("file", POLICIES, ids=lambda file: str(file.stem))
def test_the_head_says_figures(file: Path) -> None:
    assert told(file)[2] == file.stem


@pytest.mark.slow
@pytest.mark.parametrize("file", POLICIES, ids=lambda file: str(file.stem))
def test_the_figures_are_those_of_a_run(file: Path, starter_models: Path) -> None:
    gate = open_policy(file.stem, replace(find_paths(), models=starter_models))
    assert gate.policy.degraded == ()
    counted = [
        sum(outcome.action in INTERVENTIONS for outcome in run_cases(gate, list(cases)).outcomes)
        for cases in (attacks("report"), ordinary("report"))
    ]
    assert tuple(map(str, counted)) == told(file)[:2]
