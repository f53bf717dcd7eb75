"""`assistant policy`: read, check and test the safeguards."""

from __future__ import annotations

from pathlib import Path

import click

from assistant.cli.output import json_option, print_json, print_table, say
from assistant.cli.policy import cases as policy_cases
from assistant.config.paths import find_paths
from assistant.config.schema import load_config
from assistant.domain.errors import PolicyError


def folders() -> tuple[Path, ...]:
    """Where policies are looked for."""
    from assistant.app.policies import policy_folders

    return policy_folders(find_paths())


def active() -> str:
    """The name of the active policy."""
    return load_config(find_paths().config_file).guard.policy


@click.group(name="policy")
def command() -> None:
    """Read, check and test the safeguards."""


@command.command(name="list")
@json_option
def list_policies(as_json: bool) -> None:
    """Every policy, where it lies, and which one is active."""
    from assistant.guard.policy.listing import list_policies as find_policies

    entries = find_policies(folders())
    current = active()
    rows = [
        {
            "name": entry.name,
            "active": entry.name == current and not entry.hidden,
            "rules": entry.rules,
            "tests": entry.tests,
            "hash": entry.hash,
            "file": str(entry.file),
            "hidden": entry.hidden,
            "description": entry.description,
            "error": entry.error,
        }
        for entry in entries
    ]
    if as_json:
        print_json({"policies": rows})
        return
    print_table(
        ("", "policy", "rules", "tests", "description"),
        [
            ("*" if row["active"] else "", row["name"], row["rules"], row["tests"], row["error"] or row["description"])
            for row in rows
        ],
    )


@command.command()
@click.argument("policy")
@json_option
def check(policy: str, as_json: bool) -> None:
    """Check POLICY (a file or name): its form, its patterns, what it extends, and whether its models are here."""
    from assistant.app.policies import open_policy

    try:
        gate = open_policy(policy, find_paths())
    except PolicyError as error:
        if as_json:
            problem = {"message": error.message, "hint": error.hint, "line": error.line, "key": error.key}
            print_json({"ok": False, "file": error.file or policy, "error": problem})
        raise
    info = gate.policy
    if as_json:
        where = str(gate.rulebook.policy.files[-1])
        print_json({"ok": True, "file": where, "id": info.id, "rules": info.rules, "hash": info.hash})
        return
    click.echo(f"{info.id}: {info.rules} rules, {info.hash[:12]}")
    for detector in info.degraded:
        say(f"! detector {detector} is not available here")


@command.command()
@click.argument("name")
@json_option
def show(name: str, as_json: bool) -> None:
    """Every rule of the policy NAME (or file): what it looks for, where, and what it does."""
    from assistant.app.policies import open_policy
    from assistant.guard.engine.explain import show as show_policy

    policy = open_policy(name, find_paths()).rulebook.policy
    if as_json:
        print_json(show_policy(policy))
        return
    click.echo(f"{policy.id} ({policy.mode}): {policy.description}")
    rows = [
        (rule.id, rule.action, ", ".join(rule.stages), rule.detector or "", rule.folder or "", rule.category)
        for rule in policy.rules
    ]
    print_table(("rule", "action", "stages", "detector", "folder", "category"), rows)


@command.command()
@click.argument("name")
@json_option
def use(name: str, as_json: bool) -> None:
    """Use the policy NAME from now on, if its own tests pass (writes one setting)."""
    from assistant.app.policies import audit_folder, open_policy
    from assistant.config.file import write_setting
    from assistant.guard.audit.record import AuditRecord
    from assistant.guard.engine.cases import run_tests
    from assistant.guard.policy.load import find_policy

    paths = find_paths()
    find_policy(name, folders())
    gate = open_policy(name, paths)
    failures = run_tests(gate).failures
    if failures:
        raise PolicyError(f"{len(failures)} tests of {name} fail.", f"Run: assistant policy test --policy {name}")
    record = AuditRecord(audit_folder(paths))
    write_setting(paths.config_file, "guard.policy", name)
    record.note("policy switched", policy=name, policy_hash=gate.policy.hash[:16])
    if as_json:
        print_json({"setting": "guard.policy", "value": name, "hash": gate.policy.hash})
        return
    click.echo(f"guard.policy = {name}")
    say("Its ingest rules judge what is in the library with the next assistant index, at once where it is watched.")
    for detector in gate.policy.degraded:
        say(f"! detector {detector} is not available here")


for _other in (policy_cases.test, policy_cases.diff, policy_cases.explain, policy_cases.score):
    command.add_command(_other)
