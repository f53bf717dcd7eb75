"""Python programs that run nothing but installed code, and whether that code is still what it was.

For what runs outside the seal at the request of what is inside: code that took over the sealed program could plant a
file that every Python runs at its start. Invariant: a command of `isolated` reads no `.pth` file, no `sitecustomize`,
no variable of the environment and no stored byte code, and finds no module in the current folder.
"""

from __future__ import annotations

import hashlib
import json
import os
import sys
from collections.abc import Iterator
from pathlib import Path

from assistant.sandbox.cage.code_folders import PACKAGE, installed_code

_NOWHERE = f"{os.devnull}/none"  # where byte code is looked for
_PROGRAM = (
    "import json, runpy, sys; sys.prefix, sys.path[:] = json.loads(sys.argv.pop(1)); "
    "runpy.run_module(sys.argv.pop(1), run_name='__main__', alter_sys=True)"
)
_MODULES = (".py", ".so", ".pyd", ".zip")


def isolated(module: str, *arguments: str) -> list[str]:
    """The command line that runs `module` as `python -m` does, with this process's paths as they are now."""
    paths = json.dumps([sys.prefix, _paths()])
    options = ["-I", "-S", "-B", "-X", "utf8", "-X", f"pycache_prefix={_NOWHERE}"]
    return [sys.executable, *options, "-c", _PROGRAM, paths, module, *arguments]


def fingerprint() -> str:
    """Changes if a file of the code that `isolated` runs is changed, added or removed.

    It is made of names, sizes, times and numbers of files and not of their bytes, which can be gigabytes: the time of a
    file's last change (ctime) cannot be set by a program.
    """
    digest = hashlib.blake2b(str(_paths()).encode())
    seen: set[tuple[int, int]] = set()
    for folder in (*sorted(installed_code()), PACKAGE):
        digest.update("\n".join(_files(folder, seen)).encode("utf-8", "surrogateescape"))
    for tree in _trees():  # of a tree only the package is ours; but a module beside it would be found
        digest.update(str(sorted(_modules_in(tree))).encode("utf-8", "surrogateescape"))
    return digest.hexdigest()


def _paths() -> list[str]:
    """Where modules are found, installed ones first, so that none is hidden by a file in a tree."""
    installed = {str(folder) for folder in installed_code()}
    found = [entry for entry in sys.path if entry in installed]
    return [*found, *(str(tree) for tree in _trees())]


def _trees() -> list[Path]:
    """Folders with modules that are not installed code: that of our package, and what the environment names."""
    installed = set(installed_code())
    entries = [PACKAGE.parent, *(Path(entry) for entry in sys.path if Path(entry).is_absolute())]
    return [entry for entry in dict.fromkeys(entries) if entry not in installed and entry.is_dir()]


def _modules_in(tree: Path) -> Iterator[str]:
    for entry in os.scandir(tree):
        if entry.name.endswith(_MODULES) or Path(entry.path, "__init__.py").exists():
            yield entry.name


def _files(folder: Path, seen: set[tuple[int, int]]) -> Iterator[str]:
    """A line for each file and folder below `folder`; byte code is left out, and folders that were seen."""
    try:
        entries = sorted(os.scandir(folder), key=lambda entry: entry.name)
    except OSError as error:
        yield f"{folder} {error.errno}"
        return
    for entry in entries:
        if entry.name == "__pycache__":
            continue
        is_folder = entry.is_dir()
        status = entry.stat(follow_symlinks=is_folder)
        if not is_folder:
            times = f"{status.st_mtime_ns} {status.st_ctime_ns}"
            yield f"{entry.path} {status.st_size} {times} {status.st_ino} {status.st_mode}"
        elif (key := (status.st_dev, status.st_ino)) not in seen:
            seen.add(key)
            yield f"{entry.path} {status.st_ino} {status.st_mode}"
            yield from _files(Path(entry.path), seen)
