"""A loopback server that misbehaves on request, and small made-up catalogs that point at it."""

from __future__ import annotations

import hashlib
import os
import random
import subprocess
import threading
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from assistant.models.catalog.entries import Catalog
from tests.waiting import PATIENCE_S

WEIGHTS = random.Random(3).randbytes(3_000_000)  # cannot be packed; the same in each run
REVISION = "0123456789abcdef0123456789abcdef01234567"


@dataclass
class Server:
    """`files` maps a path to its bytes; `cut_after` closes each connection after so many bytes of a body."""

    url: str = ""
    files: dict[str, bytes] = field(default_factory=dict)
    cut_after: int | None = None
    cuts_left: int = 1_000
    ignore_range: bool = False
    held: tuple[str, threading.Event] | None = None  # a path that is answered only once the event is set
    status: int = 0
    requests: list[tuple[str, str]] = field(default_factory=list)  # path and Range header
    sent: int = 0


class _Handler(BaseHTTPRequestHandler):
    state: Server

    def do_GET(self) -> None:
        wanted = self.headers.get("Range", "")
        self.state.requests.append((self.path, wanted))
        if self.state.held is not None and self.state.held[0] == self.path:
            self.state.held[1].wait(PATIENCE_S)
        body = self.state.files.get(self.path.split("?")[0])
        if self.state.status or body is None:
            self.send_error(self.state.status or 404)
            return
        start = 0
        if wanted and not self.state.ignore_range:
            start = int(wanted.removeprefix("bytes=").split("-")[0])
            self.send_response(206)
            self.send_header("Content-Range", f"bytes {start}-{len(body) - 1}/{len(body)}")
        else:
            self.send_response(200)
        self.send_header("Content-Length", str(len(body) - start))
        self.send_header("Content-Type", "text/html" if self.path.endswith("/") else "application/octet-stream")
        self.end_headers()
        end = len(body)
        if self.state.cut_after is not None and self.state.cuts_left > 0 and len(body) > 10_000:
            end = min(end, start + self.state.cut_after)
            self.state.cuts_left -= 1
        self.wfile.write(body[start:end])
        self.state.sent += end - start
        self.close_connection = True

    def log_message(self, format: str, *args: Any) -> None:
        return


@pytest.fixture
def server(monkeypatch: pytest.MonkeyPatch) -> Iterator[Server]:
    for name in ("http_proxy", "https_proxy", "all_proxy", "HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setattr("assistant.models.pull.download._PAUSE_S", 0.0)
    state = Server()
    handler = type("Handler", (_Handler,), {"state": state})
    try:
        listener = ThreadingHTTPServer(("127.0.0.1", 0), handler)
    except PermissionError:
        pytest.skip("this system refuses loopback sockets")
    state.url = f"http://127.0.0.1:{listener.server_address[1]}"
    thread = threading.Thread(target=listener.serve_forever, args=(0.02,), daemon=True)
    thread.start()
    yield state
    listener.shutdown()
    listener.server_close()
    thread.join()


def pinned(path: str, data: bytes) -> dict[str, object]:
    return {"path": path, "size_bytes": len(data), "sha256": hashlib.sha256(data).hexdigest()}


def catalog_of(
    source: Mapping[str, object],
    files: Mapping[str, bytes],
    name: str = "tiny",
    role: str = "language",
    fallback: Mapping[str, object] | None = None,
) -> Catalog:
    """A catalog of one model."""
    entry = {
        "name": name,
        "role": role,
        "format": "gguf",
        "description": "A made-up model.",
        "licence": "Apache-2.0",
        "licence_url": "https://example.invalid/licence",
        "memory_mb": 1,
        "window_tokens": 512,
        "about_mb": 3,
        "source": source,
        "fallback": fallback,
        "file": [pinned(path, data) for path, data in files.items()],
    }
    return Catalog.model_validate({"schema": 1, "sets": {"all": [name]}, "model": [entry]})


@pytest.fixture
def models(tmp_path: Path) -> Path:
    return tmp_path / "models"


@pytest.fixture
def only_this_index(monkeypatch: pytest.MonkeyPatch) -> None:
    """pip asks no package index but the one that a test names, and tries once."""
    for name in [name for name in os.environ if name.startswith("PIP_")]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("PIP_CONFIG_FILE", os.devnull)
    monkeypatch.setenv("PIP_RETRIES", "0")
    monkeypatch.setenv("PIP_RESUME_RETRIES", "0")
    monkeypatch.setenv("PIP_INDEX_URL", "http://127.0.0.1:9/simple/")


@pytest.fixture
def disk_of(tmp_path: Path) -> Iterator[Callable[[int], Path]]:
    """Mounts a real file system of so many bytes."""
    mounted: list[Path] = []

    def mount(size_bytes: int) -> Path:
        place = tmp_path / f"disk{len(mounted)}"
        place.mkdir()
        command = ["mount", "-t", "tmpfs", "-o", f"size={size_bytes},mode=0700", "tmpfs", str(place)]
        try:
            done = subprocess.run(command, capture_output=True, check=False).returncode == 0
        except FileNotFoundError:
            done = False
        if not done:
            pytest.skip("a small disk cannot be mounted here")
        mounted.append(place)
        return place

    yield mount
    for place in mounted:
        subprocess.run(["umount", str(place)], check=True)


@pytest.fixture
def small_disk(disk_of: Callable[[int], Path], monkeypatch: pytest.MonkeyPatch) -> Path:
    """A real file system of 2 MB, said to be large, so that it fills up in the middle of the work."""
    small = disk_of(2 << 20)
    monkeypatch.setattr("assistant.models.pull.install.shutil.disk_usage", lambda _: SimpleNamespace(free=1 << 40))
    return small


def leftovers(models: Path) -> list[str]:
    """Everything in the models folder but the lock, for "nothing half-installed"."""
    if not models.exists():
        return []
    return sorted(place.relative_to(models).as_posix() for place in models.rglob("*") if place.name != ".lock")
