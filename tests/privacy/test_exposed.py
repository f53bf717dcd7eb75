"""What other users could change is refused with the command that mends it; `doctor` looks at all of it."""

from __future__ import annotations

import os
import shlex
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from assistant.app.checks import check_installation
from assistant.app.open import open_assistant, open_or_read
from assistant.config.paths import Paths, find_paths
from assistant.config.private import require_private
from assistant.config.schema import Config, load_config
from assistant.disk.durable import private_folder
from assistant.domain.errors import AssistantError, ConfigError, PolicyError
from assistant.guard.engine.reload import PolicyKeeper
from tests.cli.test_command_line import run
from tests.guard.policies import write_policy

pytestmark = pytest.mark.skipif(os.name != "posix", reason="modes are a POSIX idea")
as_root = pytest.mark.skipif(getattr(os, "geteuid", lambda: 1)() != 0, reason="only the administrator gives files away")

RULE = """
detectors: {d: {type: phrases, words: [tulip]}}
rules: [{id: a, category: custom, stages: [input], detector: d, action: block}]
"""
PLACES: dict[str, Callable[[Paths], Path]] = {
    "home": lambda paths: paths.config_file.parent,
    "settings": lambda paths: paths.config_file,
    "policies": lambda paths: paths.policies,
    "a policy": lambda paths: paths.policies / "family.yaml",
    "another policy": lambda paths: paths.policies / "other.yaml",
    "models": lambda paths: paths.models,
    "library": lambda paths: paths.library,
    "state": lambda paths: paths.state,
    "a folder above": lambda paths: paths.config_file.parent.parent,
    "a folder above that": lambda paths: paths.config_file.parent.parent.parent,
}


@pytest.fixture
def paths(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Paths:
    home = tmp_path / "above" / "just above" / "it's home"
    home.mkdir(mode=0o700, parents=True)
    monkeypatch.setenv("ASSISTANT_HOME", str(home))
    found = find_paths()
    for folder in (found.policies, found.models, found.library, found.state):
        folder.mkdir(mode=0o700)
    found.config_file.write_text('[guard]\npolicy = "family"\n')
    for name in ("family", "other"):
        write_policy(found.policies, RULE, name)
    for place in (*found.policies.iterdir(), found.config_file):
        place.chmod(0o600)
    for folder in home.parents[:2]:
        folder.chmod(0o755)
    return found


def refusal(paths: Paths) -> AssistantError | None:
    """What every command says before it does anything."""
    try:
        require_private(paths)
    except AssistantError as error:
        return error
    return None


def failed(paths: Paths) -> list[tuple[str, str]]:
    """(what is wrong, the remedy) of the checks of file modes."""
    checks = check_installation(paths)
    return [(check.detail, check.remedy) for check in checks if check.name == "file modes" and not check.ok]


def test_private_places_are_fine(paths: Paths) -> None:
    assert refusal(paths) is None and failed(paths) == []
    open_assistant(Config(), paths, owner=False).close()


@pytest.mark.parametrize("mode", [0o002, 0o020, 0o022])
@pytest.mark.parametrize("place", PLACES)
def test_what_others_may_write_is_refused_with_the_command(paths: Paths, place: str, mode: int) -> None:
    path = PLACES[place](paths)
    before = path.stat().st_mode & 0o777
    above = path in paths.config_file.parent.parents
    if above and not mode & 0o002:
        pytest.skip("the person's own group may write above: that is how some systems make folders")
    path.chmod(before | mode)
    error = refusal(paths)
    assert error is not None and repr(str(path)) in error.message
    command = shlex.split(error.hint.removeprefix("Run: "))
    assert command[0] == "chmod" and command[-1] == str(path)
    assert [remedy for _, remedy in failed(paths)] == [error.hint]
    with pytest.raises(AssistantError, match="chmod"):
        open_assistant(Config(), paths, owner=True)
    with pytest.raises(AssistantError, match="chmod"):
        open_or_read(Config(), paths)
    subprocess.run(command, check=True)
    assert refusal(paths) is None and failed(paths) == []


def test_the_command_line_refuses_before_anything_else_and_doctor_helps(paths: Paths) -> None:
    home = paths.config_file.parent
    home.chmod(0o777)
    done = run(home, "status")
    assert done.returncode == 1 and "chmod 700" in done.stderr and "Traceback" not in done.stderr
    assert run(home, "paths").returncode == 0
    assert "chmod 700" in run(home, "doctor").stdout


@as_root
@pytest.mark.parametrize("place", [place for place in PLACES if "above" not in place])
def test_what_another_user_owns_is_refused(paths: Paths, place: str) -> None:
    path = PLACES[place](paths)
    os.chown(path, 4321, -1)
    error = refusal(paths)
    assert error is not None and "another user" in error.message and "chown" in error.hint
    assert len(failed(paths)) == 1


@as_root
def test_a_group_of_several_people_may_not_write_above(paths: Paths) -> None:
    above = paths.config_file.parent.parent
    above.chmod(0o775)
    assert refusal(paths) is None
    os.chown(above, -1, 4321)
    assert "chmod go-w" in str(refusal(paths))


def test_a_sticky_folder_above_is_fine(paths: Paths) -> None:
    paths.config_file.parent.parent.chmod(0o1777)
    assert refusal(paths) is None


def test_the_place_of_a_link_counts_and_so_does_its_target(paths: Paths, tmp_path: Path) -> None:
    dotfiles = tmp_path / "dotfiles"
    dotfiles.mkdir(mode=0o700)
    file = paths.config_file.replace(dotfiles / "config.toml")
    paths.config_file.symlink_to(file)
    assert refusal(paths) is None
    dotfiles.chmod(0o777)
    assert str(dotfiles) in str(refusal(paths))
    dotfiles.chmod(0o700)
    file.chmod(0o666)
    assert "config.toml" in str(refusal(paths))


def test_the_settings_are_refused_by_whoever_reads_them(paths: Paths) -> None:
    assert load_config(paths.config_file).guard.policy == "family"
    paths.config_file.chmod(0o606)
    with pytest.raises(ConfigError, match="chmod 600"):
        load_config(paths.config_file)


def test_a_policy_that_others_may_write_is_not_taken_over(paths: Paths) -> None:
    keeper = PolicyKeeper("family", [paths.policies])
    gate = keeper.gate
    file = write_policy(paths.policies, RULE.replace("tulip", "daisy"), "family")
    os.utime(file, ns=(7, 7))
    file.chmod(0o622)
    assert not keeper.poll()
    assert keeper.gate is gate and "chmod 600" in str(keeper.error)
    file.chmod(0o600)
    assert keeper.poll() and keeper.error is None
    paths.policies.chmod(0o733)
    with pytest.raises(PolicyError, match="chmod 700"):
        PolicyKeeper("family", [paths.policies])


@pytest.mark.promise("P16")
def test_a_folder_of_ours_is_made_private_or_refused(tmp_path: Path) -> None:
    assert private_folder(tmp_path / "new").stat().st_mode & 0o777 == 0o700
    (tmp_path / "new").chmod(0o770)
    with pytest.raises(AssistantError, match="chmod 700"):
        private_folder(tmp_path / "new")
