"""A loopback web server over a folder, and a folder that looks like the hub and a release page to the program."""

from __future__ import annotations

import hashlib
import json
import shutil
import threading
from collections.abc import Sequence
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path


class serve:  # noqa: N801 -- read as a verb in a `with`
    """Gives its address."""

    def __init__(self, folder: Path) -> None:
        handler = partial(_SilentHandler, directory=str(folder))
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
        self._thread = threading.Thread(target=self._server.serve_forever, daemon=True)

    def __enter__(self) -> str:
        self._thread.start()
        return f"http://127.0.0.1:{self._server.server_port}"

    def __exit__(self, *_: object) -> None:
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()


class _SilentHandler(SimpleHTTPRequestHandler):
    def log_message(self, format: str, *args: object) -> None:
        return


def write_hub(folder: Path, repository: str, revision: str, source: Path, names: Sequence[str]) -> None:
    """Under `folder` what the hub answers about the files `names` of `source` at one commit."""
    files = folder / repository / "resolve" / revision
    files.mkdir(parents=True)
    siblings = []
    for name in names:
        data = (source / name).read_bytes()
        shutil.copyfile(source / name, files / name)
        blob = hashlib.sha1(b"blob %d\0" % len(data) + data, usedforsecurity=False).hexdigest()
        siblings.append({"rfilename": name, "blobId": blob, "size": len(data)})
    listing = folder / "api" / "models" / repository / "revision" / revision
    listing.parent.mkdir(parents=True)
    listing.write_text(json.dumps({"sha": revision, "siblings": siblings}))
