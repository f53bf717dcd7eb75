"""Verifies installed models before they are opened, and only once for the same files.

A file with the size, modification time and inode of the last successful check counts as unchanged, so that a start
costs a few `stat` calls instead of reading gigabytes. `assistant models verify` always reads everything.
Invariant: a model is opened only after all its bytes have been read and checked at least once.
"""

from __future__ import annotations

import json
from contextlib import suppress
from pathlib import Path

from assistant.disk.durable import private_folder, write_durably
from assistant.domain.errors import AssistantError
from assistant.models.installed import InstalledModel, refuse_unsafe, verify
from assistant.text.clean import read_json_value

Stamps = dict[str, list[int]]
STAMPS = "verified-models.json"


def ensure_verified(model: InstalledModel, state: Path) -> bool:
    """Verify `model` unless its files are unchanged since the last check; returns whether its bytes were read.

    `state` is the folder for caches. Raises ModelRefused naming the file that differs from the manifest.
    """
    record = state / STAMPS
    known = _read(record)
    now = _stamps(model)
    if now and all(known.get(name) == stamp for name, stamp in now.items()):
        refuse_unsafe(model.folder)
        return False
    verify(model)
    # If the folder cannot be written, the next start is slower; answering still works.
    with suppress(OSError, AssistantError):
        private_folder(state)
        kept = {name: stamp for name, stamp in known.items() if Path(name.rpartition("#")[0]).exists()}
        write_durably(record, json.dumps({"schema": 1, "files": {**kept, **now}}).encode())
    return True


def _stamps(model: InstalledModel) -> Stamps:
    """(size, modification time in ns, inode) by file and expected hash; empty if any file is missing."""
    stamps: Stamps = {}
    for file in model.files:
        path = model.folder / file.path
        try:
            status = path.stat()
        except OSError:
            return {}
        stamps[f"{path}#{file.sha256}"] = [status.st_size, status.st_mtime_ns, status.st_ino]
    return stamps


def _read(record: Path) -> Stamps:
    try:
        value = read_json_value(record.read_bytes())
        return dict(value["files"]) if value["schema"] == 1 else {}
    except (OSError, ValueError, KeyError, TypeError):
        return {}
