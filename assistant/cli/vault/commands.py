"""`assistant vault`: create, lock, unlock, change, remove, status."""

from __future__ import annotations

import click

from assistant.cli.output import json_option, print_json, say
from assistant.cli.terminal.confirm import require_asking, require_yes, yes_option
from assistant.cli.vault.passphrase import passphrases_of
from assistant.config.paths import find_paths

_WRITE_DOWN = (
    "Write it down and keep it away from this machine. It opens the vault if the passphrase is forgotten; it is shown "
    "once and kept nowhere. Without both, nobody can read the library again."
)
_NEW = "New passphrase"


@click.group(name="vault")
def command() -> None:
    """The library under a key: unreadable on a stolen disk or in a stolen backup.

    Every command asks for the passphrase at the terminal, or reads it from a descriptor: assistant --passphrase-fd 3.
    """


@command.command()
@click.pass_context
@json_option
def create(context: click.Context, as_json: bool) -> None:
    """Put the library into a new vault, and wipe its plain files.

    Prints a recovery code, which opens the vault as the passphrase does. Takes as much free disk as the library has.
    """
    from assistant.app.vault.change import create_vault

    passphrase = passphrases_of(context).ask("Passphrase of the new vault", twice=True)
    _show_code(create_vault(find_paths(), passphrase, say), as_json, "The library is in a vault now.")


@command.command()
@click.pass_context
@json_option
def unlock(context: click.Context, as_json: bool) -> None:
    """Check the passphrase or the recovery code, and that the vault can be read.

    Each command unlocks the vault for itself; nothing stays unlocked when it ends.
    """
    from assistant.app.vault.unlocking import check_vault, require_vault, unlock_vault

    paths = find_paths()
    require_vault(paths)  # before anybody is asked for its passphrase
    passphrases_of(context).try_with(lambda secret: unlock_vault(paths, secret))
    _show_text(check_vault(paths), as_json)


@command.command()
@json_option
def lock(as_json: bool) -> None:
    """Have the app and every other running command drop the key."""
    from assistant.app.vault.requests import request_lock

    _show_text(request_lock(find_paths()), as_json)


@command.command()
@click.pass_context
@json_option
def change(context: click.Context, as_json: bool) -> None:
    """Set another passphrase, and print another recovery code; the old ones open nothing any more.

    Over a descriptor the first line is the present passphrase or code, the second the new one.
    """
    from assistant.app.vault.change import change_passphrase
    from assistant.app.vault.unlocking import check_secret, require_vault

    paths, passphrases = find_paths(), passphrases_of(context)
    require_vault(paths)
    given: list[str] = []

    def check(secret: str) -> None:
        check_secret(paths, secret)
        given.append(secret)

    passphrases.try_with(check, "Present passphrase or recovery code")
    code = change_passphrase(paths, given[-1], passphrases.ask(_NEW, twice=True))
    _show_code(code, as_json, "The passphrase is another one now.")


@command.command()
@click.pass_context
@yes_option
@json_option
def remove(context: click.Context, yes: bool, as_json: bool) -> None:
    """Take the library out of the vault: its files are plain again, and the key is destroyed."""
    from assistant.app.vault.change import remove_vault
    from assistant.app.vault.unlocking import is_destroyed_vault, is_locked, unlock_vault

    paths = find_paths()
    if paths.has_traces_of_vault:
        require_asking("Removing the vault", yes=yes)
    if not is_destroyed_vault(paths) and is_locked(paths):
        passphrases_of(context).try_with(lambda secret: unlock_vault(paths, secret))
    if paths.has_traces_of_vault:
        asked = "Take the library out of the vault? Its files are readable on the disk then, and its key is destroyed."
        require_yes(asked, yes=yes)
    remove_vault(paths, say)
    _show_text("There is no vault any more; the library can be read by whoever reads this disk.", as_json)


@command.command()
@json_option
def status(as_json: bool) -> None:
    """Whether the library is in a vault. No passphrase is needed."""
    from assistant.app.vault.unlocking import describe_vault

    state, text = describe_vault(find_paths())
    if as_json:
        print_json({"vault": state})
    else:
        click.echo(text)


def _show_text(text: str, as_json: bool) -> None:
    if as_json:
        print_json({"done": text})
    else:
        click.echo(text)


def _show_code(code: str, as_json: bool, text: str) -> None:
    if as_json:
        print_json({"recovery_code": code})
        return
    say(f"{text} Its recovery code:", always=True)
    click.echo(code)
    say(_WRITE_DOWN, always=True)
