"""`assistant models`: the only command that may use the network, and only its `pull`."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from assistant.cli.completion.names import complete_installed, complete_offered
from assistant.cli.models.bar import PullBar
from assistant.cli.models.carried import add, export, import_
from assistant.cli.models.found import discover, use
from assistant.cli.models.listed import hardware, list_models
from assistant.cli.output import json_option, print_json, say
from assistant.cli.terminal.confirm import require_asking, require_yes, yes_option
from assistant.config.paths import find_paths
from assistant.text.clean import one_line

if TYPE_CHECKING:
    from assistant.app.models.pull import PullOffer
    from assistant.app.ports.changes import PullEvent


@click.group(name="models")
@click.pass_context
def command(context: click.Context) -> None:
    """Pull, find, choose, carry and check models. Only `pull` uses the network, and only for what the catalog pins."""
    if context.invoked_subcommand not in ("pull", "export"):  # `export` knows where it writes to, and seals itself
        from assistant.app.sealing import seal_this_process

        seal_this_process(engines=context.invoked_subcommand == "hardware")  # it measures how fast one is


@command.command()
@click.argument("names", nargs=-1, required=True, metavar="NAME...", shell_complete=complete_offered)
@click.option("--latest", is_flag=True, help="Pin anew what the catalog does not pin, at what the hub has now.")
@json_option
@click.option("--events", is_flag=True, help="Tell the progress as JSON lines, as the app reads it.")
def pull(names: tuple[str, ...], latest: bool, as_json: bool, events: bool) -> None:
    """Fetch models or sets, check them, and make them ready.

    NAME is a model of the catalog, the set "starter" (what finding needs), or "reader": the language model that suits
    this machine, by its memory and its measured speed. An interrupted pull goes on where it was.
    """
    from assistant.app.models.pull import pull_model, pull_offers

    paths = find_paths()
    if events:
        from assistant.cli.models.events import pull_with_events

        pull_with_events(
            lambda report: [model for name in names for model in pull_model(name, paths, report, say, latest=latest)]
        )
        return
    offers = [offer for name in names for offer in pull_offers(name, paths)]
    for offer in offers:
        _describe(offer)
    bar = PullBar(offers)

    def show(progress: PullEvent) -> None:
        bar.show(progress)
        if progress.step == "pinned":
            _tell_pin(progress.model, bar)

    for name in names:
        with bar:
            pulled = pull_model(name, paths, show, bar.tell, latest=latest)
        for model in pulled:
            if as_json:
                print_json({"name": model.name, "folder": str(model.folder), "size_bytes": model.size_bytes})
            else:
                click.echo(f"{model.name}  {model.folder}")


def _describe(offer: PullOffer) -> None:
    say(f"{offer.name}: {offer.description} Licence: {offer.licence} ({offer.licence_url}).")
    if offer.reason:
        say(f"  {offer.reason}")
    say(f"  {'' if offer.exact else 'about '}{offer.download_bytes / 1e6:.0f} MB to fetch")


def _tell_pin(model: str, bar: PullBar) -> None:
    from assistant.app.models.pull import kept_pin

    pin = kept_pin(model, find_paths())
    bar.tell(f"{model}: pinned from now on at commit {pin.commit} of {pin.repository}:")
    for file in pin.files:
        bar.tell(f"  {file.sha256}  {one_line(file.path, 100)}")


@command.command()
@click.argument("name", required=False, shell_complete=complete_installed)
@json_option
def path(name: str | None, as_json: bool) -> None:
    """Print the folder of the installed model NAME, or of all models."""
    from assistant.app.models.installed import model_path

    folder = str(model_path(name, find_paths()))
    if as_json:
        print_json({"folder": folder})
    else:
        click.echo(folder)


@command.command()
@click.argument("name", required=False, shell_complete=complete_installed)
@json_option
def verify(name: str | None, as_json: bool) -> None:
    """Read every file of the installed models again and compare size and SHA-256."""
    from assistant.app.models.installed import verify_models

    whole = []
    for model in verify_models(name, find_paths()):
        whole.append(model)
        if not as_json:
            click.echo(f"{model}  ok")
    if as_json:
        print_json({"whole": whole})


@command.command()
@click.argument("name", shell_complete=complete_installed)
@yes_option
@json_option
def remove(name: str, yes: bool, as_json: bool) -> None:
    """Delete the installed model NAME."""
    from assistant.app.models.installed import installed_size, remove_model

    paths = find_paths()
    require_asking("Deleting a model", yes=yes)
    megabytes = round(installed_size(name, paths) / 1e6)
    require_yes(f"Delete the model {one_line(name, 60)} ({megabytes} MB)? It would have to be fetched again.", yes=yes)
    freed = remove_model(name, paths)
    if as_json:
        print_json({"name": name, "freed_bytes": freed})
    else:
        click.echo(f"{name} removed, {freed / 1e6:.0f} MB freed")


for _other in (list_models, hardware, discover, use, export, import_, add):
    command.add_command(_other)
