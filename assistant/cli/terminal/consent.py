"""A rule's question to the person at the command line. Invariant: without a person to ask, the answer is no."""

from __future__ import annotations

import sys
from collections.abc import Callable

import click

from assistant.domain.ports.guard import Consent
from assistant.domain.records.verdicts import Verdict
from assistant.text.clean import one_line


def make_consent(*, yes: bool, quiet: bool, before: Callable[[], None] = lambda: None) -> Consent | None:
    """Who answers: `yes` in advance, else the terminal, else nobody (`quiet`, or no terminal). `before` is called
    before the person is asked."""
    if yes:
        return lambda verdict, path: True
    if quiet or not (sys.stdin.isatty() and sys.stderr.isatty()):
        return None

    def consent(verdict: Verdict, path: str) -> bool:
        before()
        return _ask(verdict, path)

    return consent


def _ask(verdict: Verdict, path: str) -> bool:
    where = f" ({one_line(path)})" if path else ""
    question = f"Rule {one_line(verdict.rule)} asks at {verdict.stage}{where}: {one_line(verdict.message)} Go on?"
    return click.confirm(question, default=False, err=True)
