"""`assistant models discover` and `use`: the models of other programs on this machine, and which model is in use."""

from __future__ import annotations

import click

from assistant.cli.completion.names import complete_usable
from assistant.cli.output import json_option, print_json, print_table, say
from assistant.config.paths import find_paths


@click.command()
@json_option
def discover(as_json: bool) -> None:
    """List models of Ollama, LM Studio, the Hugging Face cache, llama.cpp, Jan and GPT4All. Nothing is copied."""
    from assistant.app.models.listing import found_models

    found = found_models()
    if as_json:
        models = [
            {
                "tool": model.tool,
                "name": model.name,
                "role": model.role,
                "format": model.format,
                "path": str(model.path),
                "size_bytes": model.size_bytes,
                "window_tokens": model.window_tokens,
                "refused": model.refused,
            }
            for model in found
        ]
        print_json({"models": models})
        return
    print_table(
        ("tool", "name", "role", "format", "MB", "path or why not"),
        [(m.tool, m.name, m.role, m.format, round(m.size_bytes / 1e6), m.refused or str(m.path)) for m in found],
    )
    say(f"{len(found)} found. To use one: assistant models use NAME")


@click.command()
@click.argument("name", shell_complete=complete_usable)
@json_option
def use(name: str, as_json: bool) -> None:
    """Use the model NAME from now on: an installed one, a discovered one, or the absolute path of a file or folder.

    NAME "quotes" leads back to quotations, without a language model.
    """
    from assistant.app.models.installed import use_model

    chosen = use_model(name, find_paths())
    if as_json:
        setting, value = next(iter(chosen.written.items()))
        print_json({"setting": setting, "value": value, "name": chosen.name, "written": dict(chosen.written)})
        return
    for setting, value in chosen.written.items():
        click.echo(f"{setting} = {value}")
    if chosen.note:
        say(chosen.note)
    if chosen.other_vectors:
        say(
            "The library was made with another embedding model, which answers until assistant index, or the app while "
            "nothing else is to do, has made the vectors of this one."
        )
