"""Attempts on ways out and on the kernel: sockets, descriptors passed on, the clock, and seldom used interfaces."""

from __future__ import annotations

import os
import socket
import struct

from assistant.sandbox.hostile.attempt import Attempt, Bait
from assistant.sandbox.kernel.system_calls import call

_USER_KEYRING = -4
_SOFTWARE_EVENT, _EXCLUDE_KERNEL = 1, 1 << 5


def _socket(family: int, kind: int) -> None:
    """By the system call, because Python's own hook would refuse first."""
    os.close(call("socket", family, kind, 0))


def _pair(bait: Bait) -> None:
    for one in socket.socketpair():
        one.close()


def _pass_on(bait: Bait) -> None:
    with socket.socket(fileno=os.dup(0)) as channel:
        socket.send_fds(channel, [b"x"], [bait.descriptor])


def _performance(bait: Bait) -> None:
    attributes = bytearray(128)
    struct.pack_into("=II", attributes, 0, _SOFTWARE_EVENT, len(attributes))
    struct.pack_into("=Q", attributes, 40, _EXCLUDE_KERNEL)
    os.close(call("perf_event_open", bytes(attributes), 0, -1, -1, 0))


def _kernel_program(bait: Bait) -> None:
    os.close(call("bpf", 0, struct.pack("=4I", 2, 4, 4, 1) + bytes(56), 72))  # an array of one number


ATTEMPTS = (
    Attempt("open an internet socket (TCP)", lambda bait: _socket(socket.AF_INET, socket.SOCK_STREAM)),
    Attempt("open an internet socket (UDP)", lambda bait: _socket(socket.AF_INET, socket.SOCK_DGRAM)),
    Attempt("open a Unix socket", lambda bait: _socket(socket.AF_UNIX, socket.SOCK_STREAM)),
    Attempt("open a socket to the kernel", lambda bait: _socket(16, socket.SOCK_RAW)),
    Attempt("open a socket to the network card", lambda bait: _socket(17, socket.SOCK_RAW), "root"),
    Attempt("open a pair of sockets", _pair),
    Attempt("pass a descriptor to another process", _pass_on),
    Attempt("send through io_uring", lambda bait: os.close(call("io_uring_setup", 1, bytes(120))), "kernel"),
    Attempt("set the clock", lambda bait: call("settimeofday", 0, 0), "root"),
    Attempt("read the user's keys", lambda bait: call("keyctl", 0, _USER_KEYRING, 0), "kernel"),
    Attempt("measure other programs", _performance, "kernel"),
    Attempt("load a program into the kernel", _kernel_program, "root"),
)
