"""Which files are left out of the library: by the user's patterns, ignore files, and built-in lists.

Invariant: the user's own patterns decide first, the nearest ignore file next, the built-in lists last; a pattern that
could make matching slow is dropped.
"""

from __future__ import annotations

import os
import stat
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

import pathspec

from assistant.disk.opening import open_regular

IGNORE_FILES = (".gitignore", ".assistantignore")  # in rising order of precedence
MARKER_FILES = ("pyvenv.cfg", "CACHEDIR.TAG")  # files that mark their folder as a virtual environment or a cache
_MAX_IGNORE_BYTES = 64 * 1024
_MAX_PATTERNS = 1000
# Matching a segment with n stars against a name of 255 characters takes up to 255**n / n! steps: three cost
# milliseconds, six cost years.
_MAX_STARS_IN_SEGMENT, _MAX_STARS = 3, 6

SkipReason = Literal[
    "ignored",  # a pattern of the user's settings or of an ignore file
    "hidden",  # hidden files and folders
    "system",  # system, cache and build folders; editors' temporary files; our own data
    "kind",  # no parser reads this kind of file
    "binary",  # its name leaves open what it is, and it is no text
    "link",  # symbolic link; a target inside the root is read at its own path
    "special",  # pipe, socket, device
    "loop",  # a folder that contains itself through a mount, or is seen a second time
    "too_deep",  # more than 64 folders down
    "online_only",  # reading it would download it from a cloud
    "unreadable",  # the system refuses to list the folder
    "unsettled",  # it changes while it is read; the next scan reads it
]

_FOLDERS = frozenset(
    {"node_modules", "bower_components", "__pycache__", "site-packages", "Pods", "DerivedData", "CVS", "__MACOSX"}
    | {"lost+found", "$RECYCLE.BIN", "$Recycle.Bin", "RECYCLER", "System Volume Information"}
)
_PACKAGES = (".app", ".framework", ".photoslibrary", ".musiclibrary", ".xcodeproj", ".bundle", ".lproj", ".pvm")
_FILES = frozenset({"Thumbs.db", "desktop.ini", "Icon\r", "ntuser.dat", "NTUSER.DAT"})
_TEMPORARY = (".tmp", ".temp", ".part", ".partial", ".crdownload", ".download", ".swp", ".swo", ".lock", "~")
_GENERATED = (".min.js", ".min.css")  # programs as other programs pack them
_LOCK_PREFIXES = ("~$", ".~lock.", "#")
_HOME_FOLDERS = ("Library", "AppData", "Application Data", "snap")
_SYSTEM_FOLDERS = ("/proc", "/sys", "/dev", "/run")
_CACHE_TAG = b"Signature: 8a477f597d28d172789f06886806bc55"  # bford.info/cachedir

_UF_HIDDEN, _SF_DATALESS = 0x8000, 0x40000000  # macOS: st_flags
_WIN_HIDDEN, _WIN_SYSTEM, _WIN_ONLINE_ONLY = 0x2, 0x4, 0x400000 | 0x40000 | 0x1000  # Windows: st_file_attributes


def _reads_everything(path: Path) -> bool:
    return True


@dataclass(frozen=True, slots=True)
class Rules:
    """Which files a walk yields. `reads`: whether a parser exists; `leave_out`: absolute folders of our own data."""

    ignore: tuple[str, ...] = ()
    hidden: bool = False
    max_file_bytes: int = 100 * 1024 * 1024
    leave_out: tuple[Path, ...] = ()
    reads: Callable[[Path], bool] = field(default=_reads_everything)


class Patterns:
    """The patterns of one ignore file or of the settings, relative to the folder that holds it."""

    def __init__(self, lines: Iterable[str]) -> None:
        wanted = [line for line in lines if line.strip() and not line.startswith("#")]
        kept = [line for line in wanted if not is_costly(line)][:_MAX_PATTERNS]
        self.dropped = len(wanted) - len(kept)
        self._spec = pathspec.GitIgnoreSpec.from_lines(kept, backend="simple")

    def __bool__(self) -> bool:
        return len(self._spec) > 0

    def decide(self, relative: str) -> bool | None:
        """True: leave out; False: a "!" pattern includes it; None: no pattern matches. Folders end with "/"."""
        return self._spec.check_file(relative).include


def is_costly(pattern: str) -> bool:
    """Whether a name could be built that makes matching the pattern very slow."""
    segments = [segment for segment in pattern.split("/") if segment != "**"]
    stars = [segment.count("*") for segment in segments]
    deep = pattern.split("/").count("**")
    return len(pattern) > 1024 or max(stars, default=0) > _MAX_STARS_IN_SEGMENT or sum(stars) + deep > _MAX_STARS


def read_ignore_files(folder: Path, names: Iterable[str], root: Path) -> Patterns | None:
    """The patterns of the ignore files among `names` in `folder`; None if there are none."""
    lines: list[str] = []
    present = set(names)
    for name in IGNORE_FILES:
        if name in present:
            lines.extend(_read_lines(folder / name, root))
    patterns = Patterns(lines) if lines else None
    return patterns or None


def _read_lines(path: Path, root: Path) -> list[str]:
    try:
        with os.fdopen(open_regular(path, root), "rb") as stream:
            data = stream.read(_MAX_IGNORE_BYTES + 1)
    except OSError:
        return []
    return [] if len(data) > _MAX_IGNORE_BYTES else data.decode("utf-8", "replace").splitlines()


def built_in_reason(path: str, name: str, status: os.stat_result, is_folder: bool, hidden: bool) -> SkipReason | None:
    """Why the built-in lists leave the entry out, or None."""
    if _is_online_only(status):
        return "online_only"
    if is_folder:
        if name in _FOLDERS or name.lower().endswith(_PACKAGES) or path in _SYSTEM_FOLDERS or _is_home_folder(path):
            return "system"
    elif name in _FILES or name.endswith((*_TEMPORARY, *_GENERATED)) or name.startswith(_LOCK_PREFIXES):
        return "system"
    return None if hidden or not _is_hidden(name, status) else "hidden"


def is_marked_folder(folder: Path, names: Iterable[str], root: Path) -> bool:
    """Whether the folder is marked as a virtual environment or a cache, which hold no files of a person."""
    present = set(names)
    if "pyvenv.cfg" in present:
        return True
    return "CACHEDIR.TAG" in present and any(
        line.encode().startswith(_CACHE_TAG) for line in _read_lines(folder / "CACHEDIR.TAG", root)[:1]
    )


def _is_home_folder(path: str) -> bool:
    parent, name = os.path.split(path)
    return name in _HOME_FOLDERS and parent == os.path.expanduser("~")  # noqa: PTH111


def _is_hidden(name: str, status: os.stat_result) -> bool:
    attributes = getattr(status, "st_file_attributes", 0)
    flags = getattr(status, "st_flags", 0)
    return name.startswith(".") or bool(attributes & (_WIN_HIDDEN | _WIN_SYSTEM)) or bool(flags & _UF_HIDDEN)


def _is_online_only(status: os.stat_result) -> bool:
    attributes = getattr(status, "st_file_attributes", 0)
    flags = getattr(status, "st_flags", 0)
    return bool(attributes & _WIN_ONLINE_ONLY) or (bool(flags & _SF_DATALESS) and stat.S_ISREG(status.st_mode))
