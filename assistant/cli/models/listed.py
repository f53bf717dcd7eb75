"""`assistant models list` and `hardware`: which models there are, which fit this machine, and how fast they are."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING

import click

from assistant.cli.output import json_option, print_json, print_table, say
from assistant.config.paths import find_paths

if TYPE_CHECKING:
    from assistant.app.models.listing import ListedModel


@click.command(name="list")
@json_option
def list_models(as_json: bool) -> None:
    """Installed models and what the catalog offers: whether each fits, how fast it will be, how it is pinned."""
    from assistant.app.models.listing import list_models as list_all

    listed = list_all(find_paths())
    if as_json:
        rows = [
            {
                "name": model.name,
                "role": model.role,
                "state": _state(model),
                "fits": model.fits,
                "writes_per_s": model.writes_per_s,
                "pinned": model.pinned,
                "licence": model.licence,
                "download_bytes": model.download_bytes,
            }
            for model in listed.models
        ]
        print_json({"models": rows, "budget_mb": listed.budget_mb})
        return
    print_table(
        ("name", "role", "state", "fits", "tokens/s", "pinned", "licence", "MB"),
        [
            (
                model.name,
                model.role,
                _state(model),
                "yes" if model.fits else "no" if model.runs else "Mac only",
                "" if model.writes_per_s is None else f"about {model.writes_per_s}",
                model.pinned,
                model.licence,
                round(model.download_bytes / 1e6),
            )
            for model in listed.models
        ],
    )
    say(f"{listed.budget_mb} MB may be taken by a model now. How fast: assistant models hardware")


def _state(model: ListedModel) -> str:
    return "in use" if model.used else "installed" if model.installed else ""


@click.command()
@click.option("--again", is_flag=True, help="Measure again although there is a measurement.")
@json_option
def hardware(again: bool, as_json: bool) -> None:
    """What this machine is, what is used of it, and how fast its best installed model reads and writes (measured)."""
    from assistant.app.models.listing import describe_machine

    report = describe_machine(find_paths(), lambda model: say(f"measuring {model} for 3 seconds ..."), again=again)
    found, speed = report.hardware, report.speed
    if as_json:
        facts = {**asdict(found), "model_budget_mb": found.model_budget_mb, "runtimes": report.runtimes}
        print_json({**facts, "computes_on": report.computes_on, "speed": asdict(speed) if speed else None})
        return
    click.echo(f"chip          {found.chip} ({found.system}, {found.architecture})")
    click.echo(f"cores         {found.physical_cores} physical, {found.logical_cores} logical")
    click.echo(f"memory        {found.memory_mb} MB, {found.free_mb} free; a model may take {found.model_budget_mb}")
    click.echo(f"graphics      {', '.join(found.accelerators) or 'none found'}")
    click.echo(f"runtimes      {', '.join(report.runtimes) or 'none'}")
    click.echo(f"llama.cpp on  {', '.join(report.computes_on) or '-'}")
    if speed is not None:
        click.echo(
            f"measured      {speed.model}: reads {speed.reads_per_s:.0f}, writes {speed.writes_per_s:.0f} tokens/s"
        )
    else:
        click.echo(f"measured      nothing: {report.trouble or 'no language model is installed'}")
