"""`assistant models export`, `import` and `add`: models from folders and other machines, without the network."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from assistant.cli.completion.names import complete_installed
from assistant.cli.output import json_option, print_json
from assistant.config.paths import find_paths

if TYPE_CHECKING:
    from assistant.app.models.installed import ModelOnDisk


@click.command()
@click.argument("file", type=click.Path(path_type=Path))
@click.argument("names", nargs=-1, shell_complete=complete_installed)
@json_option
def export(file: Path, names: tuple[str, ...], as_json: bool) -> None:
    """Write the installed models NAMES (all, if none is named), verified, into the new FILE."""
    from assistant.app.sealing import seal_this_process

    seal_this_process(files=(file,))
    from assistant.app.models.installed import export_models

    _show(export_models(names, file, find_paths()), as_json)


@click.command(name="import")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@json_option
def import_(file: Path, as_json: bool) -> None:
    """Install every model of a FILE that `models export` wrote; all of them, or none."""
    from assistant.app.models.installed import import_models

    _show(import_models(file, find_paths()), as_json)


@click.command()
@click.argument("folder", type=click.Path(exists=True, file_okay=False, path_type=Path))
@click.argument("name")
@click.option("--question-prompt", help="Text put before each question; otherwise what the folder says.")
@click.option("--passage-prompt", help="Text put before each passage; otherwise what the folder says.")
@click.option("--dimension", type=click.IntRange(min=0), default=0, help="Keep only so many values of each vector.")
@json_option
def add(
    folder: Path, name: str, question_prompt: str | None, passage_prompt: str | None, dimension: int, as_json: bool
) -> None:
    """Make the embedding model NAME out of a sentence-transformers FOLDER, which is only read."""
    from assistant.app.models.installed import add_model

    added = add_model(
        folder,
        name,
        find_paths(),
        question_prompt=question_prompt,
        passage_prompt=passage_prompt,
        dimension=dimension,
    )
    _show([added], as_json)


def _show(models: Sequence[ModelOnDisk], as_json: bool) -> None:
    if as_json:
        rows = [{"name": model.name, "role": model.role, "size_bytes": model.size_bytes} for model in models]
        print_json({"models": rows})
        return
    for model in models:
        click.echo(f"{model.name}  {model.role}  {model.size_bytes / 1e6:.0f} MB")
