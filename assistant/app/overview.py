"""The Overview port on this machine: what settings, policy files, models and folders there are.

Invariant: it only reads; importing it loads no stage.
"""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from assistant.app.models.missing import free_bytes, missing_models
from assistant.app.models.reading import what_reads
from assistant.app.ports.overview import (
    DecisionRow,
    FetchOffer,
    FolderPreview,
    MachineFacts,
    ModelRow,
    ModelState,
    PolicyRow,
    PolicyTests,
    RuleRow,
)
from assistant.config.paths import Paths
from assistant.config.schema import (
    Config,
    LibraryConfig,
    WrongValue,
    as_config,
    describe,
    load_config,
    read_config,
    read_written,
    without,
)
from assistant.config.setting import Setting
from assistant.domain.errors import UsageError
from assistant.domain.records.program import OtherPrograms

if TYPE_CHECKING:
    from assistant.ingest.scan.ignore import Rules
    from assistant.models.catalog.entries import CatalogEntry
    from assistant.models.hardware import Hardware
    from assistant.models.installed import InstalledModel
    from assistant.models.speed import Speed

_COUNTED = 1000  # decisions over which a rule's hits are counted
_INDEX = "the Python package index"
_SOURCES = {"hub": "the Hugging Face hub", "release": "a release", "wheel": _INDEX, "wheels": _INDEX}
_PREVIEW_S = 4.0  # counting ends after this time: the kinds of files matter, not exact counts


def scan_rules(settings: LibraryConfig, paths: Paths, reads: Callable[[Path], bool]) -> Rules:
    """Which files a walk takes; `reads` returns whether a parser reads a file of that name."""
    from assistant.ingest.scan.ignore import Rules

    return Rules(
        ignore=settings.ignore,
        hidden=settings.hidden,
        max_file_bytes=settings.max_file_mb * 1_000_000,
        leave_out=(*paths.own_folders, paths.config_file),
        reads=reads,
    )


