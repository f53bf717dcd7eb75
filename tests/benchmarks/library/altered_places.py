"""One bit changed at random places of a ledger and of the record of decisions: is each found?

    python -m tests.benchmarks.library.altered_places [--places 300] [--seed 0]

Half of the places are drawn from the columns of the ledger that hold text or vectors, a quarter from the bytes of its
file where text stands, a quarter from the record. Prints one JSON line; exit 1, with the places, if one was not found.
"""

from __future__ import annotations

import argparse
import json
import random
import shutil
import sys
import tempfile
from pathlib import Path

from assistant.guard.audit.record import AuditRecord
from assistant.guard.audit.verify import verify
from tests.guard.audit.test_audit import decision
from tests.guard.audit.test_audit_damage import flip_byte
from tests.store.checksums.altered import flip, flip_in_file, make_library, problems


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--places", type=int, default=300)
    parser.add_argument("--seed", type=int, default=0)
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as home:
        missed = _run(Path(home), arguments.places, random.Random(arguments.seed))
    result = {"places": arguments.places, "found": arguments.places - len(missed), "missed": missed}
    sys.stdout.write(json.dumps(result) + "\n")
    sys.exit(bool(missed))


def _run(home: Path, places: int, drawn: random.Random) -> list[str]:
    ledger, folder = make_library(home / "whole"), home / "audit"
    record = AuditRecord(folder)
    for number in range(20):
        record.record(decision(f"rule-{number}"), "a text")
    missed: list[str] = []
    for number in range(places):
        here = home / "here"
        if number % 4 == 3:
            shutil.copytree(folder, here)
            place = flip_byte(here / "audit.jsonl", drawn)
            found = not verify(here).ok
        else:
            here.mkdir()
            shutil.copy(ledger, here)
            shutil.copy(ledger.with_suffix(".key"), here)
            place = (flip_in_file if number % 4 == 2 else flip)(here / ledger.name, drawn)
            found = bool(problems(here / ledger.name))
        missed += [] if found else [place]
        shutil.rmtree(here)
    return missed


if __name__ == "__main__":
    main()
