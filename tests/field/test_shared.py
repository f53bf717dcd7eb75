"""The cases that are shared beside the repository, where they are there: `../shared/cases/files`.

Their `expect.md` holds the commands, and what is right in words; `shared.yaml` says that so that it can be checked.
"""

from __future__ import annotations

import os
import re

import pytest
import yaml

from tests.busy import processor_s
from tests.conftest import REPOSITORY
from tests.field.case import Case, Check, check_of, faults
from tests.field.conftest import FIELD, with_open_groups
from tests.field.program import Program
from tests.field.test_own import assert_right

SHARED = REPOSITORY.parent / "shared" / "cases" / "files"
RIGHT = yaml.safe_load((FIELD / "shared.yaml").read_text("utf-8"))
_ASKED = re.compile(r'^assistant (ask|search)(?: -k \d+)? "(.+)"$', re.MULTILINE)
_CONVERSATION = re.compile(r"^printf '%s\\n' (.+) \| assistant chat --plain$", re.MULTILINE)
_DECISIONS = re.compile(r"^assistant policy test standard --data (\S+)$", re.MULTILINE)
_REWRITTEN, _LONG_WORD = "h40-same-size-and-time", "h39-long-word"  # they are told by more than questions
_ORDINARY = "The boat was painted blue in spring and taken out on the lake by the two neighbours. "

pytestmark = [
    pytest.mark.skipif(not SHARED.is_dir(), reason=f"no shared cases at {SHARED}"),
    pytest.mark.skipif("FIELD" not in os.environ, reason="the shared cases are run by `make field`"),
    pytest.mark.slow,
]


def _case(name: str) -> Case:
    """The case with the commands of its `expect.md`, and what `shared.yaml` says is right about each."""
    folder, right = SHARED / name, RIGHT[name]
    told = (folder / "expect.md").read_text("utf-8").partition("\nRight:")[0]
    asked: list[dict[str, object]] = [{found[1]: found[2]} for found in _ASKED.finditer(told)]
    asked += [{"ask": re.findall(r'"([^"]+)"', found[1])} for found in _CONVERSATION.finditer(told)]
    asked += [{"judge": found[1]} for found in _DECISIONS.finditer(told)]
    checks = right.get("checks", [{}] * len(asked))
    assert len(checks) == len(asked) > 0, f"{name}: {len(asked)} commands and {len(checks)} checks"
    both = [check_of({**question, **check}) for question, check in zip(asked, checks, strict=True)]
    return Case(name, right["kind"], right["group"], folder, tuple(both))


def test_every_shared_case_is_known() -> None:
    assert {folder.name for folder in SHARED.iterdir() if folder.is_dir()} == set(RIGHT)


@pytest.mark.parametrize("name", with_open_groups({name: right["group"] for name, right in RIGHT.items()}, "shared"))
def test_a_shared_case_is_right(name: str, program: Program) -> None:
    if name == _REWRITTEN:
        _rewrite_in_place(program)
    elif name == _LONG_WORD:
        _read_a_long_word(program)
    else:
        assert_right(_case(name), program)


def _rewrite_in_place(program: Program) -> None:
    """Other content of the same size under the same time."""
    program.take(SHARED / _REWRITTEN)
    file = program.folder / "mt.md"
    file.write_text("xerus one\n", encoding="utf-8")
    program.look_again()
    before = file.stat()
    with file.open("r+", encoding="utf-8") as stream:
        stream.write("yakow two")
    os.utime(file, ns=(before.st_atime_ns, before.st_mtime_ns))
    program.look_again()
    wanted = Check("search", ("yakow",), holds=(("yakow two",),), lacks=(("xerus",),))
    assert faults(wanted, program.search("yakow")) == []


def _read_a_long_word(program: Program) -> None:
    """A long word takes no more of the processor than as many characters of words."""
    program.take(SHARED / _REWRITTEN)  # an empty library, with all models opened
    size = next((SHARED / _LONG_WORD).glob("*.txt")).stat().st_size
    (program.folder / "words.txt").write_text(_ORDINARY * (size // len(_ORDINARY)), encoding="utf-8")
    started = processor_s()
    program.look_again()
    ordinary = processor_s() - started
    started = processor_s()
    program.take(SHARED / _LONG_WORD)
    assert processor_s() - started <= 2 * ordinary
