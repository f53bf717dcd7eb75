"""The profiles of the program and of a reader's process for macOS's sandbox-exec, in its own language. They were never
tried on a Mac.

Invariant: later rules count, so that what is denied stands in front of what is allowed of it.
"""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator
from pathlib import Path

from assistant.sandbox.cage.code_folders import PACKAGE, installed_code

_PERSONS = ("/Users", "/Volumes", "/private/var/folders", "/private/tmp", "/Network")  # where files of persons lie


# Devices that programs write to, as the kernel names them; terminals are ttys000 and so on.
_DEVICES = ("/dev/null", "/dev/zero", "/dev/tty", "/dev/dtracehelper")


def program_profile(places: Iterable[Path] = ()) -> str:
    """No internet. With `places`: files are changed below them alone, and sockets are reached there alone."""
    inside = [str(place.resolve()) for place in places]
    return "\n".join(
        [
            "(version 1)",
            "(allow default)",
            "(deny network*)",
            "(allow network-bind (local unix-socket))",
            "(allow network-inbound (local unix-socket))",
            _rule("allow network-outbound", "subpath", inside)
            if inside
            else "(allow network-outbound (remote unix-socket))",
            '(deny network-outbound (literal "/private/var/run/mDNSResponder"))',
            *(_writing(inside) if inside else ()),
            "",
        ]
    )


def _writing(inside: list[str]) -> Iterator[str]:
    yield "(deny file-write*)"
    yield _rule("allow file-write*", "subpath", inside)
    yield _rule("allow file-write*", "literal", _DEVICES)
    yield '(allow file-write* (regex #"^/dev/ttys[0-9]+$"))'


def reader_profile() -> str:
    """No network, no writing, no process, no signal to others, and of the folders of persons nothing but code."""
    return "\n".join(
        [
            "(version 1)",
            "(allow default)",
            "(deny network*)",
            "(deny file-write*)",
            '(allow file-write* (literal "/dev/null") (literal "/dev/dtracehelper"))',
            "(deny process-fork)",
            "(deny signal)",
            "(allow signal (target self))",
            "(deny mach-priv*)",
            "(deny process-info-pidinfo)",
            "(allow process-info-pidinfo (target self))",
            _rule("deny file-read-data", "subpath", _PERSONS),
            _rule("allow file-read-data", "subpath", (str(path) for path in _code())),
            _rule("allow file-read-data", "literal", (str(Path(sys.prefix) / "pyvenv.cfg"), sys.executable)),
            "",
        ]
    )


def _code() -> Iterator[Path]:
    """Folders of code, by their real names: the sandbox knows no others."""
    for folder in (PACKAGE, Path(sys.base_prefix), *installed_code()):
        yield folder.resolve()


def _rule(action: str, filter_name: str, paths: Iterable[str]) -> str:
    return f"({action} {' '.join(f'({filter_name} {_quoted(path)})' for path in dict.fromkeys(paths))})"


def _quoted(path: str) -> str:
    return '"' + path.replace("\\", "\\\\").replace('"', '\\"') + '"'
