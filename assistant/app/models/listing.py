"""Lists the models that are installed, to pull, or from other programs, and how they run on this machine.

Invariant: only `describe_machine` opens a model: the model that it measures.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from assistant.app.models.choice import models_in_use
from assistant.app.models.installed import QUOTES
from assistant.app.models.speed import estimated_writing, known_speed, measure_speed, measured_model
from assistant.config.paths import Paths
from assistant.config.schema import load_config
from assistant.domain.errors import AssistantError

if TYPE_CHECKING:
    from pathlib import Path

    from assistant.models.catalog.entries import CatalogEntry
    from assistant.models.found.discover import FoundModel
    from assistant.models.hardware import Hardware
    from assistant.models.installed import InstalledModel
    from assistant.models.speed import Speed


@dataclass(frozen=True, slots=True)
class ListedModel:
    """A model that is installed or can be pulled.

    `used`: it answers or finds now. `runs`: this machine has a fast enough runtime; `fits`: it runs and can be loaded
    now. `writes_per_s` is an estimate in tokens a second, None where there is none. `pinned`: in words, what the
    model's bytes are checked against.
    """

    name: str
    role: str
    installed: bool
    used: bool
    runs: bool
    fits: bool
    writes_per_s: float | None
    pinned: str
    licence: str
    download_bytes: int


@dataclass(frozen=True, slots=True)
class ModelList:
    """`budget_mb` is the memory that a model may take now."""

    models: tuple[ListedModel, ...]
    budget_mb: int


@dataclass(frozen=True, slots=True)
class MachineReport:
    """The machine, the installed `runtimes` with their versions, and what llama.cpp `computes_on`.

    `speed` is None where nothing was measured; `trouble` says why, or is "".
    """

    hardware: Hardware
    runtimes: list[str]
    computes_on: list[str]
    speed: Speed | None
    trouble: str = ""


_QUOTES = ListedModel(
    name=QUOTES,
    role="language",
    installed=True,
    used=False,
    runs=True,
    fits=True,
    writes_per_s=None,
    pinned="a part of the program",
    licence="",
    download_bytes=0,
)


def list_models(paths: Paths) -> ModelList:
    """The catalog in its order, then official checkpoints, then installed models that are in neither, then "quotes"."""
    from assistant.models.catalog.entries import load_catalog
    from assistant.models.hardware import read_hardware
    from assistant.models.installed import list_installed

    hardware = read_hardware()
    speed = known_speed(paths, hardware)
    used = models_in_use(load_config(paths.config_file), paths)
    installed = {model.name: model for model in list_installed(paths.models)}
    rows = []
    for entry in load_catalog().model:
        is_installed = installed.pop(entry.name, None) is not None
        rows.append(_of_catalog(entry, is_installed, paths.models, hardware, speed))
    rows += _official(frozenset(installed))
    rows += [_outside_catalog(model, hardware, speed) for model in installed.values()]
    rows.append(_QUOTES)
    return ModelList(tuple(replace(row, used=row.name in used) for row in rows), hardware.model_budget_mb)


def _of_catalog(
    entry: CatalogEntry, is_installed: bool, models: Path, hardware: Hardware, speed: Speed | None
) -> ListedModel:
    from assistant.models.catalog.pins import known_pin
    from assistant.models.hardware import can_run, fits

    able = can_run(entry, hardware)
    if entry.is_pinned:
        pinned = "by the catalog"
    else:
        pin = known_pin(entry, models)
        pinned = f"here, {pin.day}" if pin else "at the first pull"
    return ListedModel(
        name=entry.name,
        role=entry.role,
        installed=is_installed,
        used=False,
        runs=able,
        fits=able and fits(entry.memory_mb, hardware),
        writes_per_s=estimated_writing(speed, entry.role, entry.size_bytes) if able else None,
        pinned=pinned,
        licence=entry.licence,
        download_bytes=entry.download_bytes,
    )


def _official(installed: frozenset[str]) -> Iterator[ListedModel]:
    from assistant.app.models.checkpoints import LICENCE, official_models

    for name, official in official_models().items():
        if name not in installed:
            yield ListedModel(
                name=name,
                role="toxicity",
                installed=False,
                used=False,
                runs=True,
                fits=True,
                writes_per_s=None,
                pinned="by the beginning of its SHA-256",
                licence=LICENCE,
                download_bytes=official.about_bytes,
            )


def _outside_catalog(model: InstalledModel, hardware: Hardware, speed: Speed | None) -> ListedModel:
    """A model that is not in the catalog: added from a folder, or made on this machine."""
    from assistant.models.hardware import fits

    return ListedModel(
        name=model.name,
        role=model.role,
        installed=True,
        used=False,
        runs=True,
        fits=fits(model.memory_mb, hardware),
        writes_per_s=estimated_writing(speed, model.role, model.size_bytes),
        pinned="by its manifest",
        licence=model.licence,
        download_bytes=model.size_bytes,
    )


def describe_machine(paths: Paths, begin: Callable[[str], None], *, again: bool = False) -> MachineReport:
    """The machine and its speed, which is measured if it is unknown or with `again`.

    `begin` gets the name of the model that is about to be measured.
    """
    from assistant.generate.choose import auto_runtimes, devices, runtime_version
    from assistant.models.hardware import read_hardware

    hardware = read_hardware()
    speed = None if again else known_speed(paths, hardware)
    trouble = ""
    if speed is None:
        try:
            if (model := measured_model(paths, hardware)) is not None:
                begin(model.name)
            speed = measure_speed(paths, hardware)
        except AssistantError as error:
            trouble = str(error)
    runtimes = [version for name in sorted(auto_runtimes()) if (version := runtime_version(name))]
    return MachineReport(hardware, runtimes, devices(), speed, trouble)


def found_models() -> list[FoundModel]:
    """The models that other programs have on this machine; `refused` tells why a model cannot be used."""
    from assistant.models.found.discover import discover

    return discover()
