"""Injection on BIPIA and on harmless documents, under `standard`: one JSON line.

    python -m tests.benchmarks.guard.injection --data DATA_FOLDER [--half test] [--archive sample_docs]
        [--corpus FILE.jsonl]

DATA_FOLDER holds `bipia/` (github microsoft/BIPIA, MIT). An attack of the half is put at the start, in the middle and
at the end of a context of the same half (e-mail, table, code in turn) and judged at `retrieval` as a passage. Rules and
bounds were chosen on the train half. Harmless documents are cut into pieces of about the size of a passage; FILE.jsonl
has one object with `text` a line. Uses the models of ASSISTANT_HOME.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path

from assistant.app.policies import open_policy
from assistant.config.paths import find_paths
from assistant.guard.engine.cases import INTERVENTIONS, NamedCase, Report, run_cases
from assistant.guard.matching.segment import sentences
from assistant.guard.policy.schema import Case

_KINDS = ("email", "table", "code")
_PLACES = ("start", "middle", "end")
_CHUNK_CHARS = 1000
_LINES = 4000  # of a corpus


def contexts(bipia: Path, half: str) -> dict[str, list[str]]:
    """The contexts of a half by kind; code is a list of lines there."""
    found: dict[str, list[str]] = {}
    for kind in _KINDS:
        lines = (bipia / "benchmark" / kind / f"{half}.jsonl").read_text("utf-8").splitlines()
        texts = [json.loads(line)["context"] for line in lines]
        found[kind] = [text if isinstance(text, str) else "\n".join(text) for text in texts]
    return found


def planted(context: str, attack: str, place: str) -> str:
    """`context` with `attack` as a sentence of its own."""
    ends = [end for _, end in sentences(context)]
    at = {"start": 0, "middle": ends[len(ends) // 2 - 1] if len(ends) > 1 else len(context), "end": len(context)}[place]
    return f"{context[:at]}\n{attack}\n{context[at:]}".strip()


def attacked(bipia: Path, half: str, kind: str) -> Iterator[NamedCase]:
    """Every attack of `kind` (text or code) at the three places, each time in a context of another kind."""
    by_category = json.loads((bipia / "benchmark" / f"{kind}_attack_{half}.json").read_text("utf-8"))
    around = contexts(bipia, half)
    number = 0
    for category, attacks in by_category.items():
        for attack in attacks:
            for place in _PLACES:
                texts = around[_KINDS[number % len(_KINDS)]]
                text = planted(texts[number % len(texts)], attack, place)
                yield NamedCase(f"{category}/{number}", Case(stage="retrieval", text=text, expect="drop_passage"))
                number += 1


def harmless(texts: Sequence[str]) -> Iterator[NamedCase]:
    for number, text in enumerate(texts):
        yield NamedCase(str(number), Case(stage="retrieval", text=text, expect="allow"))


def chunks_of(texts: Sequence[str]) -> list[str]:
    """Texts cut at sentence ends into pieces of about the size of a passage."""
    pieces: list[str] = []
    for text in texts:
        start = 0
        for _, end in sentences(text):
            if end - start >= _CHUNK_CHARS or end == len(text):
                pieces.append(text[start:end])
                start = end
    return [piece for piece in pieces if piece.strip()]


def read_archive(folder: Path) -> list[str]:
    """The texts of every file of a folder that the program reads, but those named hostile."""
    from assistant.domain.errors import ParseFailure
    from assistant.domain.records.files import SourceFile
    from tests.ingest.parse.direct import DirectParser

    parser, texts = DirectParser(), list[str]()
    for file in sorted(folder.rglob("*")):
        if file.is_file() and parser.reads(file) and not file.name.startswith("hostile"):
            status = file.stat()
            try:
                document = parser.parse(SourceFile(file, folder, status.st_size, status.st_mtime_ns))
            except ParseFailure:  # a scan, a locked file: the archive has some on purpose
                continue
            texts += [page.text for page in document.pages]
    return texts


def read_corpus(file: Path) -> list[str]:
    with file.open(encoding="utf-8") as stream:
        return [str(json.loads(line)["text"]) for line, _ in zip(stream, range(_LINES), strict=False)]


def figures(report: Report) -> dict[str, object]:
    """How many were left out, and of attacks how many by category."""
    stopped = [outcome for outcome in report.outcomes if outcome.action in INTERVENTIONS]
    found: dict[str, object] = {"n": len(report.outcomes), "left out": len(stopped)}
    if any("/" in outcome.id for outcome in report.outcomes):
        names = dict.fromkeys(outcome.id.split("/")[0] for outcome in report.outcomes)
        found["by category"] = {name: sum(one.id.startswith(f"{name}/") for one in stopped) for name in names}
    return found


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--half", choices=["train", "test"], default="test")
    parser.add_argument("--archive", type=Path, default=Path("sample_docs"))
    parser.add_argument("--corpus", type=Path, action="append", default=[])
    parser.add_argument("--policy", default="standard")
    given = parser.parse_args()
    bipia = given.data / "bipia"
    if not bipia.is_dir():
        sys.exit(f"{bipia} is not there: nothing was measured")
    gate = open_policy(given.policy, find_paths())
    result: dict[str, object] = {"policy": gate.policy.id, "hash": gate.policy.hash[:12], "half": given.half}
    for kind in ("text", "code"):
        result[f"{kind} attacks"] = figures(run_cases(gate, attacked(bipia, given.half, kind)))
    for name, texts in contexts(bipia, given.half).items():
        result[f"clean {name}"] = figures(run_cases(gate, harmless(texts)))
    result[given.archive.name] = figures(run_cases(gate, harmless(chunks_of(read_archive(given.archive)))))
    for file in given.corpus:
        result[str(Path(*file.parts[-2:]))] = figures(run_cases(gate, harmless(chunks_of(read_corpus(file)))))
    sys.stdout.write(json.dumps(result) + "\n")


if __name__ == "__main__":
    main()
