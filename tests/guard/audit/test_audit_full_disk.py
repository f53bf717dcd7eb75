"""The record on a disk that is full, and after a kill: nothing half written stays, and the record goes on."""

from __future__ import annotations

import errno
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from assistant.guard.audit.record import AuditRecord
from assistant.guard.audit.verify import verify

NAMES = ["audit.jsonl", "audit.key", "audit.lock"]


def names(folder: Path) -> list[str]:
    return sorted(file.name for file in folder.iterdir())


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    made = tmp_path / "audit"
    AuditRecord(made).note("begun")
    return made


class _FullDisk:
    """A stream that takes nothing and keeps its error until it is closed, as a buffered one does."""

    def __init__(self, descriptor: int) -> None:
        self._descriptor = descriptor

    def __enter__(self) -> _FullDisk:
        return self

    def __exit__(self, *_: object) -> None:
        os.close(self._descriptor)
        raise OSError(errno.ENOSPC, "No space left on device")

    def write(self, data: bytes) -> None:
        """Buffered."""


@pytest.mark.parametrize("step", ["write", "rename"])
def test_a_full_disk_leaves_no_temporary_files(folder: Path, monkeypatch: pytest.MonkeyPatch, step: str) -> None:
    record = AuditRecord(folder)

    def full(*_: object) -> Any:
        raise OSError(errno.ENOSPC, "No space left on device")

    with monkeypatch.context() as patched:
        if step == "write":
            patched.setattr(os, "fdopen", lambda descriptor, mode: _FullDisk(descriptor))
        else:
            patched.setattr(Path, "replace", full)
        for _ in range(3):
            record.note("on a full disk")
            assert "No space left" in record.trouble
            assert names(folder) == NAMES
    record.note("there is space again")
    assert names(folder) == NAMES and verify(folder).ok


def test_a_key_that_a_killed_process_left_half_written_is_cleaned(folder: Path) -> None:
    left = folder / ".audit.key.tmp"
    left.write_text("{")
    own = folder / "notes.tmp"
    own.write_text("not ours")
    AuditRecord(folder).note("begun again")
    assert names(folder) == sorted([*NAMES, "notes.tmp"]) and verify(folder).ok


@pytest.mark.skipif(sys.platform != "linux", reason="limits of file sizes are reliable on Linux only")
def test_a_real_limit_of_the_system_leaves_nothing(tmp_path: Path) -> None:
    """In a process whose files may have no byte: the system itself refuses."""
    program = """
import resource, signal, sys
from pathlib import Path
from assistant.guard.audit.record import AuditRecord
record = AuditRecord(Path(sys.argv[1]))
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
record.note("refused")
print(record.trouble)
"""
    folder = tmp_path / "audit"
    AuditRecord(folder).note("begun")
    done = subprocess.run([sys.executable, "-c", program, str(folder)], capture_output=True, text=True, check=True)
    assert "cannot be written" in done.stdout
    assert names(folder) == NAMES and verify(folder).ok
