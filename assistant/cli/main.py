"""The command line: which commands there are, and what happens before and after each.

Invariant: a command's module is imported only when it is used; every command but `models pull` gives up internet
sockets before it does anything (the app forks its launcher first, and what needs a model may have that one command run
first); every deliberate error ends in its own exit code.
"""

from __future__ import annotations

import importlib
import os
import sys

import click

from assistant.cli.routing import with_command
from assistant.cli.terminal import look
from assistant.domain.errors import AssistantError, StoppedByPolicy

# name -> (module, one line of help): the help is here so that `--help` imports nothing.
COMMANDS: dict[str, tuple[str, str]] = {
    "chat": ("chat", "Open the app (the default)."),
    "index": ("library.index", "Read folders into the library, or bring it up to date."),
    "watch": ("library.watch", "Keep the library equal to the folders until ctrl+c."),
    "ask": ("ask.command", "Answer a question from the files, or from standard input."),
    "open": ("ask.open_source", "Open a source of the last answer."),
    "search": ("library.search", "Show the passages that a question finds."),
    "status": ("library.status", "What is in the library and who answers."),
    "forget": ("library.forget", "Remove files from everything we keep, and prove it."),
    "rebuild": ("library.rebuild", "Make the vector index again from the ledger."),
    "models": ("models.pull", "Pull, list and check models."),
    "policy": ("policy.commands", "Read, check and test the safeguards."),
    "audit": ("policy.audit", "Show and verify the record of decisions."),
    "config": ("config", "Show and change the settings."),
    "paths": ("paths", "Where everything lies."),
    "vault": ("vault.commands", "The library under a key; its passphrase."),
    "mcp": ("doors.mcp", "Let other programs ask the files of some folders."),
    "serve": ("doors.serve", "Let your other programs ask over HTTP, as they ask OpenAI."),
    "pipe": ("doors.pipe", "Answer requests of a program, a line of JSON each."),
    "doctor": ("doctor", "Check the installation; prove that nothing leaves the machine."),
    "eval": ("evaluate", "Measure retrieval and answers."),
    "completion": ("completion.command", "Print what lets the shell complete commands and names."),
}


# They do without the vault, or ask for its passphrase when they need it.
_UNLOCK_THEMSELVES = ("vault", "chat", "models", "doctor", "paths", "forget", "completion", "serve")
_NEED_MODELS = ("index", "watch", "ask")  # what a person begins with
_READ_SETTINGS = (
    "index",
    "watch",
    "ask",
    "open",
    "search",
    "status",
    "mcp",
    "pipe",
    "serve",
    "eval",
)  # what is wrong in them concerns these


_WORDS = f"{__name__}.words"  # the whole command line, in the context's `meta`


class LazyGroup(click.Group):
    """A group whose commands are modules, imported on use. What names no command is a question."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in COMMANDS:
            return None
        module = importlib.import_module(f"assistant.cli.{COMMANDS[cmd_name][0]}")
        command: click.Command = module.command
        look.give_look(command)
        return command

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        words = args if ctx.resilient_parsing else with_command(args, self, COMMANDS)
        ctx.meta[_WORDS] = tuple(words)  # click has taken them from the context when the group is called
        return super().parse_args(ctx, words)

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        with formatter.section("Commands"):
            formatter.write_dl([(name, text) for name, (_, text) in COMMANDS.items()])


@click.group(
    cls=LazyGroup,
    invoke_without_command=True,
    context_settings={"help_option_names": ["-h", "--help"]},
    params=look.look_options(),
    subcommand_metavar="QUESTION | COMMAND [ARGS]...",
)
@click.version_option(package_name="private-assistant")
@click.option("--passphrase-fd", type=click.IntRange(0), help="Read the vault's passphrase from this file descriptor.")
@click.pass_context
def assistant(context: click.Context, passphrase_fd: int | None) -> None:
    """A private assistant over your own files: cited answers from a model on this machine, under policies you can read.

    A QUESTION is asked of the files: assistant "How much notice does the lease ask for?". Without anything, the app
    opens.

    Exit codes: 0 ok, 1 failed, 2 usage, 3 model missing, 4 stopped by policy, 5 nothing found, 6 busy or needs
    rebuild, 7 vault locked, 130 interrupted.
    """
    if context.invoked_subcommand == "completion":  # it prints a text that ships with the program
        return
    if context.invoked_subcommand not in ("doctor", "paths"):  # they help to mend it
        from assistant.config.paths import find_paths
        from assistant.config.private import require_private

        require_private(find_paths())
    if context.invoked_subcommand in _NEED_MODELS:
        from assistant.cli.models.offer import offer_starter

        offer_starter()
    # These seal themselves: only `models pull` may reach the network, the app may start a pull, and `serve` may listen.
    if context.invoked_subcommand not in ("models", "chat", "serve", None):
        from assistant.app.sealing import Door, seal_this_process

        seal_this_process(
            answers=context.invoked_subcommand in ("ask", "eval", "status", "mcp", "pipe", "doctor"),
            listens=_to_prove(context) if context.invoked_subcommand == "doctor" else None,
            makes_home=context.invoked_subcommand not in ("doctor", "paths"),
            door=Door(
                exports=any(argument.startswith("--ics") for argument in context.meta[_WORDS]),
                opener=_viewer() if context.invoked_subcommand == "open" else (),
            ),
        )
    if passphrase_fd is not None:
        from assistant.cli.vault.passphrase import Passphrases

        context.obj = Passphrases(passphrase_fd)
    if context.invoked_subcommand not in (*_UNLOCK_THEMSELVES, None):
        from assistant.cli.vault.passphrase import unlock_here

        unlock_here(context)
    if context.invoked_subcommand in _READ_SETTINGS:
        from assistant.cli.config import tell_wrong_settings

        tell_wrong_settings()
    if context.invoked_subcommand is None:
        from assistant.cli.chat import command

        context.invoke(command)


def _to_prove(context: click.Context) -> tuple[str, int] | None:
    """Where the process listens that `doctor --prove` puts to the test, if the settings let one listen."""
    if "--prove" not in context.meta[_WORDS]:
        return None
    from assistant.app.doors.listening import address_to_prove
    from assistant.config.paths import find_paths

    return address_to_prove(find_paths())


def _viewer() -> tuple[str, ...]:
    from assistant.tui.system.open_file import opener

    return tuple(opener())


def run() -> None:
    """Run the command line and end the process with the exit code of what happened."""
    look.begin()
    try:
        code = assistant.main(prog_name="assistant", standalone_mode=False)
    except AssistantError as error:
        _print_error(error)
        sys.exit(error.exit_code)
    except click.ClickException as error:
        error.show()
        sys.exit(error.exit_code)
    except (click.Abort, KeyboardInterrupt):
        click.echo("Interrupted.", err=True)
        sys.exit(130)
    except BrokenPipeError:
        # The reader (`| head`) has gone; without this Python prints another error when it closes stdout.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(0)
    sys.exit(code if isinstance(code, int) else 0)


def _print_error(error: AssistantError) -> None:
    from assistant.text.clean import clean

    # A rule's message to a person (who may be in despair) is not printed as an error.
    label = "" if isinstance(error, StoppedByPolicy) else f"{look.styled('Error:', 'bad', err=True)} "
    look.echo(f"{label}{clean(error.message)}", err=True)
    if error.hint:
        look.echo(f"  {clean(error.hint)}", err=True)
