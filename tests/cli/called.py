"""The command line called in this process: what it prints, and the code that it ends with.

Only the seal is left out, which would hold for all later tests; `tests/privacy` has it.
"""

from __future__ import annotations

import io
import os
import tempfile
from contextlib import redirect_stderr, redirect_stdout
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from assistant.cli.main import run
from assistant.text.clean import read_json_object


@dataclass(frozen=True, slots=True)
class Called:
    """How a call ended."""

    code: int
    out: str
    err: str

    @property
    def json(self) -> dict[str, Any]:
        """The object on the last line of standard output."""
        return read_json_object(self.out.splitlines()[-1])


class Screen(io.StringIO):
    """A stream that is a terminal, if `live`."""

    def __init__(self, *, live: bool) -> None:
        super().__init__()
        self._live = live

    def isatty(self) -> bool:
        return self._live


def call(home: Path, *arguments: str, given: bytes | None = None, live: bool = False) -> Called:
    """`assistant ARGUMENTS`; standard input is a file that holds `given`, else nothing. `live`: both outputs are a
    terminal."""
    with (
        pytest.MonkeyPatch.context() as patch,
        tempfile.TemporaryFile() as text,
        Path(os.devnull).open("rb") as nothing,
        redirect_stdout(Screen(live=live)) as out,
        redirect_stderr(Screen(live=live)) as err,
    ):
        text.write(given or b"")
        text.seek(0)
        typed = io.TextIOWrapper(nothing if given is None else text)
        patch.setattr("sys.stdin", typed)
        patch.setattr("sys.argv", ["assistant", *arguments])
        patch.setattr("assistant.app.sealing.seal_this_process", lambda **_: None)
        patch.setenv("ASSISTANT_HOME", str(home))
        with pytest.raises(SystemExit) as ended:
            run()
        typed.detach()  # who opened it closes it
    code = ended.value.code
    return Called(code if isinstance(code, int) else 0, out.getvalue(), err.getvalue())


def make_home(folder: Path) -> Path:
    """A private home without models."""
    home = folder / "home"
    home.mkdir(mode=0o700)
    return home
