"""Harmless questions and lines of private papers, and how many of them a policy stops or warns of: one JSON line.

    python -m tests.benchmarks.guard.harmless [--half report] [--policy standard] [--policy strict] [--write FILE.jsonl]

400 questions (judged at `input`) and 400 lines (judged at `output`) in six languages are made from the templates in
`harmless.yaml`, always the same. Rules and bounds were chosen on the half `tune`, from every second template. With
`--write` the cases go into a file for `assistant policy test --data`. Uses the models of ASSISTANT_HOME.
"""

from __future__ import annotations

import argparse
import json
import random
import string
import sys
from collections import Counter
from pathlib import Path
from typing import Literal

import yaml

from assistant.app.policies import open_policy
from assistant.config.paths import find_paths
from assistant.domain.records.verdicts import Stage
from assistant.guard.engine.cases import NamedCase, run_cases
from assistant.guard.policy.schema import Case

Half = Literal["tune", "report"]

_TEMPLATES = Path(__file__).with_name("harmless.yaml")
_EACH = 400  # questions, and lines
_STAGES: dict[str, Stage] = {"questions": "input", "lines": "output"}
_NAMES = (
    "Petra Novak", "Jan de Vries", "Aisha Rahman", "Nguyen Thi Lan", "Olu Adeyemi", "Ines Duarte",
    "Karl Weber", "Priya Nair", "Yusuf Demir", "Chiara Conti", "Lena Fischer", "Rachel Cohen",
    "Mehmet Kaya", "Anna Kowalska", "Diego Morales", "Sven Lindqvist",
)  # fmt: skip
_PLACES = ["Utrecht", "Graz", "Leeds", "Lyon", "Sevilla", "Torino", "Gdynia", "Essen", "Braga", "Cork"]
_COMPANIES = ["Alder & Sons", "Nordlicht GmbH", "Bakkerij Smit", "Officina Rossi", "Atelier Dubois", "Talleres Vega"]
_BLOOD = ("A+", "O-", "AB Rh D+", "0 negativ", "B Rh-", "AB+", "A Rh positive")
_IBAN_LENGTHS = {"DE": 18, "AT": 16, "NL": 14, "BE": 12, "ES": 20, "FR": 23}


def cases(half: Half) -> list[NamedCase]:
    """The cases of a half: 200 questions and 200 lines, spread evenly over the languages."""
    made: list[NamedCase] = []
    templates = yaml.safe_load(_TEMPLATES.read_text("utf-8"))
    for kind, by_language in templates.items():
        chosen = [
            (language, text)
            for language, texts in by_language.items()
            for text in texts[0 if half == "tune" else 1 :: 2]
        ]
        draw = random.Random(f"{kind}/{half}")
        for number in range(_EACH // 2):
            language, text = chosen[number % len(chosen)]
            filled = _fill(text, draw)
            name = f"{half}-{kind}-{language}-{number}"
            made.append(NamedCase(name, Case(stage=_STAGES[kind], text=filled, expect="allow")))
    return made


def _fill(template: str, draw: random.Random) -> str:
    """The template with new values for its words in braces."""
    day, month, year = draw.randint(1, 28), draw.randint(1, 12), draw.randint(2011, 2026)
    values = {
        "id": _id(draw),
        "number": draw.choice((f"{draw.randint(10, 99)}-{draw.randint(1000, 9999)}", str(draw.randint(10**5, 10**8)))),
        "date": draw.choice((f"{day:02}.{month:02}.{year}", f"{year}-{month:02}-{day:02}", f"{day}/{month}/{year}")),
        "amount": draw.choice((f"{draw.randint(1, 3000)},50 €", f"EUR {draw.randint(1, 900)}.00", "1.250,00 EUR")),
        "name": draw.choice(_NAMES),
        "place": draw.choice(_PLACES),
        "company": draw.choice(_COMPANIES),
        "blood": draw.choice(_BLOOD),
        "iban": _iban(draw),
    }
    return template.format(**values)


def _id(draw: random.Random) -> str:
    """An id of the shapes that papers have: EJ9251, KX-40713, 88-1204, E_1042, 74HC595N, b12-77."""
    capitals = "".join(draw.choices(string.ascii_uppercase, k=draw.randint(1, 3)))
    figures = "".join(draw.choices(string.digits, k=draw.randint(3, 6)))
    shapes = (
        capitals + figures,
        f"{capitals}-{figures}",
        f"{capitals}_{figures}",
        f"{capitals}/{figures[:2]}/{figures[2:]}",
        f"{figures[:2]}-{figures}",
        f"{figures[:2]}{capitals}{figures[2:]}{capitals[:1]}",
        f"{capitals} {figures}",
        f"{capitals.lower()}{figures[:2]}-{figures[2:]}",
    )
    return draw.choice(shapes)


def _iban(draw: random.Random) -> str:
    """An IBAN with right check digits, in groups of four or in one."""
    country = draw.choice(list(_IBAN_LENGTHS))
    account = "".join(draw.choices(string.digits, k=_IBAN_LENGTHS[country]))
    if country == "NL":
        account = draw.choice(("ABNA", "INGB", "RABO")) + account[4:]
    rest = int("".join(str(int(sign, 36)) for sign in f"{account}{country}00")) % 97
    whole = f"{country}{98 - rest:02}{account}"
    grouped = " ".join(whole[at : at + 4] for at in range(0, len(whole), 4))
    return draw.choice((whole, grouped))


def figures(policy: str, half: Half) -> dict[str, object]:
    """For questions and lines: how many, blocked, warned, and the cases of both by rule."""
    gate = open_policy(policy, find_paths())
    result: dict[str, object] = {}
    for kind, stage in _STAGES.items():
        outcomes = run_cases(gate, [case for case in cases(half) if case.case.stage == stage]).outcomes
        seen = [outcome for outcome in outcomes if outcome.action in ("block", "warn")]
        rules = Counter(rule for outcome in seen for rule in outcome.rules)
        counts = Counter(outcome.action for outcome in outcomes)
        result[kind] = {"n": len(outcomes), "block": counts["block"], "warn": counts["warn"], "rules": dict(rules)}
        result[f"{kind}: which"] = [outcome.id for outcome in seen]
    return result


def main() -> None:
    """Measure and print, or write the cases."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--half", choices=["tune", "report"], default="report")
    parser.add_argument("--policy", action="append", default=[])
    parser.add_argument("--write", type=Path)
    given = parser.parse_args()
    if given.write:
        rows = [{"id": one.id, **one.case.model_dump(exclude_defaults=True)} for one in cases(given.half)]
        given.write.write_text("".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows), "utf-8")
        return
    found = {policy: figures(policy, given.half) for policy in given.policy or ["standard", "strict"]}
    sys.stdout.write(json.dumps({"half": given.half, **found}) + "\n")


if __name__ == "__main__":
    main()
