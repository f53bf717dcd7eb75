"""Folders, drives and links that come, go and lead elsewhere while they are watched."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from assistant.app.local import LocalAssistant
from tests.counting import Embedded
from tests.journeys.watching.watched import LEASE, SOUP, Watched
from tests.waiting import until


def test_a_move_between_two_watched_folders_embeds_nothing(
    library: LocalAssistant, root: Path, embedded: Embedded
) -> None:
    other = root.with_name("other")
    other.mkdir()
    with Watched(library, root, other) as watched:
        before = embedded.texts
        (root / "lease.md").rename(other / "lease.md")
        watched.follow(other / "lease.md", root / "soup.md")
        assert embedded.texts == before


def test_moves_out_and_in(library: LocalAssistant, root: Path, tmp_path: Path) -> None:
    outside = tmp_path / "outside"
    (root / "home").mkdir()
    (root / "lease.md").rename(root / "home" / "lease.md")
    with Watched(library, root) as watched:
        (root / "home").rename(outside)
        watched.follow(root / "soup.md")
        # The system goes on reporting what happens in the folder, under its old name.
        (outside / "lease.md").write_text("The heron sleeps outside.")
        (outside / "another.md").write_text("The heron sleeps outside, too.")
        (root / "soup.md").write_text(SOUP + "\nServe hot.\n")
        until(lambda: watched.finds("Serve hot") == ["soup.md"])
        assert watched.finds("heron sleeps") == []
        assert not [file for file in library.files() if "outside" in file.path]
        outside.rename(root / "back")
        watched.follow(root / "back" / "lease.md", root / "back" / "another.md", root / "soup.md")
        (root / "back" / "lease.md").write_text("The heron is home.")
        watched.follow()
        assert watched.finds("heron is home") == ["lease.md"]


@pytest.mark.promise("P10")
def test_links_lead_nowhere(library: LocalAssistant, root: Path, tmp_path: Path) -> None:
    secret = tmp_path / "secret"
    secret.mkdir()
    (secret / "key.md").write_text("The password of the vault is heliotrope.")
    with Watched(library, root) as watched:
        (root / "link.md").symlink_to(secret / "key.md")
        (root / "folder").symlink_to(secret, target_is_directory=True)
        (root / "loop").symlink_to(root, target_is_directory=True)
        (root / "lease.md").unlink()
        (root / "lease.md").symlink_to(secret / "key.md")
        (secret / "key.md").write_text("The password of the vault is heliotrope now.")
        (root / "new.md").write_text("Something else.")
        watched.follow(root / "soup.md", root / "new.md")
        assert watched.finds("heliotrope") == []
        assert watched.finds("nine weeks") == []


def test_special_files_are_left_alone(library: LocalAssistant, root: Path) -> None:
    with Watched(library, root) as watched, socket.socket(socket.AF_UNIX) as unix:
        os.mkfifo(root / "pipe.md")
        unix.bind(os.path.relpath(root / "socket.md"))
        (root / "zero.md").symlink_to("/dev/zero")
        (root / "soup.md").unlink()
        os.mkfifo(root / "soup.md")
        (root / "new.md").write_text("Something new.")
        watched.follow(root / "lease.md", root / "new.md")


def test_a_root_that_vanishes_pauses_and_purges_nothing(
    library: LocalAssistant, root: Path, embedded: Embedded
) -> None:
    with Watched(library, root) as watched:
        before = embedded.texts
        root.rename(root.with_name("away"))
        until(lambda: watched.watch.state().roots[0].mode == "missing")
        until(lambda: watched.watch.state().activity == "idle")
        assert watched.finds("nine weeks") == ["lease.md"]
        (root.with_name("away") / "soup.md").unlink()
        (root.with_name("away") / "new.md").write_text("Written while it was away.")
        root.with_name("away").rename(root)
        until(lambda: watched.watch.state().roots[0].mode == "events")
        watched.follow(root / "lease.md", root / "new.md")
        assert embedded.texts == before + 1
        (root / "later.md").write_text("Written after it came back.")
        watched.follow(root / "lease.md", root / "new.md", root / "later.md")


def mount(*arguments: str) -> None:
    """Call `mount`, where this process may do that."""
    if shutil.which("mount") is None or os.geteuid() != 0:
        pytest.skip("only the administrator mounts file systems")
    if subprocess.run(["mount", *arguments], capture_output=True, check=False).returncode:
        pytest.skip("this system lets nobody mount a file system here")


def unmount(place: Path, *, check: bool = False) -> None:
    subprocess.run(["umount", str(place)], check=check, capture_output=True)


@pytest.fixture
def drives(tmp_path: Path) -> Iterator[list[Path]]:
    """Two drives: file systems that stay mounted, so that each keeps its device number while it is not at its place.

    The number of a file system that is unmounted goes to the next one of any process, or is not given again.
    """
    made: list[Path] = []
    try:
        for name in ("first", "second"):
            (tmp_path / name).mkdir()
            mount("-t", "tmpfs", "tmpfs", str(tmp_path / name))
            made.append(tmp_path / name)
        yield made
    finally:
        for place in made:
            unmount(place)


@pytest.mark.parametrize("inner", ["", "drive"])
def test_a_drive_that_is_unmounted_is_not_purged(
    library: LocalAssistant, root: Path, inner: str, drives: list[Path]
) -> None:
    first, second = drives
    place = root / inner
    place.mkdir(exist_ok=True)
    mount("--bind", str(first), str(place))
    try:
        (place / "drive.md").write_text("The drive holds a letter about the harbour.")
        with Watched(library, root) as watched:

            def is_missing() -> bool:
                return (str(place), "missing") in [(one.root, one.mode) for one in watched.watch.state().roots]

            assert watched.finds("harbour") == ["drive.md"]
            unmount(place, check=True)
            (root / "new.md").write_text("Something new.")
            watched.watch.resume()  # as the timed sweep does: the system does not tell of what is unmounted
            until(is_missing, "the drive missed")
            assert watched.finds("harbour") == ["drive.md"]
            mount("--bind", str(first), str(place))
            if inner:  # where the root itself is covered, its own files are out of reach in their turn
                until(lambda: all(one.mode == "events" for one in watched.watch.state().roots), "the drive seen again")
            unmount(place, check=True)
            mount("--bind", str(second), str(place))  # another drive says nothing of the files of the first one
            (second / "other.md").write_text("The other drive holds a recipe for bread.")
            watched.watch.resume()
            until(lambda: watched.finds("bread") == ["other.md"], "the other drive read")
            assert watched.finds("harbour") == ["drive.md"]
            unmount(place, check=True)
            watched.watch.resume()
            (first / "drive.md").unlink()
            mount("--bind", str(first), str(place))  # the first one, and empty
            until(lambda: watched.finds("harbour") == [], "the letter forgotten")
            assert watched.finds("bread") == ["other.md"]
    finally:
        unmount(place)


def test_an_ignore_file_takes_effect_at_once(library: LocalAssistant, root: Path) -> None:
    (root / "home" / "deep").mkdir(parents=True)
    (root / "home" / "deep" / "diary.md").write_text("Nobody should read this.")
    with Watched(library, root) as watched:
        (root / ".assistantignore").write_text("diary.md\n")
        until(lambda: sorted(map(os.path.basename, watched.in_library())) == ["lease.md", "soup.md"])
        (root / ".assistantignore").unlink()
        watched.follow(root / "lease.md", root / "soup.md", root / "home" / "deep" / "diary.md")


def test_a_single_file_is_watched_and_its_folder_is_not(library: LocalAssistant, root: Path, tmp_path: Path) -> None:
    with Watched(library, root / "lease.md") as watched:
        (root / "soup.md").write_text(SOUP + "Nobody asked for the soup.")
        (root / "t").write_text(LEASE.replace("nine", "thirteen"))
        (root / "t").replace(root / "lease.md")
        until(lambda: watched.finds("thirteen weeks") == ["lease.md"])
        assert list(watched.in_library()) == [str(root / "lease.md")]
        (root / "lease.md").unlink()
        until(lambda: watched.in_library() == {})


def test_a_folder_that_is_covered_later_is_followed_too(library: LocalAssistant, root: Path) -> None:
    other = root.with_name("other")
    other.mkdir()
    (other / "a.md").write_text("The first file of the other folder.")
    with Watched(library, root) as watched:
        watched.roots = (root, other)
        watched.watch.cover([root, other])
        watched.follow(root / "lease.md", root / "soup.md", other / "a.md")
        watched.watch.cover([other])
        assert [one.root for one in watched.watch.state().roots] == [str(other)]
        (other / "b.md").write_text("The second one.")
        until(lambda: str(other / "b.md") in watched.in_library())
