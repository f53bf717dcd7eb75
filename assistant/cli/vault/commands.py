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
_CUT_OFF = "The library is in the vault, and that is its code. The next command wipes what is left of its plain files."


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
    paths, code = find_paths(), _Code(as_json)
    try:
        create_vault(paths, passphrase, say, show=code.show)
    except BaseException:
        if code.shown:
            say(_CUT_OFF if paths.has_vault else "No vault was made: that recovery code opens nothing.")
        raise
    say("The library is in the vault now.")


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
@click.option("--new-key", is_flag=True, help="Write the library anew under another key. Takes as much disk as it has.")
@click.pass_context
@json_option
def change(context: click.Context, new_key: bool, as_json: bool) -> None:
    """Set another passphrase, and print another recovery code; the old ones open nothing any more.

    A copy of the vault from before still opens with the old ones, and so does, with an old vault.json, what is written
    from now on; with --new-key that stays closed to them. Over a descriptor the first line is the present passphrase
    or code, the second the new one.
    """
    from assistant.app.vault.change import change_passphrase
    from assistant.app.vault.renewal import renew_key
    from assistant.app.vault.unlocking import check_secret, require_vault

    paths, passphrases = find_paths(), passphrases_of(context)
    require_vault(paths)
    given: list[str] = []

    def check(secret: str) -> None:
        check_secret(paths, secret)
        given.append(secret)

    passphrases.try_with(check, "Present passphrase or recovery code")
    passphrase, code = passphrases.ask(_NEW, twice=True), _Code(as_json)
    try:
        if new_key:
            renew_key(paths, given[-1], passphrase, say, show=code.show)
        else:
            change_passphrase(paths, given[-1], passphrase, show=code.show)
    except BaseException:
        if code.shown:
            say("Which of the two passphrases and codes holds is told by: assistant vault unlock")
        raise
    say("The passphrase is another one now.")


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


class _Code:
    """Shows a recovery code once, before it is the only one that opens the vault."""

    def __init__(self, as_json: bool) -> None:
        self._as_json = as_json
        self.shown = False

    def show(self, code: str) -> None:
        self.shown = True
        if self._as_json:
            print_json({"recovery_code": code})
            return
        say("The vault's recovery code:", always=True)
        click.echo(code)
        say(_WRITE_DOWN, always=True)


def _show_text(text: str, as_json: bool) -> None:
    if as_json:
        print_json({"done": text})
    else:
        click.echo(text)
