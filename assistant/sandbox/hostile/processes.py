"""Attempts on processes: to become many or another, to signal others, and to take their time and limits."""

from __future__ import annotations

import _thread
import errno
import fcntl
import os
import signal
import struct
from typing import NoReturn

from assistant.sandbox.hostile.attempt import Attempt, Bait
from assistant.sandbox.kernel.system_calls import call

_SHELL = b"/bin/sh"
_NEW_USER = 0x10000000
_QUERY_PERSONALITY = 0xFFFFFFFF


def _fork(bait: Bait) -> None:
    _end_child(os.fork())


def _clone3(bait: Bait) -> None:
    """As a fork; the call returns in both processes."""
    arguments = struct.pack("=4Q", 0, 0, 0, 0) + struct.pack("=4Q", signal.SIGCHLD, 0, 0, 0)
    _end_child(call("clone3", arguments, len(arguments)))


def _end_child(child: int) -> None:
    if child == 0:
        os._exit(0)
    os.waitpid(child, 0)


def _spawn(bait: Bait) -> None:
    os.waitpid(os.posix_spawn(_SHELL, [_SHELL, b"-c", b":"], {}), 0)


def _replace_itself(bait: Bait) -> None:
    """The arguments lie at an address that does not exist, so that what could start a program gets EFAULT."""
    try:
        call("execve", _SHELL, 8, 0)
    except OSError as error:
        if error.errno != errno.EFAULT:
            raise


def _thread_of_its_own(bait: Bait) -> None:
    try:
        _thread.start_new_thread(lambda: None, ())
    except RuntimeError:
        raise PermissionError(errno.EPERM, "") from None


def _signal_by_queue(bait: Bait) -> None:
    information = bytearray(128)
    struct.pack_into("=iii", information, 0, 0, 0, -1)  # "sent by sigqueue"
    call("rt_sigqueueinfo", bait.parent, 0, bytes(information))


def _signal_by_descriptor(bait: Bait) -> None:
    descriptor = call("pidfd_open", bait.parent, 0)
    try:
        call("pidfd_send_signal", descriptor, 0, 0, 0)
    finally:
        os.close(descriptor)


def _descriptor_of_parent(bait: Bait) -> None:
    descriptor = call("pidfd_open", bait.parent, 0)
    try:
        os.close(call("pidfd_getfd", descriptor, 0, 0))
    finally:
        os.close(descriptor)


def _affinity(bait: Bait) -> None:
    os.sched_setaffinity(bait.parent, os.sched_getaffinity(bait.parent))


def _priority(bait: Bait) -> None:
    os.setpriority(os.PRIO_PROCESS, bait.parent, os.getpriority(os.PRIO_PROCESS, bait.parent))


def _limits_of_parent(bait: Bait) -> None:
    call("prlimit64", bait.parent, 7, 0, bytes(16))  # asks only


def _raise_limit(bait: Bait) -> None:
    call("prlimit64", 0, 1, struct.pack("=QQ", 0, 1 << 40), 0)  # of the size of files


def _another_root(bait: Bait) -> None:
    os.chroot("/")


def _user_namespace(bait: Bait) -> None:
    """In a process of its own where that is possible, because it cannot be undone."""
    try:
        child = os.fork()
    except OSError:
        call("unshare", _NEW_USER)
        return
    if child == 0:
        _exit_with_errno()
    code = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
    if code:
        raise OSError(code, os.strerror(code))


def _exit_with_errno() -> NoReturn:
    try:
        call("unshare", _NEW_USER)
    except OSError as error:
        os._exit(error.errno or errno.EIO)
    os._exit(0)


ATTEMPTS = (
    Attempt("become two processes", _fork),
    Attempt("become two processes, by another call", _clone3),
    Attempt("start a thread", _thread_of_its_own),
    Attempt("start a program", _spawn),
    Attempt("become another program", _replace_itself),
    Attempt("get rights in a namespace of its own", _user_namespace, "kernel"),
    Attempt("change its root folder", _another_root, "root"),
    Attempt("change how the kernel runs it", lambda bait: call("personality", _QUERY_PERSONALITY)),
    Attempt("raise its own limits", _raise_limit, "kernel"),
    Attempt("read its parent's limits", _limits_of_parent),
    Attempt("change its parent's priority", _priority),
    Attempt("choose its parent's processors", _affinity),
    Attempt("signal its parent", lambda bait: os.kill(bait.parent, 0)),
    Attempt("signal every process", lambda bait: os.kill(-1, 0)),
    Attempt("signal its parent's group", lambda bait: os.killpg(os.getpgid(bait.parent), 0)),
    Attempt("signal a thread of its parent", lambda bait: call("tgkill", bait.parent, bait.parent, 0)),
    Attempt("signal its parent with a value", _signal_by_queue),
    Attempt("signal its parent through a descriptor", _signal_by_descriptor),
    Attempt("have the kernel signal its parent", lambda bait: fcntl.fcntl(0, fcntl.F_SETOWN, bait.parent)),
    Attempt("take a descriptor of its parent", _descriptor_of_parent, "tracing"),
)
