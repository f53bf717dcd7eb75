"""What code that took over the sealed program would try on the disk and on other programs' sockets: D5.

`main` runs in a fresh process. Each attempt touches the bait alone.
"""

from __future__ import annotations

import contextlib
import ctypes
import errno
import json
import os
import socket
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from assistant.sandbox.hostile import files, memory
from assistant.sandbox.hostile.attempt import Attempt, Bait, outcome

OF_READERS = (  # attempts of a hostile reader on files that it may not change
    *(
        "create a file",
        "create a file without a name",
        "overwrite a file",
        "empty a file while it is opened for reading",
    ),
    *("cut a file", "remove a file", "rename a file", "make a hard link", "make a symbolic link", "make a folder"),
    *("remove a folder", "make a named pipe", "open the file that it reads for writing"),
    *("overwrite a file through a mapping", "write into the program's own code"),
)


@dataclass(frozen=True, slots=True)
class Job:
    """`folder` with the bait, `own` folder of the library; sockets of others: a stream, datagrams, an abstract name."""

    folder: str
    own: str
    stream: str
    datagrams: str
    abstract: str
    sealed: bool


def _create(path: str | Path) -> None:
    os.close(os.open(path, os.O_WRONLY | os.O_CREAT, 0o600))


def _through_own_link(job: Job, bait: Bait) -> None:
    link = Path(job.own) / "way out"
    link.unlink(missing_ok=True)
    link.symlink_to(job.folder, target_is_directory=True)
    _create(link / "through a link")


def _by_root(job: Job, bait: Bait) -> None:
    _create(f"/proc/self/root{bait.file('by another name')}")


def _up_from_own(job: Job, bait: Bait) -> None:
    up = "../" * len(Path(job.own).resolve().parts)
    folder = os.open(job.own, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.close(os.open(up + bait.file("upwards").lstrip("/"), os.O_WRONLY | os.O_CREAT, 0o600, dir_fd=folder))
    finally:
        os.close(folder)


def _link_inside_and_write(job: Job, bait: Bait) -> None:
    inside = Path(job.own) / "taken in"
    inside.unlink(missing_ok=True)
    try:
        os.link(bait.file("linked"), inside)
    except OSError:  # the kernel calls what it refuses to link a thing of another disk
        raise PermissionError(errno.EPERM, "") from None
    inside.write_text("changed", "utf-8")


def _move_inside(job: Job, bait: Bait) -> None:
    Path(bait.file("dated")).rename(Path(job.own) / "moved in")


def _move_out(job: Job, bait: Bait) -> None:
    planted = Path(job.own) / "planted.md"
    planted.write_text("x", "utf-8")
    planted.rename(bait.file("planted.md"))


def _into_a_pipe(job: Job, bait: Bait) -> None:
    os.close(os.open(bait.file("pipe of others"), os.O_RDWR | os.O_NONBLOCK))


def _note(job: Job, bait: Bait) -> None:
    os.setxattr(bait.file("owned"), "user.note", b"x" * 1000)


def _note_on_open(job: Job, bait: Bait) -> None:
    with Path(bait.file("owned")).open("rb") as stream:
        os.setxattr(stream.fileno(), "user.other", b"x")


def _bind_outside(job: Job, bait: Bait) -> None:
    with socket.socket(socket.AF_UNIX) as listener:
        listener.bind(bait.file("s"))


def _in_a_child(job: Job, bait: Bait) -> None:
    code = "import sys; open(sys.argv[1], 'w')"
    done = subprocess.run([sys.executable, "-I", "-S", "-c", code, bait.file("by a child")], stderr=subprocess.DEVNULL)
    if done.returncode:
        raise PermissionError(errno.EPERM, "")


def _over_a_mount(job: Job, bait: Bait) -> None:
    """In a child: new namespaces, the bait mounted over a folder of ours, a file made there."""
    over = Path(job.own) / "over"
    over.mkdir(exist_ok=True)
    child = os.fork()
    if child == 0:
        code = 1
        with contextlib.suppress(BaseException):
            libc, user, group = ctypes.CDLL(None, use_errno=True), os.getuid(), os.getgid()
            if libc.unshare(0x10020000) == 0:
                for name, text in (
                    ("setgroups", "deny"),
                    ("uid_map", f"{user} {user} 1"),
                    ("gid_map", f"{group} {group} 1"),
                ):
                    Path("/proc/self", name).write_text(text, "ascii")
                if libc.mount(job.folder.encode(), str(over).encode(), None, ctypes.c_ulong(4096), None) == 0:
                    _create(over / "over a mount")
                    code = 0
        os._exit(code)
    if os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]):
        raise PermissionError(errno.EPERM, "")


def _connect(job: Job, bait: Bait) -> None:
    with socket.socket(socket.AF_UNIX) as client:
        client.connect(job.stream)


