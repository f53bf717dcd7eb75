"""One owner per library, across processes and crashes."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from assistant.domain.errors import LibraryBusy
from assistant.store.ledger import owner as owner_module
from assistant.store.ledger.owner import Owner


class NoLock:
    """What the lock would be if it locked nothing."""

    def __init__(self, *_: object, **__: object) -> None: ...
    def acquire(self) -> None: ...
    def release(self) -> None: ...


_HOLD = """
import sys, time
from pathlib import Path
from assistant.store.ledger.owner import Owner
owner = Owner(Path(sys.argv[1]))
print("held", flush=True)
time.sleep(60)
"""


@pytest.mark.promise("P17")
def test_a_second_owner_is_refused_with_the_process_id_and_a_killed_one_leaves_no_lock(tmp_path: Path) -> None:
    lock = tmp_path / "library" / "owner.lock"
    with subprocess.Popen([sys.executable, "-c", _HOLD, str(lock)], stdout=subprocess.PIPE, text=True) as holder:
        assert holder.stdout is not None
        assert holder.stdout.readline() == "held\n"
        with pytest.raises(LibraryBusy, match=f"process {holder.pid}"):
            Owner(lock)
        os.kill(holder.pid, signal.SIGKILL)
    Owner(lock).release()


def test_a_released_library_can_be_owned_again(tmp_path: Path) -> None:
    lock = tmp_path / "library" / "owner.lock"
    Owner(lock).release()
    Owner(lock).release()


@pytest.mark.control("P17")
def test_without_the_lock_there_would_be_two_owners(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(owner_module, "FileLock", NoLock)
    first = Owner(tmp_path / "library" / "owner.lock")
    Owner(tmp_path / "library" / "owner.lock").release()
    first.release()
