"""The second implementation of the `Overview` port: fixed settings, rules, models and folders."""

from __future__ import annotations

from pathlib import Path

from assistant.core.config import Config, Setting, describe
from assistant.core.errors import UsageError
from assistant.core.overview import DecisionRow, FolderPreview, ModelRow, PolicyRow, RuleRow


class ScriptedOverview:
    """Its lists may be replaced by a test."""

    def __init__(self) -> None:
        self.shown_settings: tuple[Setting, ...] = describe(
            Config.model_validate({"retrieval": {"passages": 6}}), {"retrieval": {"passages": 6}}
        )
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
                     "assistant models pull smollm2-135m", "Shows that the path works"),
            ModelRow("huge-70b", "language", "to pull", "MIT", 40_000_000_000, 80_000, False,
                     "assistant models pull huge-70b"),
            ModelRow("gemma-3", "language", "found on disk", "", 3_000_000_000, notes="Ollama: /home/ada/.ollama/x"),
        )  # fmt: skip
        self.shown_decisions: tuple[DecisionRow, ...] = (
            DecisionRow(1_790_000_120.0, "standard", "output", "personal.phone", "redact", "pii", 0.9),
            DecisionRow(1_790_000_000.0, "standard", "input", "hate.input", "block", "toxicity+toxicity-starter", 0.81),
        )
        self.readable = {".pdf": 12, ".md": 30, ".docx": 4}
        self.left_out = {"unsupported": 81, "hidden": 7}

    @property
    def settings_file(self) -> str:
        return "/home/ada/.config/private-assistant/config.toml"

    def settings(self) -> tuple[Setting, ...]:
        return self.shown_settings

    def policies(self) -> tuple[PolicyRow, ...]:
        return self.shown_policies

    def rules(self) -> tuple[RuleRow, ...]:
        return self.shown_rules

    def decisions(self, limit: int = 50) -> tuple[DecisionRow, ...]:
        return self.shown_decisions[:limit]

    def models(self) -> tuple[ModelRow, ...]:
        return self.shown_models

    def preview(self, folder: Path) -> FolderPreview:
        if folder.name == "nowhere":
            raise UsageError(f"There is no folder {str(folder)!r}.", "Write the whole path.")
        return FolderPreview(str(folder), self.readable, self.left_out, 48_213_000)
