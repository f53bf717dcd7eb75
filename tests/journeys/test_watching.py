"""The library follows the disk while it is watched: real files, real events, real ledger."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from assistant.app.local import LocalAssistant
from assistant.app.open import open_assistant
from assistant.config.schema import Config
from assistant.domain.errors import AssistantError
from assistant.domain.events import FileForgotten, FileIndexed, FileMoved, FileQuarantined, IndexingFinished
from assistant.domain.stop import StopSignal
from assistant.ingest.run import Indexing
from tests.counting import Embedded, count_embedded
from tests.journeys.conftest import paths_below
from tests.journeys.watched import Watched, on_disk, until

LEASE = "# Lease\n\nThe tenant must give nine weeks of notice in writing before moving out.\n"
SOUP = "# Soup\n\nSimmer the leeks for forty minutes, then add cream.\n"


@pytest.fixture(scope="module")
def library(tmp_path_factory: pytest.TempPathFactory, starter_models: Path) -> Iterator[LocalAssistant]:
    """One library for all tests here; each watches a folder of its own."""
    opened = open_assistant(Config(), paths_below(tmp_path_factory.mktemp("home"), starter_models), owner=True)
    yield opened
    opened.close()


@pytest.fixture(autouse=True)
def emptied(library: LocalAssistant) -> Iterator[None]:
    """No test finds what another one left: the same content would cost no embedding."""
    yield
    library.parts.library.forget_all([file.path for file in library.files()])


@pytest.fixture(scope="module")
def embedded(library: LocalAssistant) -> Embedded:
    return count_embedded(library)


@pytest.fixture
def root(tmp_path: Path) -> Path:
    made = Path(os.path.realpath(tmp_path)) / "files"
    made.mkdir()
    (made / "lease.md").write_text(LEASE)
    (made / "soup.md").write_text(SOUP)
    return made


def test_a_save_in_place_a_new_file_and_a_removal(library: LocalAssistant, root: Path) -> None:
    with Watched(library, root) as watched:
        watched.follow(root / "lease.md", root / "soup.md")
        (root / "lease.md").write_text(LEASE.replace("nine weeks", "seven weeks"))
        (root / "new.txt").write_text("The gate code is 4711.")
        (root / "soup.md").unlink()
        watched.follow(root / "lease.md", root / "new.txt")
        assert watched.finds("seven weeks") == ["lease.md"]
        assert watched.finds("nine weeks") == []
        assert watched.finds("forty minutes") == []


@pytest.mark.parametrize("way", ["temporary file", "backup first", "two names"])
def test_an_editors_save_never_loses_the_document(library: LocalAssistant, root: Path, way: str) -> None:
    file, text = root / "lease.md", LEASE.replace("nine", "eleven")
    with Watched(library, root) as watched:
        if way == "temporary file":  # most editors
            (root / ".lease.md.tmp").write_text(text)
            (root / ".lease.md.tmp").replace(file)
        elif way == "backup first":  # vim
            file.rename(root / "lease.md~")
            file.write_text(text)
            (root / "lease.md~").unlink()
        else:  # office programs
            (root / "lease new.md").write_text(text)
            file.rename(root / "lease old.md")
            (root / "lease new.md").rename(file)
            (root / "lease old.md").unlink()
        watched.follow(root / "lease.md", root / "soup.md")
        assert watched.finds("eleven weeks") == ["lease.md"]
        assert not [one for one in watched.events if isinstance(one, FileForgotten) and one.path == str(file)]


def test_renames_and_moves_embed_nothing(library: LocalAssistant, root: Path, embedded: Embedded) -> None:
    (root / "home" / "deep").mkdir(parents=True)
    with Watched(library, root) as watched:
        before = embedded.texts
        (root / "lease.md").rename(root / "contract.md")
        watched.follow(root / "contract.md", root / "soup.md")
        (root / "contract.md").rename(root / "home" / "deep" / "contract.md")
        watched.follow(root / "home" / "deep" / "contract.md", root / "soup.md")
        (root / "home").rename(root / "flat")
        watched.follow(root / "flat" / "deep" / "contract.md", root / "soup.md")
        assert embedded.texts == before
        assert sum(isinstance(one, FileMoved) for one in watched.events) == 3
        assert watched.finds("nine weeks") == ["contract.md"]


def test_exchanged_names_and_a_rotated_log_embed_nothing(
    library: LocalAssistant, root: Path, embedded: Embedded
) -> None:
    with Watched(library, root) as watched:
        before = embedded.texts
        (root / "lease.md").rename(root / "t")
        (root / "soup.md").rename(root / "lease.md")
        (root / "t").rename(root / "soup.md")
        watched.follow(root / "lease.md", root / "soup.md")
        assert watched.finds("nine weeks") == ["soup.md"] and watched.finds("forty minutes") == ["lease.md"]
        assert embedded.texts == before
        (root / "soup.md").rename(root / "soup.1.md")
        (root / "lease.md").rename(root / "soup.md")
        watched.follow(root / "soup.1.md", root / "soup.md")
        assert embedded.texts == before


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


def test_case_and_unicode_forms_of_a_name(library: LocalAssistant, root: Path, embedded: Embedded) -> None:
    composed, decomposed = root / "caf\u00e9.md", root / "cafe\u0301.md"
    with Watched(library, root) as watched:
        before = embedded.texts
        (root / "lease.md").rename(root / "LEASE.md")
        (root / "soup.md").rename(composed)
        watched.follow(root / "LEASE.md", composed)
        composed.rename(decomposed)
        watched.follow(root / "LEASE.md", decomposed)
        assert embedded.texts == before
        composed.write_text("Another file by the same name.")  # two files where the file system tells them apart
        watched.follow()
        assert set(watched.in_library()) == set(on_disk(root))


def test_hard_links_are_followed_under_every_name(library: LocalAssistant, root: Path, embedded: Embedded) -> None:
    (root / "elsewhere").mkdir()
    with Watched(library, root) as watched:
        before = embedded.texts
        (root / "elsewhere" / "same.md").hardlink_to(root / "lease.md")
        watched.follow(root / "lease.md", root / "elsewhere" / "same.md", root / "soup.md")
        assert embedded.texts == before
        with (root / "elsewhere" / "same.md").open("w") as stream:  # the other name is not told of by the system
            stream.write(LEASE.replace("nine", "twelve"))
        watched.follow()
        assert watched.finds("nine weeks") == []
        (root / "lease.md").unlink()
        watched.follow(root / "elsewhere" / "same.md", root / "soup.md")
        assert watched.finds("twelve weeks") == ["same.md"]


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


def test_a_file_that_may_not_be_read_any_more_does_not_answer(
    library: LocalAssistant, root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    if os.geteuid() == 0:  # the administrator may read everything: what others may is read from the mode
        monkeypatch.setattr(os, "access", lambda path, mode: bool(Path(path).stat().st_mode & 0o400))
    with Watched(library, root) as watched:
        (root / "lease.md").chmod(0o000)
        until(lambda: watched.finds("nine weeks") == [])
        reasons = [one.reason for one in watched.events if isinstance(one, FileQuarantined)]
        assert reasons == ["unreadable"]
        (root / "lease.md").chmod(0o600)
        until(lambda: watched.finds("nine weeks") == ["lease.md"])


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


def mount(place: Path) -> None:
    """A file system of its own at `place`, where this process may do that."""
    if shutil.which("mount") is None or os.geteuid() != 0:
        pytest.skip("only the administrator mounts file systems")
    if subprocess.run(["mount", "-t", "tmpfs", "tmpfs", str(place)], capture_output=True, check=False).returncode:
        pytest.skip("this system lets nobody mount a file system here")


@pytest.mark.parametrize("inner", ["", "drive"])
def test_a_drive_that_is_unmounted_is_not_purged(library: LocalAssistant, root: Path, inner: str) -> None:
    place = root / inner
    place.mkdir(exist_ok=True)
    mount(place)
    try:
        (place / "drive.md").write_text("The drive holds a letter about the harbour.")
        with Watched(library, root) as watched:
            assert watched.finds("harbour") == ["drive.md"]
            subprocess.run(["umount", str(place)], check=True)
            (root / "new.md").write_text("Something new.")
            watched.watch.resume()  # as the timed sweep does: the system does not tell of what is unmounted
            until(lambda: (str(place), "missing") in [(one.root, one.mode) for one in watched.watch.state().roots])
            assert watched.finds("harbour") == ["drive.md"]
            mount(place)
            until(lambda: watched.finds("harbour") == [])  # another drive, and an empty one
            if inner:  # where the root itself is covered, its own files are out of reach in their turn
                until(lambda: all(one.mode == "events" for one in watched.watch.state().roots))
    finally:
        subprocess.run(["umount", str(place)], check=False, capture_output=True)


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


def test_names_of_every_kind_and_the_same_name_twice(library: LocalAssistant, root: Path) -> None:
    odd = ['it\'s "quoted".md', "-rf.md", "a\nb.md", "100% sure?.md", "\U0001f353.md", "%s {0} [b]x.md"]
    with Watched(library, root) as watched:
        for number, name in enumerate(odd):
            (root / name).write_text(f"File number {number} speaks of marmalade.")
        for folder in ("one", "two"):
            (root / folder).mkdir()
            (root / folder / "same.md").write_text(f"Folder {folder} keeps its own pickles.")
        watched.follow()
        assert set(watched.finds("marmalade")) == set(odd)
        (root / "one" / "same.md").unlink()
        watched.follow()
        assert watched.finds("two keeps its own pickles") == ["same.md"]
        assert watched.finds("one keeps its own pickles") == []


def test_everything_a_program_does_in_a_burst(library: LocalAssistant, root: Path) -> None:
    with Watched(library, root) as watched:
        for number in range(40):
            folder = root / f"project {number % 4}"
            folder.mkdir(exist_ok=True)
            (folder / f"note {number}.md").write_text(f"Note {number} of the project.")
        (root / "project 0").rename(root / "archive")
        shutil.rmtree(root / "project 1")
        shutil.copytree(root / "project 2", root / "copy")
        watched.follow()
        assert len(watched.in_library()) == 2 + 10 + 10 + 10 + 10


def test_questions_are_answered_while_files_are_read(library: LocalAssistant, root: Path) -> None:
    with Watched(library, root) as watched:
        for number in range(30):
            (root / f"note {number}.md").write_text(f"# Note {number}\n\n" + f"Chapter {number} of the diary. " * 20)
        answered = 0
        while watched.in_library() != on_disk(root):
            assert watched.finds("nine weeks") == ["lease.md"]
            answered += 1
        assert answered > 0
        watched.follow()


def test_a_pause_looks_at_nothing_and_its_end_at_everything(library: LocalAssistant, root: Path) -> None:
    with Watched(library, root) as watched:
        watched.watch.pause()
        until(lambda: watched.watch.state().activity == "paused")
        (root / "new.md").write_text("Written during the pause.")
        assert not threading.Event().wait(1.0)  # longer than it takes otherwise
        assert str(root / "new.md") not in watched.in_library()
        watched.watch.resume()
        watched.follow(root / "lease.md", root / "soup.md", root / "new.md")


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


def test_a_look_that_fails_is_told_and_made_again(
    library: LocalAssistant, root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    failures = [AssistantError("The disk is full.", "Make room."), RuntimeError("a mistake of ours")]
    run = Indexing.run

    def failing(self: Indexing, *arguments: object, **options: object) -> object:
        if failures:
            raise failures.pop(0)
        return run(self, *arguments, **options)  # type: ignore[arg-type]

    with Watched(library, root) as watched:
        monkeypatch.setattr(Indexing, "run", failing)
        (root / "new.md").write_text("Something new.")
        until(lambda: watched.watch.state().trouble == "The disk is full. Make room.")
        until(lambda: "RuntimeError" in watched.watch.state().trouble)
        watched.follow(root / "lease.md", root / "soup.md", root / "new.md")
        until(lambda: watched.watch.state().trouble == "")


def test_what_a_person_asks_for_goes_before_the_watch(library: LocalAssistant, root: Path, tmp_path: Path) -> None:
    for number in range(100):
        (root / f"note {number}.md").write_text(f"# Note {number}\n\n" + f"Entry {number} of the long diary. " * 3)
    urgent = tmp_path / "urgent"
    urgent.mkdir()
    (urgent / "a.md").write_text("The parcel is at the neighbour's.")
    watched = Watched(library, root)
    watched.watch.start()
    try:
        until(lambda: any(isinstance(one, FileIndexed) for one in watched.events), "the first file")
        last = list(library.index([urgent], StopSignal()))[-1]
        assert isinstance(last, IndexingFinished) and last.indexed == 1 and not last.cancelled
        first = next(one for one in watched.events if isinstance(one, IndexingFinished))
        assert first.cancelled and first.indexed < 102
        watched.follow()  # and what gave way is taken up again
        assert len(watched.in_library()) == 102
    finally:
        watched.watch.stop()


def test_a_policy_that_cannot_be_asked_for_stops_nothing(library: LocalAssistant, root: Path) -> None:
    asked: list[bool] = []

    def fails() -> bool:
        asked.append(True)
        raise AssistantError("The policy cannot be read.")

    with Watched(library, root, outdated=fails) as watched:
        until(lambda: bool(asked))
        assert watched.watch.state().trouble == ""
        (root / "new.md").write_text("Written after the policy could not be read.")
        watched.follow(root / "lease.md", root / "soup.md", root / "new.md")
