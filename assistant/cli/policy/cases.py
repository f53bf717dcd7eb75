"""`assistant policy test|diff|explain|score`: what policies decide about given texts.

Invariant: a report names cases by their id and never repeats their text.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import asdict
from pathlib import Path

import click

from assistant.cli.completion.names import complete_policies
from assistant.cli.output import json_option, print_json, print_table, say
from assistant.cli.terminal.look import styled
from assistant.config.paths import find_paths
from assistant.domain.errors import AssistantError, UsageError
from assistant.text.clean import json_text, one_line

_file = click.Path(exists=True, dir_okay=False, path_type=Path)
_policy = click.option(
    "--policy",
    "name",
    shell_complete=complete_policies,
    help="A policy's name or file; the active one without it.",
)
_data = click.option("--data", type=_file, help="Cases: one JSON object a line.")


@click.command(name="test")
@click.argument("policy", required=False, shell_complete=complete_policies)
@_policy
@_data
@json_option
def test(policy: str | None, name: str | None, data: Path | None, as_json: bool) -> None:
    """Run the own tests of POLICY (a name or file; else the active one), or with --data the cases of a file, which
    measure and do not fail."""
    from assistant.app.policies import measure_policy

    if policy is not None and name is not None:
        raise UsageError("The policy is named twice.", "Leave out --policy.")
    measured = measure_policy(policy or name, find_paths(), data)
    report = measured.report
    if as_json:
        print_json(report.as_json())
    else:
        click.echo(f"{report.policy} ({report.hash[:12]})")
        print_table(("figure", "value"), measured.figures)
        expected = [(key, tally.n, tally.right) for key, tally in report.per_action.items()]
        if expected:
            print_table(("expected", "n", "right"), expected)
    for failure in report.failures if data is None else ():
        say(f"x test {failure.id}: {failure.problem}")
    if report.skipped:
        say(f"! {len(report.skipped)} cases skipped: the model of their rule is not available")
    if data is None and report.failures:
        raise AssistantError(f"{len(report.failures)} tests of {report.policy} fail.", "Mend the rules or the tests.")


@click.command()
@click.argument("old", shell_complete=complete_policies)
@click.argument("new", shell_complete=complete_policies)
@_data
@json_option
def diff(old: str, new: str, data: Path | None, as_json: bool) -> None:
    """What changes from OLD to NEW (names or files): rules, detectors, and with --data the decisions."""
    from assistant.app.policies import compare_policies

    found = compare_policies(old, new, find_paths(), data)
    if as_json:
        print_json(found.as_json())
        return
    for mark, names in (("+", found.added), ("-", found.removed), ("~", found.altered)):
        for name in names:
            click.echo(f"{mark} rule {one_line(name)}")
            _print_values((value.key, value.old, value.new) for value in found.values if value.name == name)
    for name in found.detectors:
        click.echo(f"~ detector {one_line(name)}")
        _print_values((value.key, value.old, value.new) for value in found.values if value.name == name)
    rows = [(case.id, case.old, case.new, case.old_rule, case.new_rule) for case in found.changed]
    if rows:
        print_table(("case", "old", "new", "old rule", "new rule"), rows)
    if data is not None:
        say(f"{len(rows)} of {found.cases} cases are decided otherwise")


def _print_values(values: Iterable[tuple[str, str, str]]) -> None:
    """What differs of a rule or detector, a line each: its key, the old value, then the new."""
    for key, *sides in values:
        old, new = (one_line(side, 300) or "nothing" for side in sides)
        click.echo(f"    {key}: {styled(old, 'bad')} -> {styled(new, 'good')}")


@click.command()
@click.argument("text")
@_policy
@click.option("--stage", "stages", multiple=True, help="Only this stage; may be given again.")
@click.option("--path", default="", help="As if the text came from this file (for rules about folders).")
@click.option(
    "--passage", "passages", multiple=True, help="A passage that TEXT rests on (stage final); may be given again."
)
@json_option
def explain(
    text: str, name: str | None, stages: tuple[str, ...], path: str, passages: tuple[str, ...], as_json: bool
) -> None:
    """What would become of TEXT at each stage, and what every rule measured."""
    from assistant.app.policies import explain_text

    explained = explain_text(text, name, find_paths(), stages=stages, path=path, passages=passages)
    if as_json:
        print_json(asdict(explained))
        return
    for stage in explained.stages:
        click.echo(f"{stage['stage']}: {stage['action']}  {one_line(str(stage['text']))}")
        if stage["stage"] == "final" and not passages and stages:
            say("What an answer says is compared with passages: give them with --passage.")
        rules = stage["rules"]
        for rule in rules if isinstance(rules, list) else ():
            mark = "x" if rule["applied"] else " "
            click.echo(f"  {mark} {rule['rule']} ({rule['action']}) {json.dumps(rule['scores'])}")


@click.command()
@click.argument("detector")
@click.option("--data", type=_file, required=True, help="One JSON object with `text` a line.")
@_policy
@click.option("--json", "_as_json", is_flag=True, help="JSON lines, which is the only form.")
def score(detector: str, data: Path, name: str | None, _as_json: bool) -> None:
    """Write {"id", "stage", "scores"} for each line of a file, for choosing thresholds.

    A line may have "passages" (a list of texts that the text rests on) and "stage"; without it the first stage counts
    at which a rule asks the detector.
    """
    from assistant.app.policies import score_texts

    for line in score_texts(detector, data, name, find_paths()):
        click.echo(json_text(line))
