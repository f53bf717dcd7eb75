"""The library follows the disk while it is watched: real files, real events, real ledger."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

import pytest

from assistant.app.local import LocalAssistant
from assistant.domain.events import FileForgotten, FileMoved, FileQuarantined
from tests.counting import Embedded
from tests.journeys.watching.watched import LEASE, Watched, on_disk
from tests.waiting import until


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
