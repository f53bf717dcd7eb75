"""`assistant models`: the only command that may use the network, and only its `pull`."""

from __future__ import annotations

import sys
from collections.abc import Callable
from typing import TYPE_CHECKING

import click

from assistant.cli.models.carried import add, export, import_
from assistant.cli.models.found import discover, use
from assistant.cli.models.listed import hardware, list_models
from assistant.cli.output import json_option, print_json, say
from assistant.config.paths import find_paths
from assistant.text.clean import one_line

if TYPE_CHECKING:
    from assistant.models.installed import InstalledModel
    from assistant.models.pull.fetch import PullProgress


@click.group(name="models")
@click.pass_context
def command(context: click.Context) -> None:
    """Pull, find, choose, carry and check models. Only `pull` uses the network, and only for what the catalog pins."""
    if context.invoked_subcommand != "pull":
        from assistant.app.sealing import seal_this_process

        seal_this_process()


@command.command()
@click.argument("name")
@click.option("--latest", is_flag=True, help="Pin anew what the catalog does not pin, at what the hub has now.")
@json_option
@click.option("--events", is_flag=True, help="Tell the progress as JSON lines, as the app reads it.")
def pull(name: str, latest: bool, as_json: bool, events: bool) -> None:
    """Fetch the model or set NAME (for instance: starter), check it, and make it ready."""
    from assistant.app.models.checkpoints import LICENCE, LICENCE_URL, official_models
    from assistant.models.catalog.entries import load_catalog
    from assistant.models.catalog.pins import read_pins

    if events:
        from assistant.cli.models.events import pull_with_events

        pull_with_events(lambda report: _pull(name, report, latest))
        return
    models = find_paths().models
    official = official_models().get(name)
    if official is not None:
        say(f"{name}: official Detoxify checkpoint. Licence: {LICENCE} ({LICENCE_URL}).")
        say(f"  about {official.about_bytes / 1e6:.0f} MB to fetch")
    for entry in () if official is not None else load_catalog().expand(name):
        say(f"{entry.name}: {entry.description} Licence: {entry.licence} ({entry.licence_url}).")
        say(f"  {'' if entry.is_pinned else 'about '}{entry.download_bytes / 1e6:.0f} MB to fetch")
    live = sys.stderr.isatty()

    def show(progress: PullProgress) -> None:
        if progress.step == "pinned":
            pin = read_pins(models)[progress.model]
            say(f"{progress.model}: pinned from now on at commit {pin.commit} of {pin.repository}:")
            for file in pin.files:
                say(f"  {file.sha256}  {one_line(file.path, 100)}")
        elif live and progress.step == "download":
            amount = f"{progress.done_bytes / 1e6:.0f} of {progress.total_bytes / 1e6:.0f} MB"
            click.echo(f"\r\x1b[K{progress.model}: {amount}", err=True, nl=False)
        elif live:
            click.echo(f"\r\x1b[K{progress.model}: {progress.step}", err=True)

    for model in _pull(name, show, latest):
        if as_json:
            print_json({"name": model.name, "folder": str(model.folder), "size_bytes": model.size_bytes})
        else:
            click.echo(f"{model.name}  {model.folder}")


def _pull(name: str, show: Callable[[PullProgress], None], latest: bool = False) -> list[InstalledModel]:
    from assistant.app.models.checkpoints import official_models, pull_checkpoint
    from assistant.models.pull.fetch import pull as pull_models

    models = find_paths().models
    if name in official_models():
        return [pull_checkpoint(name, models, show)]
    pulled = pull_models(name, models, show, latest=latest)
    if name == "starter":
        from assistant.app.models.starters import make_starter_reader, make_starter_toxicity

        say("toxicity-starter, reader-starter: made from the embedding model and the differences that are shipped")
        make_starter_toxicity(models)
        make_starter_reader(models)
    return pulled


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


for _other in (list_models, hardware, discover, use, export, import_, add):
    command.add_command(_other)
