"""Many mixed files indexed by a program that is killed on the way, against a library that was never disturbed.

    python -m tests.benchmarks.library.killed_index [--files 10000] [--kills 3] [--home HOME] [--keep FOLDER]

Letters, invoices, tables, pages, records, e-mails, subtitles, programs and Word files are made, copies and empty ones
among them. `assistant index` is started as a person does, and killed (SIGKILL) once a drawn share of the files is
there; after the last kill it runs to its end, and once more on the unchanged files. A second library is made in one go.
Compared are files with state and reason, pages, passages, tables, the indexes of words, and vectors (their cosine: the
batch that a text is embedded in moves the last digits). Prints one JSON line; exit 1 if anything differs.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import signal
import sqlite3
import subprocess
import sys
import tempfile
import time
import zipfile
from contextlib import closing
from pathlib import Path

import numpy as np

from assistant.config.paths import find_paths
from tests.benchmarks.libraries import tell

_THINGS = ("balcony", "boiler", "bicycle", "garden", "insurance", "kitchen window", "washing machine", "water meter")
_FIRMS = ("Brightside Motors", "Calder Roofing", "Fennel Mobile", "Northmoor Energy", "Wharfside Plumbing")
_SECOND_S = 2.0  # what the second run may take
_COSINE = 0.995  # of the two vectors of a passage
_EQUAL = (
    "SELECT path, state, reason, sha256, suffix FROM files ORDER BY path",
    "SELECT f.path, p.number, p.text, p.marks FROM files f JOIN pages p USING (document_id) ORDER BY 1, 2",
    'SELECT f.path, c.number, c.page, c.start, c."end", c.headings FROM files f JOIN chunks c USING (document_id) '
    "ORDER BY 1, 2",
    "SELECT f.path, t.number, t.name, t.header, r.position, r.cells FROM files f JOIN tables t USING (document_id) "
    "JOIN table_rows r ON r.table_id = t.id ORDER BY 1, 2, 5",
    "SELECT term, doc, cnt FROM words WHERE length(term) > 2 ORDER BY term",
)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--files", type=int, default=10_000)
    parser.add_argument("--kills", type=int, default=3)
    parser.add_argument("--home", type=Path, help="the ASSISTANT_HOME with the models; default: your own")
    parser.add_argument("--keep", type=Path, help="where all of it is kept; default: a folder that is removed")
    options = parser.parse_args()
    os.umask(0o077)
    installed = find_paths({"ASSISTANT_HOME": str(options.home.resolve())} if options.home else None)
    with tempfile.TemporaryDirectory(prefix="killed-index-") as scratch:
        place = options.keep or Path(scratch)
        result = _measure(place.resolve(), installed.models, options.files, options.kills)
    sys.stdout.write(json.dumps(result) + "\n")
    return 0 if result["equal"] else 1


def _measure(place: Path, models: Path, files: int, kills: int) -> dict[str, object]:
    tree = place / "files"
    write_files(tree, files)
    disturbed, fresh = _Home(place / "disturbed", models), _Home(place / "fresh", models)
    chance = random.Random(files)
    seen = [
        disturbed.index(tree, kill_at=round(share * files)) for share in sorted(chance.random() for _ in range(kills))
    ]
    tell(f"killed with {seen} files")
    disturbed.index(tree)
    begun, used = time.monotonic(), _children_s()
    disturbed.index(tree)
    second_s, second_used = time.monotonic() - begun, _children_s() - used
    begun = time.monotonic()
    fresh.index(tree)
    fresh_s = time.monotonic() - begun
    differences = _differences(disturbed.ledger, fresh.ledger)
    return {
        "benchmark": "killed_index",
        "files": files,
        "killed_at": seen,
        "fresh_s": round(fresh_s, 1),
        "second_run_s": round(second_s, 2),
        "second_run_processor_s": round(second_used, 2),
        "second_run_is_quick": second_s < _SECOND_S,
        "load": round(os.getloadavg()[0], 1),
        "equal": not differences,
        "differences": differences,
    }


def _children_s() -> float:
    return os.times().children_user + os.times().children_system


class _Home:
    """An installation with a library of its own."""

    def __init__(self, folder: Path, models: Path) -> None:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        if not (folder / "models").exists():
            (folder / "models").symlink_to(models)
        self._environment = {**os.environ, "ASSISTANT_HOME": str(folder)}
        self.ledger = find_paths({"ASSISTANT_HOME": str(folder)}).ledger

    def index(self, tree: Path, kill_at: int | None = None) -> int:
        """`assistant index`, killed once so many files are indexed; how many there are in the end."""
        command = [sys.executable, "-m", "assistant", "index", str(tree)]
        run = subprocess.Popen(
            command, env=self._environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, start_new_session=True
        )
        while run.poll() is None and kill_at is not None:
            time.sleep(0.05)
            if self._indexed() >= kill_at:
                os.killpg(run.pid, signal.SIGKILL)
                break
        code = run.wait()
        if kill_at is None and code:
            raise SystemExit(f"assistant index ended with {code}")
        return self._indexed()

    def _indexed(self) -> int:
        if not self.ledger.exists():
            return 0
        try:
            with closing(sqlite3.connect(f"file:{self.ledger}?mode=ro", uri=True)) as ledger:
                return int(ledger.execute("SELECT count(*) FROM files WHERE state = 'indexed'").fetchone()[0])
        except sqlite3.OperationalError:
            return 0


def _differences(one: Path, other: Path) -> list[str]:
    found = []
    with closing(_opened(one)) as first, closing(_opened(other)) as second:
        for sql in _EQUAL:
            rows, others = first.execute(sql).fetchall(), second.execute(sql).fetchall()
            if rows != others:
                pair = next((pair for pair in zip(rows, others, strict=False) if pair[0] != pair[1]), "their number")
                found.append(f"{sql[:60]}: {len(rows)} and {len(others)} rows, first in {str(pair)[:300]}")
        vectors = "SELECT c.id, v.vector FROM chunks c JOIN vectors v ON v.chunk_id = c.id ORDER BY 1"
        for (name, vector), (another, beside) in zip(first.execute(vectors), second.execute(vectors), strict=True):
            cosine = float(np.frombuffer(vector, "<f4") @ np.frombuffer(beside, "<f4"))
            if name != another or cosine < _COSINE:
                return [*found, f"vectors of {name} and {another}: cosine {cosine:.4f}"]
    return found


def _opened(ledger: Path) -> sqlite3.Connection:
    connection = sqlite3.connect(f"file:{ledger}?mode=ro", uri=True)
    connection.execute("CREATE VIRTUAL TABLE temp.words USING fts5vocab(main, keywords, row)")
    return connection


# ---------------------------------------------------------------- the files


def write_files(tree: Path, count: int) -> None:
    """`count` files of ten kinds, the same each time; every 40th is a copy, every 200th is empty."""
    chance = random.Random(count)
    before = b""
    for number in range(count):
        folder = tree / f"{chance.choice(('home', 'papers', 'work'))} {number % 25:02d}"
        folder.mkdir(parents=True, exist_ok=True)
        name, content = _file(number, chance)
        if number % 200 == 7:
            content = b""
        elif number % 40 == 3 and not name.endswith(".docx"):
            name, content = f"copy {number}.txt", before
        if name.endswith((".txt", ".md")) and content:
            before = content
        (folder / name).write_bytes(content)


def _file(number: int, chance: random.Random) -> tuple[str, bytes]:
    thing, firm = chance.choice(_THINGS), chance.choice(_FIRMS)
    amount, day = f"{chance.randint(20, 2000)}.{chance.randint(10, 99)}", f"{chance.randint(1, 28)} May 2024"
    line = f"{firm} looked at the {thing} on {day}; the bill {number} is EUR {amount}."
    table = "\n".join(f"{one},{chance.randint(1, 90)},{day}" for one in _THINGS[: chance.randint(2, 8)])
    texts = {
        "txt": f"Invoice {number}\n\n{line}\n\nPlease pay within {chance.randint(10, 30)} days.\n",
        "md": f"# Letter {number}\n\n{line}\n\n## Next\n\nThe {thing} is seen again in {chance.randint(2, 9)} weeks.\n",
        "csv": f"thing,count,day\n{table}\nbill {number},{amount},{day}\n",
        "html": f"<html><title>Note {number}</title><body><h1>{thing}</h1><p>{line}</p></body></html>",
        "json": json.dumps({"number": number, "firm": firm, "thing": thing, "amount": amount, "day": day}),
        "eml": f"From: {firm} <a@example.org>\nSubject: {thing} {number}\n\n{line}\n",
        "srt": f"1\n00:00:01,000 --> 00:00:04,000\n{line}\n",
        "py": f'"""Bill {number} for the {thing}."""\n\n\ndef amount() -> float:\n    return {amount}\n',
        "ini": f"[bill {number}]\nfirm = {firm}\nthing = {thing}\namount = {amount}\n",
    }
    kinds = [*texts, "docx"]
    kind = kinds[number % len(kinds)]
    return f"{thing} {number}.{kind}", _word(line) if kind == "docx" else texts[kind].encode()


def _word(text: str) -> bytes:
    from io import BytesIO

    main = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
    relations = "http://schemas.openxmlformats.org"
    office = f"{relations}/officeDocument/2006/relationships/officeDocument"
    kinds = f"{relations}/package/2006/content-types"
    word = "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"
    target = BytesIO()
    with zipfile.ZipFile(target, "w") as package:
        for name, content in (
            (
                "[Content_Types].xml",
                f'<Types xmlns="{kinds}"><Default Extension="rels" '
                'ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
                f'<Override PartName="/word/document.xml" ContentType="{word}"/></Types>',
            ),
            (
                "_rels/.rels",
                f'<Relationships xmlns="{relations}/package/2006/relationships">'
                f'<Relationship Id="r1" Type="{office}" Target="word/document.xml"/></Relationships>',
            ),
            (
                "word/document.xml",
                f'<w:document xmlns:w="{main}"><w:body><w:p><w:r><w:t>{text}</w:t></w:r></w:p></w:body></w:document>',
            ),
        ):
            package.writestr(zipfile.ZipInfo(name), content)
    return target.getvalue()


if __name__ == "__main__":
    sys.exit(main())
