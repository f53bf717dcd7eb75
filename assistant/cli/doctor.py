"""`assistant doctor`: many small checks, each with its remedy; `--prove` tries what the system must refuse, and
`--read-data` shows that all stored text is as it was written."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from dataclasses import asdict
from typing import TYPE_CHECKING

import click

from assistant.cli.output import json_option, print_json
from assistant.cli.terminal.live_line import LiveLine
from assistant.cli.terminal.look import echo, styled
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
    checks: Sequence[Check]
    failed = 1
    with LiveLine() as line:
        if read_data:
            line.say("reading everything that is stored")
            checks = check_data(find_paths())
        elif with_proof:
            line.say("trying to get out")
            proof = prove_seal(find_paths())
            checks, failed = proof.checks, 1 if proof.sealed else NOT_ENFORCEABLE
        else:
            line.say("looking at the installation")
            checks = check_installation(find_paths())
    _show(checks, as_json, failed=failed)


def _show(checks: Sequence[Check], as_json: bool, *, failed: int) -> None:
    """Print the checks; ends with the exit code `failed` if something is wrong."""
    ok = all(check.ok for check in checks)
    if as_json:
        print_json({"ok": ok, "checks": [asdict(check) for check in checks]})
    else:
        for check in checks:
            mark = styled("ok  ", "good") if check.ok else styled("FAIL", "bad")
            echo(f"{mark}  {clean(check.name)}: {clean(check.detail)}")
            if check.remedy:
                click.echo(f"      {clean(check.remedy)}")
    if not ok:
        sys.exit(failed)
