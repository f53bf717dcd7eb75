"""While the program works it has no internet socket: looked at now and then, where nothing can be traced.

Where strace is there, `tests/promises/test_nothing_leaves.py` shows more of a longer journey.
"""

from __future__ import annotations

import contextlib
import os
import shutil
import subprocess
import sys
import time
from pathlib import Path

import psutil
import pytest

from tests.promises.traced import cannot_trace


def internet_sockets(process: psutil.Process) -> list[str]:
    """Every internet socket of a process and its children."""
    found: list[str] = []
    for one in (process, *process.children(recursive=True)):
        try:
            found += [f"{one.name()}: {connection}" for connection in one.net_connections(kind="inet")]
        except psutil.NoSuchProcess:
            continue
        except (
            psutil.AccessDenied
        ):  # it refuses tracing, so that only root sees its descriptors: the filter is looked at
            with contextlib.suppress(OSError):
                if "Seccomp:\t2" not in Path(f"/proc/{one.pid}/status").read_text("ascii"):
                    found.append(f"process {one.pid} is not sealed")
    return found


@pytest.mark.promise("P1")
@pytest.mark.skipif(not cannot_trace(), reason="the traced journey shows more")
@pytest.mark.skipif(sys.platform != "linux", reason="the seal is enforced by seccomp, on Linux")
def test_indexing_and_asking_open_no_internet_socket(tmp_path: Path, starter_models: Path, sample_docs: Path) -> None:
    home = tmp_path / "home"
    home.mkdir(mode=0o700)
    (home / "models").symlink_to(starter_models, target_is_directory=True)
    # A folder that tries to talk Chroma into being a client of a server.
    (tmp_path / ".env").write_text(
        "CHROMA_API_IMPL=chromadb.api.fastapi.FastAPI\nCHROMA_SERVER_HOST=192.0.2.1\n", "utf-8"
    )
    environment = {
        **os.environ,
        "ASSISTANT_HOME": str(home),
        "HTTPS_PROXY": "http://192.0.2.1:1",
        "HF_HUB_OFFLINE": "0",
    }
    (tmp_path / "files").mkdir()
    kinds = {file.suffix: file for file in sorted((sample_docs / "home").iterdir())}  # one of each is enough
    for file in (*kinds.values(), sample_docs / "home" / "lease_lantern_quay_3b.pdf"):
        shutil.copy(file, tmp_path / "files")
    seen: list[str] = []
    for arguments in (["index", str(tmp_path / "files")], ["ask", "How much notice does the lease ask for?"]):
        with subprocess.Popen(
            [sys.executable, "-m", "assistant", *arguments],
            env=environment, cwd=tmp_path, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
        ) as running:  # fmt: skip
            watched = psutil.Process(running.pid)
            while running.poll() is None:
                seen += internet_sockets(watched)
                time.sleep(0.02)
            assert running.stderr is not None
            assert running.returncode == 0, running.stderr.read()
    assert seen == []
