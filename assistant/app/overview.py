"""The Overview port on this machine: what settings, policy files, models and folders there are.

Invariant: it only reads; importing it loads no stage.
"""

from __future__ import annotations

import time
import tomllib
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

from assistant.app.ports.overview import (
    DecisionRow,
    FolderPreview,
    MachineFacts,
    ModelRow,
    ModelState,
    PolicyRow,
    RuleRow,
)
from assistant.config.paths import Paths, shipped_policies
from assistant.config.schema import Config, describe, load_config
from assistant.config.setting import Setting
from assistant.domain.errors import UsageError

_COUNTED = 1000  # decisions over which a rule's hits are counted
_SOURCES = {"hub": "the Hugging Face hub", "release": "a release", "wheel": "the Python package index"}
_PREVIEW_S = 4.0  # counting ends after so long; a person only wants to see the kinds


class LocalOverview:
    """Reads what lies at `paths`."""

    def __init__(self, paths: Paths) -> None:
        self._paths = paths
        self._policy_folders = (paths.policies, shipped_policies())

    @property
    def settings_file(self) -> str:
        return str(self._paths.config_file)

    def settings(self) -> tuple[Setting, ...]:
        file = self._paths.config_file
        written = tomllib.loads(file.read_text("utf-8")) if file.exists() else {}
        return describe(self._now(), written)

    def policies(self) -> tuple[PolicyRow, ...]:
        from assistant.guard.policy.listing import list_policies

        active = self._active()
        return tuple(
            PolicyRow(
                entry.name,
                entry.name == active and not entry.hidden,
                entry.description,
                entry.rules,
                entry.tests,
                entry.hash,
                str(entry.file),
                entry.hidden,
                entry.error,
            )
            for entry in list_policies(self._policy_folders)
        )

    def rules(self) -> tuple[RuleRow, ...]:
        from assistant.guard.engine.conditions import describe_condition
        from assistant.guard.policy.load import load_policy

        policy = load_policy(self._active(), self._policy_folders)
        acted = Counter(one.rule for one in self.decisions(_COUNTED))
        return tuple(
            RuleRow(
                rule.id,
                rule.description,
                rule.category,
                tuple(rule.stages),
                rule.detector or "",
                describe_condition(rule.when),
                rule.action,
                rule.message,
                rule.source,
                acted[rule.id],
            )
            for rule in policy.rules
        )

    def decisions(self, limit: int = 50) -> tuple[DecisionRow, ...]:
        from assistant.app.policies import recent_decisions

        return tuple(
            DecisionRow(
                _number(entry.get("time")),
                str(entry.get("policy", "")),
                str(entry.get("stage", "")),
                str(entry.get("rule", "")),
                str(entry.get("action", "")),
                str(entry.get("detector", "")),
                _number(entry.get("score")),
            )
            for entry in recent_decisions(self._paths, limit)
            if "rule" in entry
        )

    def _active(self) -> str:
        return self._now().guard.policy

    def _now(self) -> Config:
        """The settings as they are now: they may have been changed since the program was started."""
        return load_config(self._paths.config_file)

    def models(self) -> tuple[ModelRow, ...]:
        return (*self._installed(), *self._catalog(), *self._found())

    def machine(self) -> MachineFacts:
        from assistant.app.models.speed import known_speed
        from assistant.models.hardware import read_hardware

        here = read_hardware()
        speed = known_speed(self._paths, here)
        return MachineFacts(
            here.chip,
            here.physical_cores,
            here.memory_mb,
            here.free_mb,
            here.model_budget_mb,
            here.accelerators,
            speed.model if speed is not None else "",
            speed.reads_per_s if speed is not None else 0.0,
            speed.writes_per_s if speed is not None else 0.0,
        )

    def preview(self, folder: Path) -> FolderPreview:
        from assistant.domain.records.files import SourceFile
        from assistant.ingest.parse.registry import reads
        from assistant.ingest.scan.ignore import Rules
        from assistant.ingest.scan.walk import walk

        if not folder.is_dir():
            raise UsageError(f"There is no folder {str(folder)!r}.", "Write the whole path.")
        settings = self._now().library
        limit = settings.max_file_mb * 1_000_000
        ours = (self._paths.library, self._paths.models, self._paths.policies, self._paths.logs, self._paths.state)
        rules = Rules(ignore=settings.ignore, hidden=settings.hidden, max_file_bytes=limit, leave_out=ours, reads=reads)
        readable: Counter[str] = Counter()
        left_out: Counter[str] = Counter()
        total, end, complete = 0, time.monotonic() + _PREVIEW_S, True
        for found in walk((folder.resolve(),), rules):
            if time.monotonic() > end:
                complete = False
                break
            if not isinstance(found, SourceFile):
                left_out[found.reason] += 1
            elif found.size_bytes > limit:
                left_out["too_large"] += 1
            else:
                readable[found.path.suffix.lower()] += 1
                total += found.size_bytes
        return FolderPreview(str(folder), dict(readable.most_common()), dict(left_out.most_common()), total, complete)

    # ---------------------------------------------------------------- models

    def _installed(self) -> Iterator[ModelRow]:
        from assistant.app.models.speed import estimated_writing, known_speed
        from assistant.models.hardware import fits, read_hardware
        from assistant.models.installed import list_installed

        hardware = read_hardware()
        speed = known_speed(self._paths, hardware)
        for model in list_installed(self._paths.models):
            notes = ", ".join(part for part in (model.precision, model.origin) if part)
            yield ModelRow(
                model.name,
                model.role,
                "installed",
                model.licence,
                model.size_bytes,
                model.memory_mb,
                fits(model.memory_mb, hardware),
                notes=notes,
                writes_per_s=estimated_writing(speed, model.role, model.size_bytes) or 0.0,
            )

    def _catalog(self) -> Iterator[ModelRow]:
        from assistant.app.models.speed import estimated_writing, known_speed
        from assistant.models.catalog.entries import load_catalog
        from assistant.models.hardware import fits, read_hardware, runs
        from assistant.models.installed import list_installed

        catalog, hardware = load_catalog(), read_hardware()
        speed = known_speed(self._paths, hardware)
        installed = {model.name for model in list_installed(self._paths.models)}
        for entry in catalog.model:
            if entry.name not in installed:
                yield ModelRow(
                    entry.name,
                    entry.role,
                    "to pull",
                    entry.licence,
                    entry.download_bytes,
                    entry.memory_mb,
                    fits(entry.memory_mb, hardware),
                    f"assistant models pull {entry.name}",
                    f"{entry.description} {entry.notes}".strip(),
                    entry.licence_url,
                    _SOURCES[entry.source.kind],
                    writes_per_s=estimated_writing(speed, entry.role, entry.size_bytes) or 0.0,
                    runs=runs(entry, hardware),
                )

    def _found(self) -> Iterator[ModelRow]:
        from assistant.models.found.discover import discover

        for model in discover():
            state: ModelState = "refused" if model.refused else "found on disk"
            notes = f"{model.refused} {model.tool}".strip()
            yield ModelRow(model.name, model.role, state, "", model.size_bytes, notes=notes, path=str(model.path))


def _number(value: object) -> float:
    return float(value) if isinstance(value, int | float) else 0.0