class LocalOverview:
    """Reads the settings, policies and models below `paths`."""

    def __init__(self, paths: Paths) -> None:
        self._paths = paths

    @property
    def settings_file(self) -> str:
        return str(self._paths.config_file)

    def settings(self) -> tuple[Setting, ...]:
        file = self._paths.config_file
        written = read_written(file)
        config, wrong = as_config(file, written)
        return describe(config, without(written, [value.key for value in wrong]))

    def wrong_settings(self) -> tuple[WrongValue, ...]:
        """The values of the settings file that are not used, because they are wrong."""
        return read_config(self._paths.config_file)[1]

    def other_programs(self) -> OtherPrograms:
        from assistant.app.doors.connected import other_programs

        return other_programs(self._paths)

    def policies(self) -> tuple[PolicyRow, ...]:
        from assistant.app.policies import list_policies

        return list_policies(self._paths)

    def test_policy(self, name: str) -> PolicyTests:
        from assistant.app.policies import measure_policy

        report = measure_policy(name, self._paths).report
        failed = tuple(f"{outcome.id}: {outcome.problem}" for outcome in report.failures)
        return PolicyTests(name, len(report.outcomes), failed, len(report.skipped))

    def rules(self) -> tuple[RuleRow, ...]:
        from assistant.app.policies import load_active_policy
        from assistant.guard.engine.conditions import describe_condition

        policy = load_active_policy(self._paths)
        acted = Counter(decision.rule for decision in self.decisions(_COUNTED))
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
        from assistant.app.audit import recent_decisions

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

    def _config(self) -> Config:
        """The settings as the file has them now: they may have changed since the program was started."""
        return load_config(self._paths.config_file)

    def models(self) -> tuple[ModelRow, ...]:
        from assistant.models.installed import list_installed

        hardware, speed = self._speed()
        installed = list_installed(self._paths.models)
        names = frozenset(model.name for model in installed)
        return (*_installed(installed, hardware, speed), _quotes(), *_to_pull(names, hardware, speed), *_found())

    def machine(self) -> MachineFacts:
        hardware, speed = self._speed()
        return MachineFacts(
            hardware.chip,
            hardware.physical_cores,
            hardware.memory_mb,
            hardware.free_mb,
            hardware.model_budget_mb,
            hardware.accelerators,
            speed.model if speed is not None else "",
            speed.reads_per_s if speed is not None else 0.0,
            speed.writes_per_s if speed is not None else 0.0,
            free_bytes(self._paths.models),
        )

    def missing_models(self) -> FetchOffer | None:
        names = missing_models(self._config(), self._paths)
        hardware, speed = self._speed()
        entries = [entry for name in names for entry in _entries(name, self._paths)]
        if not entries:
            return None
        rows = tuple(_pullable(entry, hardware, speed) for entry in entries)
        # One model is whole before the next begins.
        space = max(row.space_bytes + sum(done.size_bytes for done in rows[:number]) for number, row in enumerate(rows))
        return FetchOffer(names, rows, space, free_bytes(self._paths.models))

    def _speed(self) -> tuple[Hardware, Speed | None]:
        """This machine, and what was measured on it."""
        from assistant.app.models.speed import known_speed
        from assistant.models.hardware import read_hardware

        hardware = read_hardware()
        return hardware, known_speed(self._paths, hardware)

    def preview(self, folder: Path) -> FolderPreview:
        if not folder.is_dir():
            raise UsageError(f"There is no folder {str(folder)!r}.", "Write the whole path.")
        return replace(self.look((folder,)), folder=str(folder))

    def look(self, roots: Sequence[Path]) -> FolderPreview:
        from assistant.disk.first_bytes import is_text
        from assistant.domain.records.files import SourceFile
        from assistant.ingest.scan.walk import walk
        from assistant.text.pages import ending, says_little

        rules = scan_rules(self._config().library, self._paths, what_reads(self._paths.models))
        readable: Counter[str] = Counter()
        left_out: Counter[str] = Counter()
        there = [root.resolve() for root in roots if root.exists()]
        total, end, complete = 0, time.monotonic() + _PREVIEW_S, True
        for found in walk(there, rules):
            if time.monotonic() > end:
                complete = False
                break
            if not isinstance(found, SourceFile):
                left_out[found.named] += 1
            elif found.size_bytes > rules.max_file_bytes:
                left_out["too_large"] += 1
            elif says_little(found.path) and found.path != found.root and not is_text(found.path, found.root):
                left_out["binary"] += 1
            else:
                readable[ending(found.path)] += 1
                total += found.size_bytes
        return FolderPreview("", dict(readable.most_common()), dict(left_out.most_common()), total, complete)


def _installed(models: Sequence[InstalledModel], hardware: Hardware, speed: Speed | None) -> Iterator[ModelRow]:
    from assistant.app.models.speed import estimated_writing
    from assistant.models.hardware import fits

    for model in models:
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


def _quotes() -> ModelRow:
    from assistant.app.models.installed import QUOTES

    notes = "Answers are the best sentences of your files as they stand; no language model writes."
    return ModelRow(QUOTES, "language", "built in", notes=notes)


def _to_pull(installed: frozenset[str], hardware: Hardware, speed: Speed | None) -> Iterator[ModelRow]:
    """The models of the catalog that are not `installed` (names)."""
    from assistant.models.catalog.entries import load_catalog

    return (_pullable(entry, hardware, speed) for entry in load_catalog().model if entry.name not in installed)


def _entries(name: str, paths: Paths) -> Sequence[CatalogEntry]:
    """What pulling `name` fetches."""
    from assistant.app.models.pull import reader_choices
    from assistant.models.catalog.entries import READER, load_catalog

    return [reader_choices(paths)[0].entry] if name == READER else load_catalog().expand(name)


def _pullable(entry: CatalogEntry, hardware: Hardware, speed: Speed | None) -> ModelRow:
    from assistant.app.models.speed import estimated_writing
    from assistant.models.hardware import can_run, fits
    from assistant.models.pull.install import space_needed

    return ModelRow(
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
        runs=can_run(entry, hardware),
        space_bytes=space_needed(entry),
    )


def _found() -> Iterator[ModelRow]:
    from assistant.app.models.listing import found_models

    for model in found_models():
        state: ModelState = "refused" if model.refused else "found on disk"
        notes = f"{model.refused} {model.tool}".strip()
        yield ModelRow(model.name, model.role, state, "", model.size_bytes, notes=notes, path=str(model.path))


def _number(value: object) -> float:
    return float(value) if isinstance(value, int | float) else 0.0
