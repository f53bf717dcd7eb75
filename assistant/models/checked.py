"""Installed models are verified before they are opened, and only once for the same bytes.

A file whose size, time of change and inode are those of the last successful check is taken as unchanged, so that
starting costs a few `stat` calls instead of reading gigabytes. `assistant models verify` always reads everything.
Invariant: a model that was never read through to its last byte is never opened.
"""

from __future__ import annotations

import json
from contextlib import suppress
from pathlib import Path

from assistant.disk.durable import private_folder, write_durably
from assistant.domain.errors import AssistantError
from assistant.models.installed import InstalledModel, refuse_unsafe, verify

Stamps = dict[str, list[int]]
STAMPS = "verified-models.json"


def ensure_verified(model: InstalledModel, state: Path) -> bool:
    """Verify `model` unless it is as it was at the last check; returns whether its bytes were read.

    `state` is the folder for caches. Raises ModelRefused naming the file that is not what the manifest says.
    """
    record = state / STAMPS
    known = _read(record)
    now = _stamps(model)
    if now and all(known.get(name) == stamp for name, stamp in now.items()):
        refuse_unsafe(model.folder)
        return False
    verify(model)
    # A folder that cannot be written costs time at the next start, never an answer.
    with suppress(OSError, AssistantError):
        private_folder(state)
        kept = {name: stamp for name, stamp in known.items() if Path(name.rpartition("#")[0]).exists()}
        write_durably(record, json.dumps({"schema": 1, "files": {**kept, **now}}).encode())
    return True


def _stamps(model: InstalledModel) -> Stamps:
    """By file and the hash it should have: size, time of change (ns), inode; empty if any is missing."""
    stamps: Stamps = {}
    for file in model.files:
        place = model.folder / file.path
        try:
            status = place.stat()
        except OSError:
            return {}
        stamps[f"{place}#{file.sha256}"] = [status.st_size, status.st_mtime_ns, status.st_ino]
    return stamps


def _read(record: Path) -> Stamps:
    try:
        value = json.loads(record.read_bytes())
        return dict(value["files"]) if value["schema"] == 1 else {}
    except (OSError, ValueError, KeyError, TypeError):
        return {}
