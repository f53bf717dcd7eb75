"""The library follows the disk: edits, moves, copies and deletions, and a process that is killed."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from assistant.app.local import LocalAssistant
from assistant.domain.events import FileIndexed, FileMoved, FileQuarantined, IndexEvent, NamesRenewed, Progress
from assistant.domain.stop import StopSignal
from tests.journeys.conftest import ask, finished, index
from tests.waiting import PATIENCE_S

LEASE = "# Lease\n\nThe tenant must give nine weeks of notice in writing before moving out.\n"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    made = tmp_path / "files"
    made.mkdir()
    (made / "lease.md").write_text(LEASE, "utf-8")
    (made / "recipe.md").write_text("# Soup\n\nSimmer the leeks for forty minutes, then add cream.\n", "utf-8")
    return made


def found(assistant: LocalAssistant, text: str) -> list[str]:
    return [Path(passage.path).name for passage in assistant.search(text, 5) if text.split()[0] in passage.text]


def test_an_edit_replaces_what_was_there(assistant: LocalAssistant, folder: Path) -> None:
    index(assistant, folder)
    (folder / "lease.md").write_text(LEASE.replace("nine weeks", "four months"), "utf-8")
    events = index(assistant, folder)
    assert [Path(event.path).name for event in events if isinstance(event, FileIndexed)] == ["lease.md"]
    assert found(assistant, "nine weeks") == []
    assert found(assistant, "four months") == ["lease.md"]


def test_an_edit_in_place_that_keeps_size_and_time_replaces_what_was_there(
    assistant: LocalAssistant, folder: Path
) -> None:
    index(assistant, folder)
    lease = folder / "lease.md"
    before = lease.stat()
    time.sleep(0.05)  # more than a tick of the file system's clock
    with lease.open("r+", encoding="utf-8") as stream:
        stream.write(LEASE.replace("nine weeks", "five weeks"))
    os.utime(lease, ns=(before.st_atime_ns, before.st_mtime_ns))
    assert (lease.stat().st_size, lease.stat().st_mtime_ns) == (before.st_size, before.st_mtime_ns)
    index(assistant, folder)
    assert found(assistant, "five weeks") == ["lease.md"] and found(assistant, "nine weeks") == []


def test_other_permissions_read_nothing_again(assistant: LocalAssistant, folder: Path) -> None:
    index(assistant, folder)
    time.sleep(0.05)
    (folder / "lease.md").chmod(0o600)
    done = finished(index(assistant, folder))
    assert (done.indexed, done.unchanged) == (0, 2)


def test_a_deleted_file_does_not_answer_any_more(assistant: LocalAssistant, folder: Path) -> None:
    index(assistant, folder)
    assert not ask(assistant, "How much notice must the tenant give?")[0].refused
    (folder / "lease.md").unlink()
    assert finished(index(assistant, folder)).forgotten == 1
    assert found(assistant, "nine weeks") == []
    assert ask(assistant, "How much notice must the tenant give?")[0].refused


def test_a_move_embeds_nothing(assistant: LocalAssistant, folder: Path) -> None:
    index(assistant, folder)
    (folder / "home").mkdir()
    (folder / "lease.md").rename(folder / "home" / "contract.md")
    events = index(assistant, folder)
    assert [Path(event.path).name for event in events if isinstance(event, FileMoved)] == ["contract.md"]
    assert finished(events).chunks == 0
    assert found(assistant, "nine weeks") == ["contract.md"]


def test_a_moved_file_is_found_by_its_new_name_without_being_read_again(
    assistant: LocalAssistant, folder: Path
) -> None:
    index(assistant, folder)
    (folder / "home").mkdir()
    (folder / "lease.md").rename(folder / "home" / "contract.md")
    events = index(assistant, folder)
    assert [Path(event.path).name for event in events if isinstance(event, NamesRenewed)] == ["contract.md"]
    chunks = assistant.parts.library.document(str(folder / "home" / "contract.md"))
    assert all(chunk.header.startswith("home / contract") for chunk in chunks)
    assert not [event for event in index(assistant, folder) if isinstance(event, NamesRenewed)]


def test_a_copy_costs_no_embedding_and_survives_its_original(assistant: LocalAssistant, folder: Path) -> None:
    index(assistant, folder)
    shutil.copy(folder / "lease.md", folder / "copy.md")
    assert finished(index(assistant, folder)).chunks == 0
    (folder / "lease.md").unlink()
    index(assistant, folder)
    assert found(assistant, "nine weeks") == ["copy.md"]


@pytest.mark.promise("P8")
def test_one_bad_file_does_not_stop_the_batch(assistant: LocalAssistant, folder: Path) -> None:
    (folder / "a-broken.pdf").write_bytes(b"%PDF-1.7\nnot really")
    (folder / "b-empty.txt").write_bytes(b"")
    events = index(assistant, folder)
    bad = {Path(event.path).name: event.reason for event in events if isinstance(event, FileQuarantined)}
    assert bad == {"a-broken.pdf": "damaged", "b-empty.txt": "empty"}
    assert finished(events).indexed == 2


def test_a_text_of_megabytes_is_read_and_can_be_stopped_in_the_middle(assistant: LocalAssistant, folder: Path) -> None:
    log = folder / "pump.log"
    log.write_text("".join(f"Line {number}: the pump ran for {number % 13} minutes.\n" for number in range(8_000)))
    stop = StopSignal()
    events: list[IndexEvent] = []
    for event in assistant.index([folder], stop):
        events.append(event)
        if isinstance(event, Progress) and event.chunks > 60:
            stop.stop()
    assert finished(events).cancelled
    assert str(log) not in [file.path for file in assistant.files()]
    log.write_text(log.read_text("utf-8")[:30_000], "utf-8")
    assert finished(index(assistant, folder)).quarantined == 0
    assert "pump.log" in found(assistant, "Line 321")


def test_a_folder_that_has_vanished_is_not_purged(assistant: LocalAssistant, folder: Path) -> None:
    index(assistant, folder)
    folder.rename(folder.with_name("unmounted"))
    assert finished(index(assistant, folder)).forgotten == 0
    assert found(assistant, "nine weeks") == ["lease.md"]


def test_a_killed_run_is_finished_by_the_next(tmp_path: Path, starter_models: Path) -> None:
    files = tmp_path / "files"
    files.mkdir()
    for number in range(60):
        (files / f"{number:02}.md").write_text(
            f"# Note {number}\n\nThe number of this note is {number}.\n" * 20, "utf-8"
        )
    home = tmp_path / "home"
    home.mkdir(mode=0o700)
    (home / "models").symlink_to(starter_models, target_is_directory=True)
    command = [sys.executable, "-m", "assistant", "index", str(files)]
    environment = {**os.environ, "ASSISTANT_HOME": str(home)}
    for pause_s in (1.5, 2.5):
        with subprocess.Popen(command, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as killed:
            time.sleep(pause_s)
            killed.send_signal(signal.SIGKILL)
    done = subprocess.run(command, env=environment, capture_output=True, text=True, timeout=PATIENCE_S, check=False)
    assert done.returncode == 0, done.stderr
    again = subprocess.run(command, env=environment, capture_output=True, text=True, timeout=PATIENCE_S, check=False)
    assert again.stdout.startswith("0 indexed"), again.stdout
    assert "60 unchanged" in again.stdout
