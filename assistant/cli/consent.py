"""A rule's question to the person at the command line. Invariant: without a person to ask, the answer is no."""

from __future__ import annotations

import sys

import click

from assistant.domain.ports.guard import Consent
from assistant.domain.records.verdicts import Verdict
from assistant.text.clean import one_line


def make_consent(*, yes: bool, quiet: bool) -> Consent | None:
    """Who answers: `yes` in advance, else the terminal, else nobody (`quiet`, or no terminal)."""
    if yes:
        return lambda verdict, path: True
    return None if quiet or not (sys.stdin.isatty() and sys.stderr.isatty()) else _ask


def _ask(verdict: Verdict, path: str) -> bool:
    where = f" ({one_line(path)})" if path else ""
    question = f"Rule {one_line(verdict.rule)} asks at {verdict.stage}{where}: {one_line(verdict.message)} Go on?"
    return click.confirm(question, default=False, err=True)
