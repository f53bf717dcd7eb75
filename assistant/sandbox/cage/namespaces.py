"""An empty system of its own for a caged process: no network card, no shared memory of others, only code as files.

It is a second wall: Landlock does not hide names, sizes and times of files, and a fault in one wall is held by the
other. Where the system does not give namespaces to ordinary users (containers, some distributions), it is left out.
Invariant: what has changed when this fails half-way is seen by this process alone.
"""

from __future__ import annotations

import ctypes
import os
from collections.abc import Iterable
from pathlib import Path

from assistant.sandbox.kernel.system_calls import call

_USER, _MOUNT = 0x10000000, 0x00020000
_OTHERS = 0x40000000 | 0x08000000 | 0x04000000  # networks, shared memory, the system's names
_BIND, _RECURSIVE, _PRIVATE = 4096, 16384, 1 << 18
_NO_DEVICES, _NO_SETUID = 4, 2
_DETACH = 2
_STAGE = "/tmp"  # a folder of every system; what this process mounts there nobody else sees


def leave_the_system(kept: Iterable[Path]) -> bool:
    """Keep only the paths `kept`, at their places, and none of the system's networks. True if all of it was done.

    Call it while this process has a single thread, may still be traced, and has given no call up.
    """
    try:
        there, identity = _present(kept), (os.getuid(), os.getgid())
        _unshare(_USER | _MOUNT | _OTHERS)
        _be_the_same_user(*identity)
        _empty_root(there)
    except OSError:
        return False
    return True


def make_empty_system(kept: Iterable[Path]) -> list[int]:
    """A system that holds only the paths `kept`; the descriptors with which `enter_made` enters it. Raises OSError.

    As `leave_the_system` it changes this process for good. It stays as long as a descriptor is open somewhere.
    """
    there = _present(kept)
    identity = os.getuid(), os.getgid()
    _unshare(_USER | _MOUNT)
    _be_the_same_user(*identity)
    made = [os.open(f"/proc/self/ns/{kind}", os.O_RDONLY | os.O_CLOEXEC) for kind in ("user", "mnt")]
    _empty_root(there)
    return made


def enter_made(user: int, mounts: int) -> None:
    """Enter the system that `make_empty_system` made, with networks and memory shared with nobody. Raises OSError.

    Call it while this process has a single thread; it needs no right to mount.
    """
    _check(_libc().setns(user, _USER))
    _unshare(_OTHERS)
    _check(_libc().setns(mounts, _MOUNT))
    os.chdir("/")


def _present(paths: Iterable[Path]) -> list[tuple[Path, bool]]:
    """The paths that are there, and whether each is a folder."""
    return [(path, path.is_dir()) for path in sorted(set(paths)) if path.exists()]


def _unshare(what: int) -> None:
    _check(_libc().unshare(what))


def _be_the_same_user(user: int, group: int) -> None:
    """In the new user namespace, which knows nobody yet."""
    for name, text in (("setgroups", "deny"), ("uid_map", f"{user} {user} 1"), ("gid_map", f"{group} {group} 1")):
        Path("/proc/self", name).write_text(text, "ascii")


def _empty_root(kept: list[tuple[Path, bool]]) -> None:
    """A root folder in memory into which the paths (with whether they are folders) are mounted; the old one is gone."""
    _mount(None, "/", None, _RECURSIVE | _PRIVATE)
    covered = os.open(_STAGE, os.O_PATH | os.O_CLOEXEC)
    try:
        _mount("tmpfs", _STAGE, "tmpfs", _NO_DEVICES | _NO_SETUID)
        for path, is_folder in kept:
            place = Path(_STAGE, *path.parts[1:])
            (place if is_folder else place.parent).mkdir(parents=True, exist_ok=True)
            if not is_folder:
                place.touch()
            below = path.is_relative_to(_STAGE)
            source = f"/proc/self/fd/{covered}/{path.relative_to(_STAGE)}" if below else str(path)
            _mount(source, str(place), None, _BIND | _RECURSIVE)
    finally:
        os.close(covered)
    os.chdir(_STAGE)
    call("pivot_root", b".", b".")  # the old root lies on top of the new one
    _check(_libc().umount2(b".", _DETACH))
    os.chdir("/")


def _mount(source: str | None, target: str, kind: str | None, flags: int) -> None:
    _check(_libc().mount(*(text and text.encode() for text in (source, target, kind)), ctypes.c_ulong(flags), None))


def _libc() -> ctypes.CDLL:
    return ctypes.CDLL(None, use_errno=True)


def _check(result: int) -> None:
    if result != 0:
        raise OSError(ctypes.get_errno(), os.strerror(ctypes.get_errno()))
