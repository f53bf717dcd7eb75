"""`assistant completion`: what a shell has to read to complete commands, options and names."""

from __future__ import annotations

import click
from click.shell_completion import get_completion_class

from assistant.cli.output import say

_VARIABLE = "_ASSISTANT_COMPLETE"
_WHERE = {
    "bash": 'Put into ~/.bashrc: eval "$(assistant completion bash)"',
    "zsh": 'Put into ~/.zshrc, behind compinit: eval "$(assistant completion zsh)"',
    "fish": "Write it once: assistant completion fish > ~/.config/fish/completions/assistant.fish",
}


@click.command()
@click.argument("shell", type=click.Choice(list(_WHERE)))
@click.pass_context
def command(context: click.Context, shell: str) -> None:
    """Print what lets SHELL complete commands, options, and names of models, policies, settings and indexed files."""
    made = get_completion_class(shell)
    assert made is not None, "click completes in each of these shells"
    click.echo(made(context.find_root().command, {}, "assistant", _VARIABLE).source())
    say(_WHERE[shell])
