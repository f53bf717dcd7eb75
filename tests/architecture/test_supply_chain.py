"""What the program is made of: locked by hashes, under licences that permit, built twice with the same bytes."""

from __future__ import annotations

import hashlib
import importlib.metadata
import os
import re
import shutil
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

REPOSITORY = Path(__file__).resolve().parents[2]
PROJECT = tomllib.loads((REPOSITORY / "pyproject.toml").read_text("utf-8"))
LOCK = REPOSITORY / "tools" / "lock" / "runtime.txt"
PERMISSIVE = re.compile(
    r"\b(MIT|BSD|Apache|ISC|PSF|Python Software Foundation|Zlib|0BSD|CC0|CNRI-Python|Unlicense)\b", re.I
)
# It binds who changes the library's own files. certifi, orjson, pathspec and tqdm are taken as they are.
WEAK_COPYLEFT = re.compile(r"\bMPL\b|Mozilla Public License", re.I)
FORBIDDEN = re.compile(r"\b(A?GPL|LGPL|SSPL|BUSL|Business Source|proprietary|non-?commercial)", re.I)


def requirements() -> list[Requirement]:
    return [Requirement(line) for line in PROJECT["project"]["dependencies"]]


def locked() -> dict[str, tuple[list[Requirement], list[str]]]:
    """From each name in the lock file to its pinned versions (one a marker) and their hashes."""
    found: dict[str, tuple[list[Requirement], list[str]]] = {}
    text = LOCK.read_text("utf-8").replace("\\\n", " ")
    for line in (line for line in text.splitlines() if line.strip() and not line.startswith("#")):
        pinned, *hashes = re.split(r"\s+--hash=", line.strip())
        requirement = Requirement(pinned)
        versions, known = found.setdefault(canonicalize_name(requirement.name), ([], []))
        versions.append(requirement)
        known.extend(hashes)
    return found


@pytest.mark.promise("P19")
def test_each_requirement_is_locked_at_a_version_that_is_allowed() -> None:
    pins = locked()
    for requirement in requirements():
        versions, _ = pins[canonicalize_name(requirement.name)]
        for pinned in versions:
            (specifier,) = pinned.specifier
            assert specifier.operator == "=="
            assert requirement.specifier.contains(specifier.version, prereleases=True), f"{pinned}: run 'make lock'"


@pytest.mark.promise("P19")
def test_each_locked_part_has_sha256_hashes_and_no_address() -> None:
    for name, (_, hashes) in locked().items():
        assert hashes, name
        assert all(re.fullmatch(r"sha256:[0-9a-f]{64}", one) for one in hashes), name
    assert "://" not in LOCK.read_text("utf-8")


def installed_parts() -> Iterator[importlib.metadata.Distribution]:
    """The distributions that the program needs on this system, without extras."""
    waiting, seen = [one.name for one in requirements() if one.marker is None or one.marker.evaluate()], set()
    while waiting:
        name = canonicalize_name(waiting.pop())
        if name in seen:
            continue
        seen.add(name)
        part = importlib.metadata.distribution(name)
        yield part
        needs = [Requirement(line) for line in part.requires or ()]
        waiting += [one.name for one in needs if one.marker is None or one.marker.evaluate({"extra": ""})]


def licence(part: importlib.metadata.Distribution) -> str:
    """The expression, or the first line of the text and the classifiers."""
    metadata = part.metadata
    if "License-Expression" in metadata:
        return metadata["License-Expression"]
    classifiers = [one for one in metadata.get_all("Classifier") or () if one.startswith("License ::")]
    named = metadata["License"].splitlines()[:1] if "License" in metadata else []
    return "; ".join([*named, *classifiers])


@pytest.mark.promise("P19")
def test_each_part_has_a_licence_that_permits() -> None:
    parts = {part.metadata["Name"]: licence(part) for part in installed_parts()}
    assert len(parts) > 50
    unfit = {
        name: text
        for name, text in parts.items()
        if FORBIDDEN.search(text) or not (PERMISSIVE.search(text) or WEAK_COPYLEFT.search(text))
    }
    assert unfit == {}


@pytest.mark.control("P19")
@pytest.mark.parametrize("text", ["GPL-3.0-or-later", "LGPL-2.1", "AGPL-3.0", "Business Source License 1.1", ""])
def test_a_licence_that_does_not_permit_is_seen(text: str) -> None:
    assert FORBIDDEN.search(text) or not PERMISSIVE.search(text)


def _built(tree: Path, seconds: int, umask: int) -> dict[str, str]:
    """The SHA-256 of what is built from a copy in `tree` whose files were all changed at `seconds`."""
    wanted = PROJECT["tool"]["hatch"]["build"]["targets"]["sdist"]["include"]
    for name in {*wanted, "pyproject.toml"} - {"tests", "sample_docs"} | {"sample_docs/questions.yaml"}:
        source, target = REPOSITORY / name, tree / name
        target.parent.mkdir(parents=True, exist_ok=True)
        if source.is_dir():
            shutil.copytree(source, target, ignore=shutil.ignore_patterns("__pycache__"))
        else:
            shutil.copy(source, target)
    for place in tree.rglob("*"):
        os.utime(place, (seconds, seconds))
    environment = {name: value for name, value in os.environ.items() if name != "SOURCE_DATE_EPOCH"}
    command = [sys.executable, "-m", "hatchling", "build", "-d", "out"]
    subprocess.run(command, cwd=tree, env=environment, umask=umask, check=True, capture_output=True)
    return {file.name: hashlib.sha256(file.read_bytes()).hexdigest() for file in (tree / "out").iterdir()}


@pytest.mark.promise("P19")
@pytest.mark.slow
def test_wheel_and_sdist_are_built_twice_with_the_same_bytes(tmp_path: Path) -> None:
    first = _built(tmp_path / "first", 1_600_000_000, 0o022)
    second = _built(tmp_path / "second folder", 1_700_000_123, 0o077)
    assert {Path(name).suffix for name in first} == {".whl", ".gz"}
    assert first == second
