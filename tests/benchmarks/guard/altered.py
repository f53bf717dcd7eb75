"""Sentences of public paragraphs, altered in one thing each, and how many of them a policy tells of: one JSON line.

    python -m tests.benchmarks.guard.altered --data DATA_FOLDER [--half report] [--policy standard] [--policy clinic]
        [--each 300]

DATA_FOLDER holds `retrieval/squad2_cs224n`, `retrieval/xquad_de` and `guard/wice`. A sentence is judged at `final`
against its own paragraph and two others. It is altered in a number, a "not", a name, a unit, a date, a quantifier or
its polarity; the true ones are shortened or introduced. `wice` are reworded claims that annotators called supported.
Bounds and word lists were chosen on the half `tune` (every second paragraph).
"""

from __future__ import annotations

import argparse
import json
import random
import re
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

from assistant.app.policies import open_policy
from assistant.config.paths import find_paths
from assistant.guard.engine.cases import passages_of
from assistant.guard.engine.gate import PolicyGate
from assistant.guard.matching.segment import sentences
from assistant.guard.policy.schema import Case

Change = Callable[[str, random.Random], "str | None"]

_BE = re.compile(
    r"\b(is|are|was|were|has|have|had|can|will|would|should|must|ist|sind|war|waren|wurde|wurden|kann)\b"
    r"(?! (?:not|nicht))"
)
_NUMBER = re.compile(r"(?<![\w.,-])\d+(?:[.,]\d+)*(?![\w-])")
_NAME = re.compile(r"(?<=[a-z,] )[A-Z][a-z]{3,}(?![\w'-])")
_NAMES = ("Bradford", "Okafor", "Lindqvist", "Moreau", "Castellano", "Petrov", "Winslow", "Hargreave")
_MONTHS = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
]
_MONATE = [
    "Januar",
    "Februar",
    "März",
    "April",
    "Mai",
    "Juni",
    "Juli",
    "August",
    "September",
    "Oktober",
    "November",
    "Dezember",
]
_MONTH = re.compile(rf"\b(?:{'|'.join(_MONTHS + _MONATE)})\b")
_YEAR = re.compile(r"\b(?:in|since|until|im Jahr|of|by) (1[5-9]\d\d|20[0-2]\d)\b")
_UNITS = (
    "km miles|kilometres feet|kilometers feet|metres inches|meters inches|mi km|feet metres|days weeks|"
    "weeks months|months years|years months|hours days|minutes hours|percent dollars|% euros|million billion|"
    "billion million|acres km|Jahre Monate|Jahren Monaten|Meter Kilometer|Kilometer Meter|Prozent Euro|"
    "Millionen Milliarden|Milliarden Millionen|Tage Wochen"
)
_UNIT = {pair.split()[0]: pair.split()[1] for pair in _UNITS.split("|")}
_QUANTIFIERS = (
    "all no|every no|most few|many few|some all|several all|both neither of the|only also|at least at most|"
    "at most at least|more than less than|less than more than|always never|never always|each no|few many|"
    "alle keine|jeder kein|jede keine|viele wenige|einige alle|meisten wenigsten|nur auch|"
    "mindestens höchstens|mehr als weniger als|immer nie"
)
_OPPOSITES = (
    "allowed forbidden|increased decreased|increase decrease|before after|after before|largest smallest|"
    "highest lowest|first last|last first|higher lower|lower higher|won lost|lost won|early late|late early|"
    "north south|south north|east west|west east|with without|without with|more less|large small|small large|"
    "old new|new old|began ended|high low|low high|supported opposed|accepted rejected|"
    "successful unsuccessful|possible impossible|above below|inside outside|true false|included excluded|"
    "open closed|best worst|major minor|positive negative|vor nach|nach vor|größte kleinste|"
    "größten kleinsten|ersten letzten|erste letzte|mit ohne|groß klein|alt neu|neue alte|neuen alten|"
    "hohe niedrige|früh spät"
)
_INTRODUCED = ("According to the file, {}", "The passage says: {}", "{} [1]")


def _at_one(pattern: re.Pattern[str], write: Callable[[re.Match[str], random.Random], str]) -> Change:
    """Writes anew one of the places where the pattern is found."""

    def change(text: str, draw: random.Random) -> str | None:
        found = list(pattern.finditer(text))
        if not found:
            return None
        one = draw.choice(found)
        return text[: one.start()] + write(one, draw) + text[one.end() :]

    return change


def _pairs(pairs: str) -> Change:
    """Writes the second word of a pair for the first; a pair is cut at its one or middle blank."""
    table: dict[str, str] = {}
    for pair in pairs.split("|"):
        words = pair.split()
        half = 2 if words[:2] in (["at", "least"], ["at", "most"], ["more", "than"], ["less", "than"]) else 1
        half = 2 if words[:2] in (["mehr", "als"],) else half
        table[" ".join(words[:half])] = " ".join(words[half:])
    pattern = re.compile(rf"\b(?:{'|'.join(sorted(table, key=len, reverse=True))})\b")
    return _at_one(pattern, lambda match, _: table[match[0]])


