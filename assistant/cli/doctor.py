"""`assistant doctor`: many small checks, each with its remedy; `--prove` tries what the system must refuse."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from dataclasses import asdict
from typing import TYPE_CHECKING

import click

from assistant.cli.output import json_option, print_json
from assistant.config.paths import find_paths
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
@json_option
def command(with_proof: bool, as_json: bool) -> None:
    """Check the installation. Exit 1 if something is wrong; with --prove, 3 where the seal cannot be enforced."""
    from assistant.app.checks import check_installation, prove_seal

    if with_proof:
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
