"""`assistant status`: the library in figures, and every quarantined file with its reason."""

from __future__ import annotations

from dataclasses import asdict

import click

from assistant.chat.words import left_out_phrase
from assistant.cli.output import json_option, print_json
from assistant.text.clean import one_line
from assistant.text.pages import page_word
from assistant.text.quantity import count

_MOST_IGNORED = 30  # endings and reasons in one line
STARTER = "toxicity-starter@"
_OFFICIAL = " (the starter; official weights: assistant models pull detoxify-unbiased)"


@click.command()
@click.option("--files", "list_files", is_flag=True, help="List every file, not only the quarantined ones.")
@json_option
def command(list_files: bool, as_json: bool) -> None:
    """Show what is in the library, what could not be read and why, and who answers."""
    from assistant.app.open import known_roots, open_assistant_here
    from assistant.app.overview import LocalOverview
    from assistant.config.paths import find_paths

    with open_assistant_here() as assistant:
        summary = assistant.summary()
        files = assistant.files()
        roots = known_roots(assistant)
    left_out = LocalOverview(find_paths()).look(roots).left_out
    if as_json:
        print_json({**asdict(summary), "file_records": [asdict(file) for file in files], "ignored": left_out})
        return
    click.echo(f"files        {summary.files} indexed, {summary.quarantined} quarantined")
    if left_out:
        click.echo(f"ignored      {left_out_phrase(left_out, _MOST_IGNORED)}")
    click.echo(f"passages     {summary.passages}")
    click.echo(f"answers by   {one_line(summary.generator)}")
    click.echo(f"embeddings   {one_line(summary.embedder)}")
    click.echo(f"policy       {summary.policy.id} ({summary.policy.rules} rules, {summary.policy.hash[:12]})")
    for model in summary.policy.models:
        click.echo(f"judged by    {one_line(model)}{_OFFICIAL if STARTER in model else ''}")
    for detector in summary.policy.degraded:
        click.echo(f"DEGRADED     detector {one_line(detector)} is not available")
    click.echo(f"network      {'sealed: the system refuses internet sockets' if summary.sealed else 'not sealed'}")
    if summary.leaves_to:
        click.echo(
            f"LEAVES       questions and passages are sent to {one_line(summary.leaves_to)}, as the settings say"
        )
    if summary.banner:
        click.echo(f"note         {one_line(summary.banner)}")
    for file in files:
        if file.state == "quarantined":
            click.echo(f"x {one_line(file.path)}: {file.reason}. {one_line(file.message)}")
        elif list_files:
            click.echo(
                f"+ {one_line(file.path)}: {count(file.pages, page_word(file.path))}, {count(file.chunks, 'passage')}"
            )
