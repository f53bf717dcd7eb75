"""`assistant policy test|diff|explain|score`: what policies decide about given texts.

Invariant: a report names cases by their id and never repeats their text.
"""

from __future__ import annotations

import json
from pathlib import Path

import click

from assistant.cli.output import json_option, print_json, print_table, say
from assistant.config.paths import find_paths
from assistant.config.schema import load_config
from assistant.domain.errors import AssistantError, UsageError

_file = click.Path(exists=True, dir_okay=False, path_type=Path)
_policy = click.option("--policy", "name", help="A policy's name or file; the active one without it.")
_data = click.option("--data", type=_file, help="Cases: one JSON object a line.")


@click.command(name="test")
@click.argument("policy", required=False)
@_policy
@_data
@json_option
def test(policy: str | None, name: str | None, data: Path | None, as_json: bool) -> None:
    """Run the own tests of POLICY (a name or file; else the active one), or with --data the cases of a file, which
    measure and do not fail."""
    from assistant.app.policies import open_policy
    from assistant.guard.engine.cases import as_table, read_cases, run_cases, run_tests

    if policy is not None and name is not None:
        raise UsageError("The policy is named twice.", "Leave out --policy.")
    gate = open_policy(policy or name or _active(), find_paths())
    report = run_tests(gate) if data is None else run_cases(gate, read_cases(data))
    values = report.as_json()
    if as_json:
        print_json(values)
    else:
        click.echo(f"{report.policy} ({report.hash[:12]})")
        print_table(("figure", "value"), as_table(values))
        print_table(("expected", "n", "right"), [(key, one.n, one.right) for key, one in report.per_action.items()])
    for failure in report.failures if data is None else ():
        say(f"x test {failure.id}: {failure.problem}")
    if report.skipped:
        say(f"! {len(report.skipped)} cases skipped: the model of their rule is not available")
    if data is None and report.failures:
        raise AssistantError(f"{len(report.failures)} tests of {report.policy} fail.", "Mend the rules or the tests.")


@click.command()
@click.argument("old")
@click.argument("new")
@_data
@json_option
def diff(old: str, new: str, data: Path | None, as_json: bool) -> None:
    """What changes from OLD to NEW (names or files): rules, detectors, and with --data the decisions."""
    from assistant.app.policies import open_policy
    from assistant.guard.engine.cases import read_cases
    from assistant.guard.engine.compare import compare

    paths = find_paths()
    found = compare(open_policy(old, paths), open_policy(new, paths), () if data is None else read_cases(data))
    if as_json:
        print_json(found.as_json())
        return
    for mark, names in (("+", found.added), ("-", found.removed), ("~", found.altered)):
        for name in names:
            click.echo(f"{mark} {name}")
    for name in found.detectors:
        click.echo(f"~ detector {name}")
    rows = [(one.id, one.old, one.new, one.old_rule, one.new_rule) for one in found.changed]
    if rows:
        print_table(("case", "old", "new", "old rule", "new rule"), rows)
    say(f"{len(rows)} of {found.cases} cases are decided otherwise")


@click.command()
@click.argument("text")
@_policy
@click.option("--stage", "stages", multiple=True, help="Only this stage; may be given again.")
@click.option("--path", default="", help="As if the text came from this file (for rules about folders).")
@json_option
def explain(text: str, name: str | None, stages: tuple[str, ...], path: str, as_json: bool) -> None:
    """What would become of TEXT at each stage, and what every rule measured."""
    from assistant.app.policies import open_policy
    from assistant.guard.engine.explain import STAGES
    from assistant.guard.engine.explain import explain as explain_text
    from assistant.text.clean import one_line

    unknown = [stage for stage in stages if stage not in STAGES]
    if unknown:
        raise UsageError(f"There is no stage {unknown[0]!r}.", f"Stages: {', '.join(STAGES)}.")
    gate = open_policy(name or _active(), find_paths())
    chosen = [stage for stage in STAGES if not stages or stage in stages]
    explained = explain_text(gate, text, chosen, path=path)
    if as_json:
        print_json({"policy": gate.policy.id, "stages": explained})
        return
    for one in explained:
        click.echo(f"{one['stage']}: {one['action']}  {one_line(str(one['text']))}")
        rules = one["rules"]
        for rule in rules if isinstance(rules, list) else ():
            mark = "x" if rule["applied"] else " "
            click.echo(f"  {mark} {rule['rule']} ({rule['action']}) {json.dumps(rule['scores'])}")


@click.command()
@click.argument("detector")
@click.option("--data", type=_file, required=True, help="One JSON object with `text` a line.")
@_policy
@click.option("--json", "_as_json", is_flag=True, help="JSON lines, which is the only form.")
def score(detector: str, data: Path, name: str | None, _as_json: bool) -> None:
    """Write {"id", "scores"} for each line of a file, for choosing thresholds."""
    from assistant.app.policies import open_policy
    from assistant.guard.engine.explain import score_file

    for line in score_file(open_policy(name or _active(), find_paths()), detector, data):
        click.echo(json.dumps(line, ensure_ascii=False))


def _active() -> str:
    return load_config(find_paths().config_file).guard.policy
