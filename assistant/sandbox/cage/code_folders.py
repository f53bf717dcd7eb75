"""Where the code lies that a caged process may still have to load: Python's, the libraries', ours, the system's.

Invariant: a folder that holds anything but installed code is not among them, even if Python looks for modules in it.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

PACKAGE = Path(__file__).resolve().parents[2]
# Shared libraries, which the loader finds by its cache; and the system's list of time zones.
_SYSTEM = ("/lib", "/lib64", "/usr/lib", "/usr/lib64", "/usr/local/lib", "/nix/store", "/gnu/store", "/etc/ld.so.cache")
_TIME_ZONES = ("/usr/share/zoneinfo", "/etc/localtime")


def code_folders() -> list[Path]:
    """Folders and files, each there or not."""
    python_itself = Path(sys.base_prefix) / "lib"  # its shared library
    return [PACKAGE, python_itself, *installed_code(), *map(Path, (*_SYSTEM, *_TIME_ZONES))]


def installed_code() -> Iterator[Path]:
    """Python's own library and installed packages; not the folder of a source tree, which may hold anything."""
    prefixes = {Path(prefix).resolve() for prefix in (sys.prefix, sys.base_prefix, sys.exec_prefix)}
    for entry in map(Path, filter(None, sys.path)):
        of_prefix = any(prefix in entry.resolve().parents for prefix in prefixes)
        if of_prefix or next(entry.glob("*.dist-info"), None) is not None:
            yield entry
