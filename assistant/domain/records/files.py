"""Files as the scan sees them and as the library lists them."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Literal

QuarantineReason = Literal[
    "empty",  # zero bytes
    "no_text",  # readable, but holds no text (a scan)
    "picture",  # a picture that shows no text, as most photos: nothing is wrong with it
    "needs_password",  # encrypted
    "damaged",  # the parser refused it
    "unsupported",  # no parser for this kind
    "too_large",  # over the size limit
    "limit",  # the parser ran into its time, memory, page or character limit
    "crashed",  # the parser process died
    "unreadable",  # the operating system refused the file
    "policy",  # a rule at ingest keeps it out
    "not_stored",  # it was read, and the library could not take it
]


FileState = Literal["indexed", "quarantined", "pending"]

_LAST = (1 << 63) - 1  # the ledger's integers have 64 bits with a sign
_UNSIGNED = (1 << 64) - 1
_FOLDED = (1 << 40) - 1  # times that do not fit share the last 18 minutes of those that do


def kept_time(time_ns: int) -> int:
    """`time_ns` as a signed 64-bit integer, which ends in 1677 and 2262; file systems keep 64 bits of seconds.

    A time beyond lies near the end that it is beyond. Another second within 68 years is another number, so that a
    change is seen.
    """
    if time_ns > _LAST:
        return _LAST - (time_ns & _FOLDED)
    return -_LAST + (time_ns & _FOLDED) if time_ns < -_LAST else time_ns


@dataclass(frozen=True, slots=True)
class SourceFile:
    """A regular file on disk as the scan saw it. `sha256` is hex, or "" while not yet hashed.

    Its numbers fit the ledger whatever the file system says: times are `kept_time`s, and of `device` and `inode` (128
    bits on some systems) the lower 64 bits are kept. `changed_ns`: the change of status (ctime), 0 if unknown.
    `hashed_at`: when its content was last read for its hash (seconds since 1970), 0 if that is not known.
    """

    path: Path
    root: Path
    size_bytes: int
    mtime_ns: int
    device: int = 0
    inode: int = 0
    sha256: str = ""
    changed_ns: int = 0
    hashed_at: int = 0

    def __post_init__(self) -> None:
        object.__setattr__(self, "size_bytes", min(max(self.size_bytes, 0), _LAST))
        object.__setattr__(self, "mtime_ns", kept_time(self.mtime_ns))
        object.__setattr__(self, "changed_ns", kept_time(self.changed_ns))
        object.__setattr__(self, "device", self.device & _UNSIGNED)
        object.__setattr__(self, "inode", self.inode & _UNSIGNED)


@dataclass(frozen=True, slots=True)
class FileRecord:
    """A file of the library, its state and the reason for it."""

    path: str
    root: str
    state: FileState
    reason: str = ""  # a QuarantineReason when quarantined
    message: str = ""
    size_bytes: int = 0
    mtime_ns: int = 0
    sha256: str = ""
    pages: int = 0
    chunks: int = 0
    pages_without_text: tuple[int, ...] = ()
    title: str = ""
    notes: tuple[str, ...] = ()  # what is not read of it, what is not sure
    device: int = 0
    inode: int = 0
    changed_ns: int = 0  # see SourceFile; 0 too if the library is older than this field
    hashed_at: int = 0

    @property
    def is_unreadable(self) -> bool:
        """Whether its text is missing from the library: a photo has none to miss."""
        return self.state == "quarantined" and self.reason != "picture"

    def as_scanned(self) -> SourceFile:
        """The file as the scan that recorded it saw it."""
        return SourceFile(
            path=Path(self.path),
            root=Path(self.root),
            size_bytes=self.size_bytes,
            mtime_ns=self.mtime_ns,
            device=self.device,
            inode=self.inode,
            sha256=self.sha256,
            changed_ns=self.changed_ns,
            hashed_at=self.hashed_at,
        )


@dataclass(frozen=True, slots=True)
class ScanPlan:
    """What reconciling the disk with the library has to do. Files in `new`, `changed` and `moved` are hashed.

    `changed` includes files whose times changed and whose content did not; `moved` pairs the old path with the file.
    `noted` are unchanged files of which the library has to record another change of status, or that they were hashed.
    """

    new: tuple[SourceFile, ...]
    changed: tuple[SourceFile, ...]
    moved: tuple[tuple[str, SourceFile], ...]
    gone: tuple[str, ...]
    unchanged: int
    unreadable: tuple[tuple[SourceFile, str, str], ...] = ()  # file, QuarantineReason, message
    skipped: int = 0
    skipped_as: tuple[
        tuple[str, int], ...
    ] = ()  # (reason, count), most frequent first; the suffix if no parser reads it
    missing_roots: tuple[str, ...] = ()
    noted: tuple[SourceFile, ...] = ()
    # Only some paths were scanned, and the result depends on others too: a missing file may have moved there.
    is_partial: bool = False
