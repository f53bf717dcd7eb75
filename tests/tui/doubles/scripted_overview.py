"""The second implementation of the `Overview` port: fixed settings, rules, models and folders."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from assistant.app.ports.overview import (
    DecisionRow,
    FetchOffer,
    FolderPreview,
    MachineFacts,
    ModelRow,
    PolicyRow,
    PolicyTests,
    RuleRow,
)
from assistant.config.schema import describe
from assistant.config.setting import Setting
from assistant.domain.errors import UsageError
from assistant.domain.records.program import OtherPrograms
from tests.tui.doubles.scripted_changes import ScriptedChanges

OFFER = FetchOffer(
    ("reader",),
    (
        ModelRow("qwen-1.5b", "language", "to pull", "Apache-2.0", 1_093_000_000, 1_800, True,
                 "assistant models pull qwen-1.5b", "The reader", "https://example.org/qwen",
                 "the Python package index", space_bytes=1_153_000_000),
    ),
    1_153_000_000,
    55_000_000_000,
)  # fmt: skip


class ScriptedOverview:
    """Its lists may be replaced by a test."""

    def other_programs(self) -> OtherPrograms:
        return self.programs

    def __init__(self) -> None:
        self.changes = ScriptedChanges()  # what it changes is shown
        self.ignored: dict[str, int] = {}  # below the folders of the library
        self.programs = OtherPrograms()
        self.shown_settings: tuple[Setting, ...] | None = None
        self.shown_policies: tuple[PolicyRow, ...] = (
            PolicyRow(
                "standard", True, "Balanced defaults for private documents", 3, 9, "9f2c1ab7", "/etc/standard.yaml"
            ),
            PolicyRow("strict", False, "Blocks more", 30, 12, "11", "/etc/strict.yaml"),
            PolicyRow("mine", False, "", 0, 0, "", "/home/ada/mine.yaml", False, "line 4: unknown key 'actoin'."),
        )
        self.shown_rules: tuple[RuleRow, ...] = (
            RuleRow("hate.input", "Attacks on people for what they are", "hate", ("input",), "tox",
                    '{"label": "identity_attack", "gte": 0.6}', "block", "Stopped by rule {rule}.", "standard.yaml:14"),
            RuleRow("personal.phone", "Telephone numbers", "privacy", ("output", "log"), "pii", "{}", "redact", "",
                    "standard.yaml:22"),
            RuleRow("limits.question", "Long questions", "limits", ("input",), "", "{}", "block", "", "base.yaml:9"),
        )  # fmt: skip
        self.shown_models: tuple[ModelRow, ...] = (
            ModelRow("minilm", "embedding", "installed", "Apache-2.0", 90_000_000, 200),
            ModelRow("smollm2-135m", "language", "to pull", "Apache-2.0", 93_000_000, 300, True,
                     "assistant models pull smollm2-135m", "Shows that the path works",
                     "https://example.org/smollm2", "the Python package index"),
            ModelRow("qwen-1b", "language", "installed", "Apache-2.0", 800_000_000, 1_200, notes="wheel",
                     writes_per_s=21.0),
            ModelRow("huge-70b", "language", "to pull", "MIT", 40_000_000_000, 80_000, False,
                     "assistant models pull huge-70b", "The largest that anybody has",
                     "https://example.org/huge", "the Hugging Face hub"),
            ModelRow("gemma-3", "language", "found on disk", "", 3_000_000_000, notes="Ollama",
                     path="/home/ada/.ollama/models/blobs/sha256-1"),
        )  # fmt: skip
        self.shown_decisions: tuple[DecisionRow, ...] = (
            DecisionRow(1_790_000_120.0, "standard", "output", "personal.phone", "redact", "pii", 0.9),
            DecisionRow(1_790_000_000.0, "standard", "input", "hate.input", "block", "toxicity+toxicity-starter", 0.81),
        )
        self.failing: tuple[str, ...] = ()  # tests of policies
        self.offer: FetchOffer | None = None  # nothing is missing
        self.readable = {".pdf": 12, ".md": 30, ".docx": 4}
        self.left_out = {"unsupported": 81, "hidden": 7}

    @property
    def settings_file(self) -> str:
        return "/home/ada/.config/private-assistant/config.toml"

    def settings(self) -> tuple[Setting, ...]:
        return self.shown_settings or describe(self.changes.config(), self.changes.values)

    def policies(self) -> tuple[PolicyRow, ...]:
        return self.shown_policies

    def test_policy(self, name: str) -> PolicyTests:
        count = next(policy.tests for policy in self.shown_policies if policy.name == name)
        return PolicyTests(name, count, self.failing)

    def rules(self) -> tuple[RuleRow, ...]:
        return self.shown_rules

    def decisions(self, limit: int = 50) -> tuple[DecisionRow, ...]:
        return self.shown_decisions[:limit]

    def models(self) -> tuple[ModelRow, ...]:
        return self.shown_models

    def machine(self) -> MachineFacts:
        facts = MachineFacts("A chip of this year", 4, 16_000, 9_000, 7_200)
        if not self.changes.measured:
            return facts
        return replace(facts, measured="qwen-1b", reads_per_s=410.0, writes_per_s=21.0)

    def missing_models(self) -> FetchOffer | None:
        return self.offer

    def preview(self, folder: Path) -> FolderPreview:
        if folder.name == "nowhere":
            raise UsageError(f"There is no folder {str(folder)!r}.", "Write the whole path.")
        return FolderPreview(str(folder), self.readable, self.left_out, 48_213_000)

    def look(self, roots: Sequence[Path]) -> FolderPreview:
        return FolderPreview("", self.readable, self.ignored)
