"""`assistant models`: the only command that may use the network, and only its `pull`."""

from __future__ import annotations

import sys
from collections.abc import Callable
from typing import TYPE_CHECKING

import click

from assistant.cli.models_carried import add, export, import_
from assistant.cli.models_found import discover, use
from assistant.cli.output import json_option, print_json, print_table, say
from assistant.core.paths import find_paths

if TYPE_CHECKING:
    from assistant.models.installed import InstalledModel
    from assistant.models.pull import PullProgress


@click.group(name="models")
@click.pass_context
def command(context: click.Context) -> None:
    """Pull, find, choose, carry and check models. Only `pull` uses the network, and only for what the catalog pins."""
    if context.invoked_subcommand != "pull":
        from assistant.cli.sealing import seal_this_process

        seal_this_process()


@command.command()
@click.argument("name")
@json_option
@click.option("--events", is_flag=True, help="Tell the progress as JSON lines, as the app reads it.")
def pull(name: str, as_json: bool, events: bool) -> None:
    """Fetch the model or set NAME (for instance: starter), check it, and make it ready."""
    from assistant.models.catalog import load_catalog

    if events:
        from assistant.cli.models_events import pull_with_events

        pull_with_events(lambda report: _pull(name, report))
        return
    for entry in load_catalog().expand(name):
        say(f"{entry.name}: {entry.description} Licence: {entry.licence}. {entry.download_bytes / 1e6:.0f} MB")
    live = sys.stderr.isatty()

    def show(progress: PullProgress) -> None:
        if live and progress.step == "download":
            amount = f"{progress.done_bytes / 1e6:.0f} of {progress.total_bytes / 1e6:.0f} MB"
            click.echo(f"\r\x1b[K{progress.model}: {amount}", err=True, nl=False)
        elif live:
            click.echo(f"\r\x1b[K{progress.model}: {progress.step}", err=True)

    for model in _pull(name, show):
        if as_json:
            print_json({"name": model.name, "folder": str(model.folder), "size_bytes": model.size_bytes})
        else:
            click.echo(f"{model.name}  {model.folder}")


def _pull(name: str, show: Callable[[PullProgress], None]) -> list[InstalledModel]:
    from assistant.models.pull import pull as pull_models

    models = find_paths().models
    pulled = pull_models(name, models, show)
    if name == "starter":
        from assistant.safeguards import make_starter_toxicity

        say("toxicity-starter: made from the embedding model and the difference that is shipped")
        make_starter_toxicity(models)
    return pulled


@command.command(name="list")
@json_option
def list_models(as_json: bool) -> None:
    """Installed models, and what the catalog offers."""
    from assistant.models.catalog import load_catalog
    from assistant.models.installed import list_installed

    installed = {model.name: model for model in list_installed(find_paths().models)}
    rows: list[tuple[str, str, str, str, int]] = [
        (entry.name, entry.role, "installed" if entry.name in installed else "", entry.licence, entry.download_bytes)
        for entry in load_catalog().model
    ]
    known = {row[0] for row in rows}
    rows += [
        (one.name, one.role, "installed", one.licence, one.size_bytes)
        for one in installed.values()
        if one.name not in known
    ]
    if as_json:
        keys = ("name", "role", "state", "licence", "download_bytes")
        print_json({"models": [dict(zip(keys, row, strict=True)) for row in rows]})
        return
    print_table(("name", "role", "state", "licence", "MB"), [(*row[:4], round(row[4] / 1e6)) for row in rows])


@command.command()
@click.argument("name", required=False)
def path(name: str | None) -> None:
    """Print the folder of the installed model NAME, or of all models."""
    from assistant.models.installed import path as model_path

    models = find_paths().models
    click.echo(str(model_path(models, name) if name else models))


@command.command()
@click.argument("name", required=False)
def verify(name: str | None) -> None:
    """Read every file of the installed models again and compare size and SHA-256."""
    from assistant.models.installed import list_installed
    from assistant.models.installed import verify as verify_model

    for model in list_installed(find_paths().models):
        if name in (None, model.name):
            verify_model(model)
            click.echo(f"{model.name}  ok")


@command.command()
@click.argument("name")
def remove(name: str) -> None:
    """Delete the installed model NAME."""
    from assistant.models.installed import remove as remove_model

    freed = remove_model(find_paths().models, name)
    click.echo(f"{name} removed, {freed / 1e6:.0f} MB freed")


for _other in (discover, use, export, import_, add):
    command.add_command(_other)
