"""The one address that may be reached, as the helpers and the kernel see it.

Invariant: a name is resolved once, before anything is given up, and never again.
"""

from __future__ import annotations

import ipaddress
import mmap
import socket
import ssl
import struct
from ctypes import CDLL, addressof, c_char, c_int, c_size_t, c_void_p
from dataclasses import dataclass

from assistant.config.server_address import ServerAddress


@dataclass(frozen=True, slots=True)
class Target:
    """`peer` is ("", 0) where the name could not be resolved."""

    family: int
    peer: tuple[str, int]
    name: str
    context: ssl.SSLContext | None


def resolve(address: ServerAddress) -> Target:
    """The target that `address` means. A name that cannot be resolved leads nowhere."""
    context = ssl.create_default_context() if address.tls else None
    try:
        family = socket.AF_INET6 if ipaddress.ip_address(address.host).version == 6 else socket.AF_INET
        return Target(int(family), (address.host, address.port), address.host, context)
    except ValueError:
        pass
    try:
        found = socket.getaddrinfo(address.host, address.port, type=socket.SOCK_STREAM)
    except OSError:
        return Target(int(socket.AF_INET), ("", 0), address.host, context)
    known, _, _, _, peer = found[0]
    return Target(int(known), (str(peer[0]), int(peer[1])), address.host, context)


def packed_peer(family: int, host: str, port: int) -> bytes:
    """`struct sockaddr_in` or `sockaddr_in6` of Linux."""
    address = socket.inet_pton(family, host)
    if family == socket.AF_INET:
        return struct.pack("=H", family) + struct.pack("!H", port) + address + bytes(8)
    return struct.pack("=H", family) + struct.pack("!HI", port, 0) + address + bytes(4)


class FixedPeer:
    """A peer in a page of memory of its own that cannot be written any more: a filter can compare its place."""

    def __init__(self, packed: bytes) -> None:
        """Raises OSError."""
        self._page = mmap.mmap(-1, mmap.PAGESIZE, mmap.MAP_PRIVATE | mmap.MAP_ANONYMOUS)
        self._page[: len(packed)] = packed
        self._first = c_char.from_buffer(self._page)  # while it lives the page cannot be closed
        self.address = addressof(self._first)
        self.length = len(packed)
        if CDLL(None).mprotect(c_void_p(self.address), c_size_t(mmap.PAGESIZE), c_int(mmap.PROT_READ)) != 0:
            raise OSError("a page of memory cannot be made read-only")
