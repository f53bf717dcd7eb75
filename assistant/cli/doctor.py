"""`assistant doctor`: many small checks, each with its remedy; `--prove` tries what the system must refuse, and
`--read-data` shows that all stored text is as it was written."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from dataclasses import asdict
from typing import TYPE_CHECKING

import click

from assistant.cli.output import json_option, print_json
from assistant.cli.vault.passphrase import passphrases_of, unlock_here
from assistant.config.paths import find_paths
from assistant.domain.errors import UsageError
from assistant.text.clean import clean

if TYPE_CHECKING:
    from assistant.app.checks import Check

NOT_ENFORCEABLE = 3


@click.command()
@click.option(
    "--prove",
    "with_proof",
    is_flag=True,
    help="Try to leave this machine, and to reach your files from a reader that was taken over.",
)
@click.option("--read-data", is_flag=True, help="Read everything that is stored and compare it with its checksums.")
@json_option
@click.pass_context
def command(context: click.Context, with_proof: bool, read_data: bool, as_json: bool) -> None:
    """Check the installation. Exit 1 if something is wrong; with --prove, 3 where the seal cannot be enforced."""
    from assistant.app.checks import check_data, check_installation, prove_seal

    if with_proof and read_data:
        raise UsageError("--prove and --read-data are two questions.", "Ask one after the other.")
    if read_data or not passphrases_of(context).asks:
        unlock_here(context)
    if read_data:
        _show(check_data(find_paths()), as_json, failed=1)
    elif with_proof:
        proof = prove_seal(find_paths())
        _show(proof.checks, as_json, failed=1 if proof.sealed else NOT_ENFORCEABLE)
    else:
        _show(check_installation(find_paths()), as_json, failed=1)


def _show(checks: Sequence[Check], as_json: bool, *, failed: int) -> None:
    """Print the checks; ends with the exit code `failed` if something is wrong."""
    ok = all(check.ok for check in checks)
    if as_json:
        print_json({"ok": ok, "checks": [asdict(check) for check in checks]})
    else:
        for check in checks:
            click.echo(f"{'ok  ' if check.ok else 'FAIL'}  {clean(check.name)}: {clean(check.detail)}")
            if check.remedy:
                click.echo(f"      {clean(check.remedy)}")
    if not ok:
        sys.exit(failed)
