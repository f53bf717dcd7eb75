"""`assistant forget`: remove files from everything we keep, look for what may be left, print the receipt."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path

import click

from assistant.cli.completion.names import complete_indexed
from assistant.cli.output import json_option, print_json, say
from assistant.cli.terminal.confirm import require_asking, require_yes, yes_option
from assistant.cli.vault.passphrase import unlock_here
from assistant.config.paths import find_paths
from assistant.config.vault_settings import NamesUnreadable
from assistant.domain.errors import AssistantError, NothingFound, StoreDamaged, UsageError
from assistant.domain.records.receipts import Receipt
from assistant.text.clean import one_line
from assistant.text.quantity import count

_DESTROYED = "The key of the vault was destroyed. Next: assistant vault create, or assistant vault remove"


@click.command()
@click.argument("paths", nargs=-1, type=click.Path(path_type=Path), shell_complete=complete_indexed)
@click.option("--missing", is_flag=True, help="Forget the files that are gone from the disk.")
@click.option("--all", "everything", is_flag=True, help="Forget every file.")
@yes_option
@json_option
@click.pass_context
def command(
    context: click.Context, paths: tuple[Path, ...], missing: bool, everything: bool, yes: bool, as_json: bool
) -> None:
    """Remove the files at and below PATHS from the library and prove it: exit 1 if anything is left.

    The files themselves are not touched. As long as they lie in an indexed folder, the next `assistant index` reads
    them again. In a vault, --all destroys the key as well, even of a vault that is damaged. It cannot be undone, so it
    asks first.
    """
    from assistant.app.vault.change import destroy_if_vault

    if sum((bool(paths), missing, everything)) != 1:
        raise UsageError("Say what to forget.", "Give a PATH, or --missing, or --all.")
    require_asking("Forgetting files", yes=yes)
    try:
        unlock_here(context)
        receipt = _forget(paths, missing=missing, everything=everything, yes=yes)
    except NothingFound:
        if not everything or not find_paths().has_traces_of_vault:
            raise
        require_yes("No file is in the vault. Destroy its key? What else it holds is lost then.", yes=yes)
        if not destroy_if_vault(find_paths()):
            raise
        _say_destroyed(as_json)  # no file was in it, but decisions and settings
        return
    except AssistantError as error:
        if not everything or not _is_damaged_vault(error):
            raise
        say(f"{error.message} The files in the vault cannot be forgotten one by one, and no receipt can be made.")
        require_yes("Destroy the vault's key, and with it all that is in it?", yes=yes)
        if not destroy_if_vault(find_paths()):
            raise
        _say_destroyed(as_json)
        return
    if everything and destroy_if_vault(find_paths()):
        say(_DESTROYED)
    if as_json:
        print_json({"event": "Receipt", "clean": receipt.is_clean, **asdict(receipt)})
    else:
        _show(receipt)
    if not receipt.is_clean:
        sys.exit(1)


def _forget(paths: tuple[Path, ...], *, missing: bool, everything: bool, yes: bool) -> Receipt:
    """Forget `paths`, what is missing, or everything, once the person has said yes."""
    from assistant.app.open import open_assistant_here

    with open_assistant_here(owner=True) as assistant, assistant.upkeep() as upkeep:
        files = upkeep.files_at(paths) if paths else upkeep.missing_files() if missing else upkeep.all_files()
        if files:
            require_yes(_question(files, everything=everything), yes=yes)
        return upkeep.forget_files(files, say)


def _question(files: Sequence[str], *, everything: bool) -> str:
    """What is asked before `files` are forgotten."""
    named = f"{one_line(files[0], 100)}" if len(files) == 1 else count(len(files), "file")
    key = " In a vault the key is destroyed as well." if everything and find_paths().has_vault else ""
    return f"Forget {named}, with all that was read, found and answered from them?{key} It cannot be undone."


def _is_damaged_vault(error: AssistantError) -> bool:
    """Whether the files of a vault cannot be forgotten one by one, because it is damaged."""
    from assistant.app.vault.unlocking import is_vault_that_holds

    return isinstance(error, (StoreDamaged, NamesUnreadable)) and is_vault_that_holds(find_paths())


def _say_destroyed(as_json: bool) -> None:
    say(_DESTROYED)
    if as_json:
        print_json({"event": "VaultDestroyed"})


def _show(receipt: Receipt) -> None:
    gone = f"{count(receipt.files, 'file')}, {count(receipt.passages, 'passage')}"
    click.echo(f"forgotten    {gone}, {receipt.seconds:.1f} s")
    if receipt.passages_kept:
        kept = count(receipt.passages_kept, "passage")
        click.echo(f"kept         {kept}, because another indexed file has the same content")
    click.echo(
        f"looked for   {receipt.texts_sought} pieces of text (UTF-8, UTF-16), {receipt.words_sought} rare words, "
        f"{receipt.paths_sought} paths, {receipt.vectors_sought} vectors"
    )
    if receipt.shared:
        click.echo(f"left aside   {receipt.shared} of them, because files that are still indexed hold the same")
    click.echo(f"in           {receipt.files_searched} files, {receipt.bytes_searched:,} bytes, below:")
    for folder in receipt.places:
        click.echo(f"             {one_line(folder)}")
    for leftover in receipt.leftovers:
        click.echo(f"LEFT         {leftover.kind} at byte {leftover.offset} of {one_line(leftover.file)}")
    for file in receipt.unreadable:
        click.echo(f"UNREADABLE   {one_line(file)}")
    click.echo(f"result       {'nothing is left' if receipt.is_clean else 'something is left'}")
    if receipt.trouble:
        click.echo(f"note         {one_line(receipt.trouble)}")
    if receipt.on_disk:
        click.echo(f"note         {len(receipt.on_disk)} of the files are still on the disk; the next index run of")
        click.echo("             their folder reads them again, unless a rule in library.ignore leaves them out")
    click.echo("out of reach")
    for copy in receipt.out_of_reach:
        click.echo(f"             {copy}")