def _other_number(match: re.Match[str], draw: random.Random) -> str:
    """The number with its first figure changed."""
    return str(draw.choice([figure for figure in range(1, 10) if str(figure) != match[0][0]])) + match[0][1:]


def _negated(match: re.Match[str], draw: random.Random) -> str:
    return f"{match[1]} {'nicht' if match[1] in ('ist', 'sind', 'war', 'waren', 'wurde', 'wurden', 'kann') else 'not'}"


def _dated(text: str, draw: random.Random) -> str | None:
    """With another month; where none is named, another year."""
    if found := list(_MONTH.finditer(text)):
        one = draw.choice(found)
        names = _MONTHS if one[0] in _MONTHS else _MONATE
        other = draw.choice([name for name in names if name != one[0]])
        return text[: one.start()] + other + text[one.end() :]
    year = _at_one(_YEAR, lambda match, draw: match[0][:-4] + str(int(match[1]) + draw.choice((-12, -3, 2, 7))))
    return year(text, draw)


def _true(text: str, draw: random.Random) -> str | None:
    """The same said a little otherwise: without what stands in brackets or behind "which", or introduced."""
    shorter = re.sub(r" \([^()]*\)|, (?:which|who|where|die|der|das) [^,.]*(?=[,.])", "", text)
    if shorter != text:
        return shorter
    return draw.choice(_INTRODUCED).format(text)


def _in_units(match: re.Match[str], draw: random.Random) -> str:
    return match[1] + _UNIT[match[2]]


CHANGES: dict[str, Change] = {
    "number": _at_one(_NUMBER, _other_number),
    "not": _at_one(_BE, _negated),
    "name": _at_one(_NAME, lambda match, draw: draw.choice(_NAMES)),
    "unit": _at_one(re.compile(rf"(\d ?)({'|'.join(map(re.escape, _UNIT))})(?!\w)"), _in_units),
    "date": _dated,
    "quantifier": _pairs(_QUANTIFIERS),
    "polarity": _pairs(_OPPOSITES),
    "true": _true,
}


def paragraphs(data: Path, half: str) -> list[str]:
    """The paragraphs of a half, mixed; one in four is German."""
    found: list[str] = []
    for name in ("squad2_cs224n", "xquad_de"):
        lines = (data / "retrieval" / name / "corpus.jsonl").read_text("utf-8").splitlines()
        found += [str(json.loads(line)["text"]) for line in lines]
    random.Random(11).shuffle(found)
    return found[0 if half == "tune" else 1 :: 2]


def altered(texts: list[str], kind: str, count: int) -> Iterator[tuple[str, list[str]]]:
    """(altered sentence, passages): at most one a paragraph until all are used, then a second round."""
    draw = random.Random(f"altered/{kind}")
    made = 0
    for turn in range(4):
        for number, text in enumerate(texts):
            spans = sentences(text)
            sentence = text[slice(*spans[(number + turn) % len(spans)])].strip()
            changed = CHANGES[kind](sentence, draw) if 8 <= len(sentence.split()) <= 45 else None
            if changed and changed != sentence:
                yield changed, [text, texts[number - 1], texts[number - 2]]
                made += 1
                if made == count:
                    return


def is_told(gate: PolicyGate, text: str, passages: list[str]) -> bool:
    given = passages_of(Case(stage="final", text=text, expect="warn", passages=tuple(passages)))
    return any(finding.category == "ungrounded" for finding in gate.judge("final", text, passages=given).findings)


def wice(data: Path, half: str) -> Iterator[tuple[str, list[str]]]:
    """Claims that their evidence supports, with the sentences that annotators marked and the title."""
    file = data / "guard" / "wice" / "claim_dev.jsonl"
    rows = [json.loads(line) for line in file.read_text("utf-8").splitlines()]
    held = [row for row in rows if row["label"] == "supported"]
    for row in held[0 if half == "tune" else 1 :: 2]:
        marked = sorted({number for group in row["supporting_sentences"] for number in group})
        near = sorted({at for number in marked for at in (number - 1, number, number + 1)})
        passage = " ".join(row["evidence"][at] for at in near if 0 < at < len(row["evidence"]))
        yield row["claim"], [f"{row['evidence'][0]}\n{passage}"]


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--half", choices=["tune", "report"], default="report")
    parser.add_argument("--policy", action="append", default=[])
    parser.add_argument("--each", type=int, default=300)
    given = parser.parse_args()
    texts = paragraphs(given.data, given.half)
    result: dict[str, object] = {"half": given.half}
    for policy in given.policy or ["standard", "clinic"]:
        gate = open_policy(policy, find_paths())
        for kind in CHANGES:
            told = [is_told(gate, *one) for one in altered(texts, kind, given.each)]
            result[f"{policy}, {kind}"] = {"n": len(told), "told": round(sum(told) / max(1, len(told)), 3)}
        told = [is_told(gate, *one) for one in wice(given.data, given.half)]
        result[f"{policy}, wice"] = {"n": len(told), "told": round(sum(told) / max(1, len(told)), 3)}
    sys.stdout.write(json.dumps(result) + "\n")


if __name__ == "__main__":
    main()
