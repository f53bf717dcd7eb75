"""`assistant models list` and `hardware`: what there is, what fits this machine, and how fast it will be."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING

import click

from assistant.app.models.speed import estimated_writing, known_speed, measure_speed, probed
from assistant.cli.output import json_option, print_json, print_table, say
from assistant.config.paths import find_paths
from assistant.domain.errors import AssistantError

if TYPE_CHECKING:
    from pathlib import Path

    from assistant.models.catalog.entries import CatalogEntry
    from assistant.models.installed import InstalledModel
    from assistant.models.speed import Speed


@click.command(name="list")
@json_option
def list_models(as_json: bool) -> None:
    """Installed models and what the catalog offers: whether each fits, how fast it will be, how it is pinned."""
    from assistant.app.models.checkpoints import LICENCE, official_models
    from assistant.models.catalog.entries import load_catalog
    from assistant.models.hardware import fits, read_hardware, runs
    from assistant.models.installed import list_installed

    paths, hardware = find_paths(), read_hardware()
    speed = known_speed(paths, hardware)
    installed = {model.name: model for model in list_installed(paths.models)}
    catalog = load_catalog()
    elsewhere = {entry.name for entry in catalog.model if not runs(entry, hardware)}
    rows: list[dict[str, object]] = []
    for entry in catalog.model:
        here = installed.pop(entry.name, None)
        rows.append(
            {
                "name": entry.name,
                "role": entry.role,
                "state": "installed" if here else "",
                "fits": runs(entry, hardware) and fits(entry.memory_mb, hardware),
                "writes_per_s": estimated_writing(speed, entry.role, entry.size_bytes)
                if runs(entry, hardware)
                else None,
                "pinned": _pinned(entry, paths.models),
                "licence": entry.licence,
                "download_bytes": entry.download_bytes,
            }
        )
    rows += [
        {
            "name": name,
            "role": "toxicity",
            "state": "",
            "fits": True,
            "writes_per_s": None,
            "pinned": "by the beginning of its SHA-256",
            "licence": LICENCE,
            "download_bytes": official.about_bytes,
        }
        for name, official in official_models().items()
        if name not in installed
    ]
    rows += [_own(model, fits(model.memory_mb, hardware), speed) for model in installed.values()]
    if as_json:
        print_json({"models": rows, "budget_mb": hardware.model_budget_mb})
        return
    print_table(
        ("name", "role", "state", "fits", "tokens/s", "pinned", "licence", "MB"),
        [
            (
                row["name"],
                row["role"],
                row["state"],
                "yes" if row["fits"] else "Mac only" if row["name"] in elsewhere else "no",
                "" if row["writes_per_s"] is None else f"about {row['writes_per_s']}",
                row["pinned"],
                row["licence"],
                round(int(str(row["download_bytes"])) / 1e6),
            )
            for row in rows
        ],
    )
    say(f"{hardware.model_budget_mb} MB may be taken by a model now. How fast: assistant models hardware")


@click.command()
@click.option("--again", is_flag=True, help="Measure again although there is a measurement.")
@json_option
def hardware(again: bool, as_json: bool) -> None:
    """What this machine is, what is used of it, and how fast its best installed model reads and writes (measured)."""
    from assistant.generate.choose import auto_runtimes, devices, runtime_version
    from assistant.models.hardware import read_hardware

    paths, found = find_paths(), read_hardware()
    speed = None if again else known_speed(paths, found)
    trouble = ""
    if speed is None:
        try:
            if (model := probed(paths, found)) is not None:
                say(f"measuring {model.name} for 3 seconds ...")
            speed = measure_speed(paths, found)
        except AssistantError as error:
            trouble = str(error)
    runtimes = [version for name in sorted(auto_runtimes()) if (version := runtime_version(name))]
    computes_on = devices()
    if as_json:
        facts = {**asdict(found), "model_budget_mb": found.model_budget_mb, "runtimes": runtimes}
        print_json({**facts, "computes_on": computes_on, "speed": asdict(speed) if speed else None})
        return
    click.echo(f"chip          {found.chip} ({found.system}, {found.architecture})")
    click.echo(f"cores         {found.physical_cores} physical, {found.logical_cores} logical")
    click.echo(f"memory        {found.memory_mb} MB, {found.free_mb} free; a model may take {found.model_budget_mb}")
    click.echo(f"graphics      {', '.join(found.accelerators) or 'none found'}")
    click.echo(f"runtimes      {', '.join(runtimes) or 'none'}")
    click.echo(f"llama.cpp on  {', '.join(computes_on) or '-'}")
    if speed is not None:
        click.echo(
            f"measured      {speed.model}: reads {speed.reads_per_s:.0f}, writes {speed.writes_per_s:.0f} tokens/s"
        )
    else:
        click.echo(f"measured      nothing: {trouble or 'no language model is installed'}")


def _pinned(entry: CatalogEntry, models: Path) -> str:
    from assistant.models.catalog.pins import known_pin

    if entry.is_pinned:
        return "by the catalog"
    pin = known_pin(entry, models)
    return f"here, {pin.day}" if pin else "at the first pull"


def _own(model: InstalledModel, fit: bool, speed: Speed | None) -> dict[str, object]:
    """A row for a model that the catalog does not know: added from a folder, or made here."""
    return {
        "name": model.name,
        "role": model.role,
        "state": "installed",
        "fits": fit,
        "writes_per_s": estimated_writing(speed, model.role, model.size_bytes),
        "pinned": "by its manifest",
        "licence": model.licence,
        "download_bytes": model.size_bytes,
    }
