"""`assistant policy`: read, check and test the safeguards."""

from __future__ import annotations

import click

from assistant.cli.completion.names import complete_policies
from assistant.cli.output import json_option, print_json, print_table, say
from assistant.cli.policy import cases as policy_cases
from assistant.config.paths import find_paths
from assistant.domain.errors import PolicyError
from assistant.text.clean import one_line


@click.group(name="policy")
def command() -> None:
    """Read, check and test the safeguards."""


@command.command(name="list")
@json_option
def list_policies(as_json: bool) -> None:
    """Every policy, where it lies, and which one is active."""
    from assistant.app.policies import list_policies as list_all

    policies = list_all(find_paths())
    if as_json:
        rows = [
            {
                "name": row.name,
                "active": row.active,
                "rules": row.rules,
                "tests": row.tests,
                "hash": row.hash,
                "file": row.file,
                "hidden": row.hidden,
                "description": row.description,
                "error": row.error,
            }
            for row in policies
        ]
        print_json({"policies": rows})
        return
    print_table(
        ("", "policy", "rules", "tests", "description"),
        [("*" if row.active else "", row.name, row.rules, row.tests, row.error or row.description) for row in policies],
    )


@command.command()
@click.argument("policy", shell_complete=complete_policies)
@json_option
def check(policy: str, as_json: bool) -> None:
    """Check POLICY (a file or name): its form, its patterns, what it extends, and whether its models are here."""
    from assistant.app.policies import check_policy

    try:
        checked = check_policy(policy, find_paths())
    except PolicyError as error:
        if as_json:
            problem = {"message": error.message, "hint": error.hint, "line": error.line, "key": error.key}
            print_json({"ok": False, "file": error.file or policy, "error": problem})
        raise
    info = checked.info
    if as_json:
        print_json({"ok": True, "file": str(checked.file), "id": info.id, "rules": info.rules, "hash": info.hash})
        return
    click.echo(f"{info.id}: {info.rules} rules, {info.hash[:12]}")
    for detector in info.degraded:
        say(f"! detector {detector} is not available here")


@command.command()
@click.argument("name", shell_complete=complete_policies)
@json_option
def show(name: str, as_json: bool) -> None:
    """Every rule of the policy NAME (or file): what it looks for, where, and what it does."""
    from assistant.app.policies import show_policy

    shown = show_policy(name, find_paths())
    if as_json:
        print_json(shown.values)
        return
    policy = shown.policy
    click.echo(f"{policy.id} ({policy.mode}): {one_line(policy.description)}")
    rows = [
        (rule.id, rule.action, ", ".join(rule.stages), rule.detector or "", rule.folder or "", rule.category)
        for rule in policy.rules
    ]
    print_table(("rule", "action", "stages", "detector", "folder", "category"), rows)


@command.command()
@click.argument("name", shell_complete=complete_policies)
@json_option
def use(name: str, as_json: bool) -> None:
    """Use the policy NAME from now on, if its own tests pass (writes one setting)."""
    from assistant.app.policies import use_policy

    used = use_policy(name, find_paths())
    if as_json:
        print_json({"setting": "guard.policy", "value": name, "hash": used.hash})
        return
    click.echo(f"guard.policy = {name}")
    say("Its ingest rules judge what is in the library with the next assistant index, at once where it is watched.")
    for detector in used.degraded:
        say(f"! detector {detector} is not available here")


for _other in (policy_cases.test, policy_cases.diff, policy_cases.explain, policy_cases.score):
    command.add_command(_other)