def _connect_natively(job: Job, bait: Bait) -> None:
    libc = ctypes.CDLL(None, use_errno=True)
    descriptor = libc.socket(1, 1, 0)
    address = b"\x01\x00" + os.fsencode(job.stream) + b"\0"
    if descriptor < 0 or libc.connect(descriptor, address, len(address)) != 0:
        raise OSError(ctypes.get_errno(), "")
    os.close(descriptor)


def _connect_in_a_child(job: Job, bait: Bait) -> None:
    code = "import socket, sys; socket.socket(socket.AF_UNIX).connect(sys.argv[1])"
    done = subprocess.run([sys.executable, "-I", "-S", "-c", code, job.stream], stderr=subprocess.DEVNULL)
    if done.returncode:
        raise PermissionError(errno.EPERM, "")


def _connect_abstract(job: Job, bait: Bait) -> None:
    with socket.socket(socket.AF_UNIX) as client:
        client.connect("\0" + job.abstract)


def _connect_over_own_link(job: Job, bait: Bait) -> None:
    link = Path(job.own) / "l.sock"
    link.unlink(missing_ok=True)
    link.symlink_to(job.stream)
    with socket.socket(socket.AF_UNIX) as client:
        client.connect(str(link))


def _datagram(job: Job, bait: Bait) -> None:
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as client:
        client.sendto(b"x", job.datagrams)


def _datagram_of_a_pair(job: Job, bait: Bait) -> None:
    """A pair is connected; but datagrams may name another receiver."""
    one, other = socket.socketpair(socket.AF_UNIX, socket.SOCK_DGRAM)
    with one, other:
        one.sendmsg([b"x"], [], 0, job.datagrams)


def _datagram_by_another_name(job: Job, bait: Bait) -> None:
    with socket.socket(socket.AF_UNIX, socket.SOCK_RAW) as client:  # of Unix sockets the same as datagrams
        client.sendto(b"x", job.datagrams)


def _type(job: Job, bait: Bait) -> None:
    """A key for the shell to read afterwards; on a file here, so that no terminal gets it."""
    import fcntl
    import termios

    try:
        fcntl.ioctl(bait.descriptor, termios.TIOCSTI, b"x")
    except OSError as error:
        if error.errno != errno.ENOTTY:  # let through, to a file that is no terminal
            raise


def _hand_over_a_descriptor(job: Job, bait: Bait) -> None:
    one, other = socket.socketpair(socket.AF_UNIX, socket.SOCK_DGRAM)
    with one, other:
        rights = [(socket.SOL_SOCKET, socket.SCM_RIGHTS, one.fileno().to_bytes(4, sys.byteorder))]
        one.sendmsg([b"x"], rights, 0, job.datagrams)


OWN: dict[str, Callable[[Job, Bait], None]] = {
    "create a file through a link of its own": _through_own_link,
    "create a file by another name of its folder": _by_root,
    "create a file upwards from its own folder": _up_from_own,
    "link a file into its own folder and write": _link_inside_and_write,
    "move a file into its own folder": _move_inside,
    "move a file out of its own folder": _move_out,
    "write into a pipe of others": _into_a_pipe,
    "leave a note on a file": _note,
    "leave a note on an open file": _note_on_open,
    "make a socket elsewhere": _bind_outside,
    "have a child make a file": _in_a_child,
    "mount a folder over its own": _over_a_mount,
    "connect to another program": _connect,
    "connect by native code": _connect_natively,
    "have a child connect": _connect_in_a_child,
    "connect to an abstract name": _connect_abstract,
    "connect over a link of its own": _connect_over_own_link,
    "send a datagram to another program": _datagram,
    "send a datagram from a pair": _datagram_of_a_pair,
    "send a datagram by another name": _datagram_by_another_name,
    "type into the terminal": _type,
    "hand a descriptor over": _hand_over_a_descriptor,
}
DEPEND_ON_THE_SYSTEM = frozenset(  # on the disk's kind, or on rights that not everybody has
    {
        "leave a note on a file",
        "leave a note on an open file",
        "mount a folder over its own",
        "create a file without a name",
    }
    | {"write into the program's own code"}
)


def attempts(job: Job) -> list[Attempt]:
    known = {attempt.name: attempt for attempt in (*files.ATTEMPTS, *memory.ATTEMPTS)}
    own = (Attempt(name, partial(try_it, job)) for name, try_it in OWN.items())
    return [*(known[name] for name in OF_READERS), *own]


def main(text: str) -> None:
    """Seal where the job says so, try everything, and print what came of it."""
    job = Job(**json.loads(text))
    descriptor = os.open(Path(job.folder) / "opened", os.O_RDONLY)
    found: dict[str, str] = {}
    if job.sealed:
        from assistant.app.sealing import seal_this_process
        from assistant.ingest.parse.process.hostile import what_holds

        found["cage before"] = ", ".join(what_holds())
        seal_this_process(answers=True)
        found["cage"] = ", ".join(what_holds())
    bait = Bait(job.folder, os.getppid(), descriptor)
    found |= {attempt.name: outcome(attempt, bait) for attempt in attempts(job)}
    print(json.dumps(found))  # noqa: T201
