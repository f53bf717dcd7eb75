"""P16: what the program writes is its owner's alone; limits hold in a child process."""

from __future__ import annotations

import os
import platform
from pathlib import Path

import pytest

from assistant.sandbox.permissions import find_open_paths
from tests.privacy.fresh import run_fresh

posix = pytest.mark.skipif(os.name != "posix", reason="modes are a POSIX idea")


@posix
@pytest.mark.promise("P16")
@pytest.mark.parametrize("umask", ["000", "022"])
def test_files_are_private_whatever_the_umask_was(tmp_path: Path, umask: str) -> None:
    code = f"""
        import os, resource
        from pathlib import Path
        os.umask(0o{umask})
        from assistant.sandbox.permissions import make_private
        make_private()
        Path("folder").mkdir()
        Path("folder/file").write_text("x")
        print(resource.getrlimit(resource.RLIMIT_CORE))
        """
    assert run_fresh(code, cwd=tmp_path) == "(0, 0)"
    assert list(find_open_paths(tmp_path / "folder")) == []
    (tmp_path / "folder" / "file").chmod(0o644)
    (tmp_path / "folder" / "link").symlink_to("/etc")
    found = list(find_open_paths(tmp_path / "folder"))
    assert [(one.path.name, one.mode) for one in found] == [("file", 0o644)]
    assert "0644" in str(found[0])


@posix
@pytest.mark.control("P16")
def test_without_it_everybody_could_read_them(tmp_path: Path) -> None:
    code = "import os; from pathlib import Path; os.umask(0); Path('file').write_text('x')"
    run_fresh(code, cwd=tmp_path)
    assert [(one.path.name, one.mode) for one in find_open_paths(tmp_path / "file")] == [("file", 0o666)]


@pytest.mark.skipif(platform.system() != "Linux", reason="limits are reliable on Linux only")
def test_limits_hold() -> None:
    out = run_fresh(
        """
        import os, signal, tempfile
        from assistant.sandbox.limits import Limits, allow_cpu, apply_limits
        folder = tempfile.mkdtemp()
        print(apply_limits(Limits(memory_bytes=512 << 20, cpu_s=1, descriptors=16)))
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        try:
            bytearray(600 << 20)
        except MemoryError:
            print("memory")
        try:
            handle = os.open(folder + "/f", os.O_WRONLY | os.O_CREAT)
            os.write(handle, b"x")
        except OSError as error:
            print("file size", error.errno)
        try:
            while True:
                os.dup(0)
        except OSError as error:
            print("descriptors", error.errno)
        signal.signal(signal.SIGXCPU, lambda *_: (print("cpu", flush=True), os._exit(0)))
        allow_cpu(0)
        while True:
            pass
        """
    )
    assert out.splitlines() == ["()", "memory", "file size 27", "descriptors 24", "cpu"]
