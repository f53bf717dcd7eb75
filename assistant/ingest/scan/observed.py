"""One watched root. Changes below it are reported by the system's events, or by polling where there are no events.

Invariant: `mode` and `reason` always show which of the two is used, and why; a missing root is not reported as empty.
"""

from __future__ import annotations

import errno
import os
from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace
from typing import TYPE_CHECKING, Literal, cast

from watchdog import events
from watchdog.events import FileSystemEvent, FileSystemEventHandler

from assistant.disk.change_time import change_time_ns
from assistant.ingest.scan.sentinel import Sentinel

if TYPE_CHECKING:
    from watchdog.observers.api import BaseObserver

Mode = Literal["events", "polling", "missing"]

_WANTED = (
    *("FileCreated", "FileModified", "FileMoved", "FileDeleted", "FileClosed", "FileAttrib"),
    *("DirCreated", "DirMoved", "DirDeleted", "DirAttrib"),
)
# On a network drive the system reports only changes by this machine, not by other machines.
_NETWORK = frozenset(
    {"nfs", "nfs4", "cifs", "smb3", "smbfs", "9p", "afs", "ncpfs", "davfs", "fuse.sshfs", "fuse.rclone", "vboxsf"}
    | {"prl_fs", "fuse.vmhgfs-fuse", "ceph", "glusterfs", "fuse.glusterfs", "virtiofs", "afpfs", "webdav"}
)


class ObservedRoot:
    """Watches `root`, a folder or a single file; `report` is called with each path, from another thread."""

    def __init__(self, root: Path, report: Callable[[Path], None], poll_s: float, sentinel: Sentinel | None) -> None:
        self.root = root
        self.mode: Mode = "missing"
        self.reason = ""
        self.beat_seen = False  # whether an event of the heartbeat file came since the last beat
        self.sentinel_seen = False  # whether an event of any file of the sentinel came since the last beat
        self.is_outdated = False  # a folder has become readable that the observer does not watch
        self._unreadable: set[Path] = set()
        self._report = report
        self._poll_s = poll_s
        self._sentinel = sentinel
        self._observer: BaseObserver | None = None
        self._identity: tuple[int, int] | None = None

    def open(self, *, poll: str = "") -> None:
        """Start watching; by polling if `poll` gives a reason, or if the system cannot watch so many folders."""
        self.close()
        self.is_outdated = False
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

    def was_replaced(self) -> bool:
        """Whether the root has disappeared, come back, or been replaced by another folder of the same name."""
        return _identity(self.root) != self._identity

    def is_alive(self) -> bool:
        """Whether all threads that report changes are running (a missing root needs none)."""
        if self._observer is None:
            return self.mode == "missing"
        return self._observer.is_alive() and all(emitter.is_alive() for emitter in self._observer.emitters)

    def silence_reason(self) -> str:
        """Why no heartbeat came."""
        return _WATCH_LIMIT if self.sentinel_seen else "the system's events stopped coming"

    def _start(self, *, polling: bool) -> None:
        from watchdog.observers import Observer
        from watchdog.observers.polling import PollingObserverVFS

        observer: BaseObserver = (
            PollingObserverVFS(_polled_status, os.scandir, polling_interval=self._poll_s) if polling else Observer()
        )
        wanted = [getattr(events, f"{name}Event") for name in _WANTED if hasattr(events, f"{name}Event")]
        handler = _Handler(self._receive)
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

    def _receive(self, path: Path, event_type: str = "") -> None:
        source = self._sentinel.classify(path) if self._sentinel is not None else ""
        if source:
            self.sentinel_seen = True
            self.beat_seen = self.beat_seen or source == "beat"
        elif path.is_relative_to(self.root):
            if event_type == "DirAttribEvent":
                self._note_permission(path)
            self._report(path)

    def _note_permission(self, folder: Path) -> None:
        if not os.access(folder, os.R_OK | os.X_OK):
            self._unreadable.add(folder)
        elif folder in self._unreadable:
            self._unreadable.discard(folder)
            self.is_outdated = True


class _Handler(FileSystemEventHandler):
    def __init__(self, receive: Callable[[Path, str], None]) -> None:
        self._receive = receive

    def on_any_event(self, event: FileSystemEvent) -> None:
        for path in (event.src_path, event.dest_path):
            if path:
                self._receive(Path(os.fsdecode(path)), type(event).__name__)


def _polled_status(path: str) -> os.stat_result:
    """What polling compares of a file. Its time is both times, because a program may set the usual one back."""
    status = Path(path).stat()
    seen = SimpleNamespace(
        st_mode=status.st_mode,
        st_uid=status.st_uid,
        st_gid=status.st_gid,
        st_ino=status.st_ino,
        st_dev=status.st_dev,
        st_size=status.st_size,
        st_mtime=(status.st_mtime_ns, change_time_ns(status)),
    )
    return cast("os.stat_result", seen)


def network_reason(root: Path) -> str:
    """Why `root` has to be polled: the network file system it is on. "" if it is on none or that is unknown."""
    try:
        mounts = Path("/proc/self/mounts").read_text(encoding="utf-8", errors="surrogateescape").splitlines()
    except OSError:
        return ""
    best, kind = "", ""
    for line in mounts:
        fields = line.split(" ")
        mount = fields[1].replace("\\040", " ") if len(fields) > 2 else ""
        if mount and len(mount) >= len(best) and root.is_relative_to(mount):
            best, kind = mount, fields[2]
    return f"it lies on a network drive ({kind})" if kind in _NETWORK else ""


def _identity(root: Path) -> tuple[int, int] | None:
    """Device and inode of the watched folder: `root`, or its parent if `root` is a file. None if missing."""
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
