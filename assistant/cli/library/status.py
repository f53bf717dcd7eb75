"""`assistant status`: the library in figures, and every file that could not be read with its reason."""

from __future__ import annotations

from dataclasses import asdict

import click

from assistant.chat.words import REASONS, answerer, left_out_phrase, model_name
from assistant.cli.output import json_option, print_json
from assistant.cli.terminal.live_line import LiveLine
from assistant.cli.terminal.look import echo, styled
from assistant.text.clean import one_line
from assistant.text.pages import page_word
from assistant.text.quantity import count

_MOST_IGNORED = 30  # endings and reasons in one line
STARTER = "toxicity-starter"
_OFFICIAL = " (the starter; official weights: assistant models pull detoxify-unbiased)"


@click.command()
@click.option("--files", "list_files", is_flag=True, help="List every file, not only those that could not be read.")
@json_option
def command(list_files: bool, as_json: bool) -> None:
    """Show what is in the library, what could not be read and why, and who answers."""
    from assistant.app.open import known_roots, open_assistant_here
    from assistant.app.overview import LocalOverview
    from assistant.config.paths import find_paths

    with LiveLine() as line, open_assistant_here() as assistant:
        line.say("opening the library")
        summary = assistant.summary()
        files = assistant.files()
        roots = known_roots(assistant)
    left_out = LocalOverview(find_paths()).look(roots).left_out
    if as_json:
        print_json({**asdict(summary), "file_records": [asdict(file) for file in files], "ignored": left_out})
        return
    pictures = sum(file.reason == "picture" for file in files)
    without = f", {count(pictures, 'picture')} without text" if pictures else ""
    click.echo(f"files        {summary.files} read, {summary.quarantined} could not be read{without}")
    if left_out:
        click.echo(f"ignored      {left_out_phrase(left_out, _MOST_IGNORED)}")
    click.echo(f"passages     {summary.passages}")
    click.echo(f"answers by   {answerer(summary.generator)}")
    click.echo(f"found with   {model_name(summary.embedder)}")
    click.echo(f"policy       {summary.policy.id} ({count(summary.policy.rules, 'rule')})")
    for model in summary.policy.models:
        click.echo(f"judged by    {_judge(model)}{_OFFICIAL if STARTER in model else ''}")
    for detector in summary.policy.degraded:
        told = f"the detector {one_line(detector)}: its model is not here, and its rules do without it"
        echo(f"missing      {told}", "warning")
    click.echo(f"network      {'sealed: the system refuses internet sockets' if summary.sealed else 'not sealed'}")
    if summary.leaves_to:
        click.echo(
            f"LEAVES       questions and passages are sent to {one_line(summary.leaves_to)}, as the settings say"
        )
    if summary.banner:
        click.echo(f"note         {one_line(summary.banner)}")
    for file in files:
        if file.is_unreadable or (list_files and file.state == "quarantined"):
            reason = REASONS.get(file.reason, file.reason)
            echo(f"{styled('x', 'bad')} {one_line(file.path)}: {reason}. {one_line(file.message)}")
        elif file.message:
            echo(f"{styled('~', 'warning')} {one_line(file.path)}: {one_line(file.message)}")
        elif list_files and file.state != "quarantined":
            click.echo(
                f"+ {one_line(file.path)}: {count(file.pages, page_word(file.path))}, {count(file.chunks, 'passage')}"
            )


def _judge(model: str) -> str:
    """ "toxicity, by toxicity-starter" of "toxicity+toxicity-starter@8835db56"."""
    kind, _, name = model.partition("+")
    return f"{one_line(kind, 40)}, by {model_name(name)}" if name else model_name(model)
