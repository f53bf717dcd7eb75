"""One root and what reports changes below it: the system's events, or polling where there are none.

Invariant: whichever it is and why can be read at any time; a root that is away is not reported as empty.
"""

from __future__ import annotations

import errno
import os
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from watchdog import events
from watchdog.events import FileSystemEvent, FileSystemEventHandler

from assistant.ingest.scan.sentinel import Sentinel

if TYPE_CHECKING:
    from watchdog.observers.api import BaseObserver

Mode = Literal["events", "polling", "missing"]

_WANTED = (
    *("FileCreated", "FileModified", "FileMoved", "FileDeleted", "FileClosed", "FileAttrib"),
    *("DirCreated", "DirMoved", "DirDeleted", "DirAttrib"),
)
# The system reports what this machine does on a network drive, not what others do.
_NETWORK = frozenset(
    {"nfs", "nfs4", "cifs", "smb3", "smbfs", "9p", "afs", "ncpfs", "davfs", "fuse.sshfs", "fuse.rclone", "vboxsf"}
    | {"prl_fs", "fuse.vmhgfs-fuse", "ceph", "glusterfs", "fuse.glusterfs", "virtiofs", "afpfs", "webdav"}
)


class Observed:
    """Watches `root`, a folder or a single file; `report` is called with each path, from another thread."""

    def __init__(self, root: Path, report: Callable[[Path], None], poll_s: float, sentinel: Sentinel | None) -> None:
        self.root = root
        self.mode: Mode = "missing"
        self.reason = ""
        self.answered = False  # whether the sentinel was heard of since this was last set to False
        self.noticed = False  # whether at least the folder around it was
        self.stale = False  # a folder may be read again that was closed, and is not watched
        self._closed: set[Path] = set()
        self._report = report
        self._poll_s = poll_s
        self._sentinel = sentinel
        self._observer: BaseObserver | None = None
        self._identity: tuple[int, int] | None = None

    def open(self, *, poll: str = "") -> None:
        """Start watching; by polling if `poll` gives a reason, or if the system cannot watch so much."""
        self.close()
        self.stale = False
        self._identity = _identity(self.root)
        if self._identity is None:
            self.mode, self.reason = "missing", "the folder cannot be read"
            return
        poll = poll or network_reason(self.root)
        if not poll:
            try:
                self._start(polling=False)
            except OSError as error:
                poll = _limit_reason(error)
            else:
                self.mode, self.reason = "events", ""
                return
        self._start(polling=True)
        self.mode, self.reason = "polling", poll

    def close(self) -> None:
        observer, self._observer = self._observer, None
        if observer is not None and observer.is_alive():
            observer.stop()
            observer.join()

    def has_changed_place(self) -> bool:
        """Whether the root went away, came back, or is another folder under the same name."""
        return _identity(self.root) != self._identity

    def is_alive(self) -> bool:
        """Whether all threads that should report do run (a root that is away needs none)."""
        if self._observer is None:
            return self.mode == "missing"
        return self._observer.is_alive() and all(emitter.is_alive() for emitter in self._observer.emitters)

    def why_silent(self) -> str:
        """The reason why the sentinel was not heard of."""
        return _WATCH_LIMIT if self.noticed else "the system's events stopped coming"

    def _start(self, *, polling: bool) -> None:
        from watchdog.observers import Observer
        from watchdog.observers.polling import PollingObserver

        observer: BaseObserver = PollingObserver(timeout=self._poll_s) if polling else Observer()
        wanted = [getattr(events, f"{name}Event") for name in _WANTED if hasattr(events, f"{name}Event")]
        handler = _Handler(self._hear)
        whole = self.root.is_dir()
        try:
            observer.schedule(
                handler, str(self.root if whole else self.root.parent), recursive=whole, event_filter=wanted
            )
            if self._sentinel is not None and not polling:
                observer.schedule(handler, str(self._sentinel.folder), recursive=True, event_filter=wanted)
            observer.start()
        except OSError:
            observer.unschedule_all()
            raise
        self._observer = observer

    def _hear(self, path: Path, event_type: str = "") -> None:
        heard = self._sentinel.hears(path) if self._sentinel is not None else ""
        if heard:
            self.noticed = True
            self.answered = self.answered or heard == "beat"
        elif path.is_relative_to(self.root):
            if event_type == "DirAttribEvent":
                self._note_permission(path)
            self._report(path)

    def _note_permission(self, folder: Path) -> None:
        if not os.access(folder, os.R_OK | os.X_OK):
            self._closed.add(folder)
        elif folder in self._closed:
            self._closed.discard(folder)
            self.stale = True


class _Handler(FileSystemEventHandler):
    def __init__(self, hear: Callable[[Path, str], None]) -> None:
        self._hear = hear

    def on_any_event(self, event: FileSystemEvent) -> None:
        for path in (event.src_path, event.dest_path):
            if path:
                self._hear(Path(os.fsdecode(path)), type(event).__name__)


def network_reason(root: Path) -> str:
    """Why `root` has to be polled, or "": what kind of file system it lies on, where the system says."""
    try:
        mounts = Path("/proc/self/mounts").read_text(encoding="utf-8", errors="surrogateescape").splitlines()
    except OSError:
        return ""
    best, kind = "", ""
    for line in mounts:
        fields = line.split(" ")
        place = fields[1].replace("\\040", " ") if len(fields) > 2 else ""
        if place and len(place) >= len(best) and root.is_relative_to(place):
            best, kind = place, fields[2]
    return f"it lies on a network drive ({kind})" if kind in _NETWORK else ""


def _identity(root: Path) -> tuple[int, int] | None:
    """Numbers of the folder that is watched: `root`, or the one that holds it where it is a file. None if missing."""
    try:
        folder = root.parent if root.is_file() else root
        status = folder.stat()
        with os.scandir(folder):
            return status.st_dev, status.st_ino
    except OSError:
        return None


_WATCH_LIMIT = "the system's limit of watched folders is reached (fs.inotify.max_user_watches)"


def _limit_reason(error: OSError) -> str:
    if error.errno == errno.ENOSPC:
        return _WATCH_LIMIT
    if error.errno == errno.EMFILE:
        return "the system's limit of watchers is reached (fs.inotify.max_user_instances)"
    return f"the system cannot watch it ({error.strerror or 'unknown error'})"
