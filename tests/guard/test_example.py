"""The policy that the README shows does what the README says."""

from __future__ import annotations

import re
from pathlib import Path

from assistant.guard.engine.cases import run_tests
from tests.guard.policies import open_gate


def test_it_passes_its_own_test_and_keeps_to_its_folders(repository: Path, tmp_path: Path) -> None:
    shown = re.search(r"```yaml\n(schema: 1\n.*?)```", (repository / "README.md").read_text("utf-8"), re.DOTALL)
    assert shown is not None
    (tmp_path / "mine.yaml").write_text(shown[1], "utf-8")
    gate = open_gate("mine", [tmp_path, repository / "policies"])
    report = run_tests(gate)
    assert report.outcomes and not report.failures
    text = "Mrs Laura Jones is well."
    assert gate.check("output", text, path="/home/a/medical/letter.md").text == "Mrs [PERSON] is well."
    assert gate.check("output", text, path="/home/a/letters/letter.md").text == text
