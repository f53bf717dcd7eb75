"""The state machine: a tree changes, the library reconciles, is stopped, killed, opened again."""

from __future__ import annotations

import os
import shutil
import tempfile
from collections import Counter
from collections.abc import Sequence
from contextlib import AbstractContextManager
from functools import partial
from pathlib import Path
from typing import ClassVar

from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, precondition, rule

from assistant.domain.records.files import FileRecord
from assistant.store.forget import forget
from assistant.store.library import SqliteLibrary
from tests.properties.following.equal import Content, differences, names_of
from tests.properties.following.parts import killed, opened, reconcile
from tests.properties.following.tree import BAD_NAME, FOLDERS, NAMES, READ, SIZES, Tree

picks = st.integers(0, 99)
roots = st.integers(0, 1)
folders = st.sampled_from(FOLDERS)
names = st.sampled_from((*READ, *NAMES, BAD_NAME))
sizes = st.sampled_from(SIZES)
TIMES = (-(10**9), 0, 10**9, 1_700_000_000, 4_102_444_800)  # seconds: before 1970, then, 2001, 2023, 2100


def place_for_trees() -> str | None:
    """Memory, where the system has it: thousands of libraries are made, and none has to survive a power cut."""
    memory = "/dev/shm"
    return memory if os.access(memory, os.W_OK) else None


class FollowsTheDisk(RuleBasedStateMachine):
    """After each reconcile the library equals a fresh build."""

    with_index: ClassVar[bool] = False
    tally: ClassVar[Counter[str]] = Counter()  # over all sequences

    def __init__(self) -> None:
        super().__init__()
        self.place = Path(tempfile.mkdtemp(prefix="following-", dir=place_for_trees()))
        self.home = self.place / "library"
        self.tree = Tree(self.place / "disk")
        self.touched: set[Path] = set()
        self.titles: dict[Content, set[str]] = {}

    # ------------------------------------------------------------ the tree

    def pick(self, number: int) -> Path:
        files = self.tree.files()
        path = files[number % len(files)]
        self.touched.add(path)
        return path

    def target(self, root: int, folder: str, name: str) -> Path:
        path = self.tree.place(root, folder, name)
        self.touched.add(path)
        return path

    def has_files(self) -> bool:
        return bool(self.tree.files())

    def has_folders(self) -> bool:
        return bool(self.tree.folders())

    @initialize(files=st.lists(st.tuples(roots, folders, st.sampled_from(READ), sizes), min_size=2, max_size=8))
    def begin(self, files: list[tuple[int, str, str, str]]) -> None:
        for root, folder, name, size in files:
            self.create(root, folder, name, size)

    @rule(root=roots, folder=folders, name=st.sampled_from(READ), size=sizes)
    def create_what_is_read(self, root: int, folder: str, name: str, size: str) -> None:
        self.create(root, folder, name, size)

    @rule(root=roots, folder=folders, name=names, size=sizes)
    def create(self, root: int, folder: str, name: str, size: str) -> None:
        self.tree.write(self.target(root, folder, name), size)

    @precondition(has_files)
    @rule(number=picks, size=sizes)
    def edit(self, number: int, size: str) -> None:
        self.tree.write(self.pick(number), size)

    @precondition(has_files)
    @rule(number=picks, size=sizes, way=st.sampled_from(["aside", "temporary"]))
    def save(self, number: int, size: str, way: str) -> None:
        self.tree.save(self.pick(number), size, way)

    @precondition(has_files)
    @rule(number=picks)
    def append(self, number: int) -> None:
        path = self.pick(number)
        if path.is_file():
            self.tree.append(path)

    @precondition(has_files)
    @rule(number=picks, root=roots, folder=folders, name=names)
    def move(self, number: int, root: int, folder: str, name: str) -> None:
        source = self.pick(number)
        self.tree.move(source, self.target(root, folder, name))

    @precondition(has_files)
    @rule(number=picks)
    def change_case(self, number: int) -> None:
        path = self.pick(number)
        target = path.with_name(path.name.swapcase())
        self.touched.add(target)
        self.tree.move(path, target)

    @precondition(has_files)
    @rule(one=picks, other=picks)
    def swap(self, one: int, other: int) -> None:
        paths = self.pick(one), self.pick(other)
        if paths[0] != paths[1]:
            self.tree.swap(*paths)

    @precondition(has_files)
    @rule(number=picks)
    def delete(self, number: int) -> None:
        self.tree.remove(self.pick(number))

    @precondition(has_files)
    @rule(number=picks, root=roots, folder=folders, name=names)
    def copy(self, number: int, root: int, folder: str, name: str) -> None:
        source = self.pick(number)
        self.tree.copy(source, self.target(root, folder, name))

    @precondition(has_files)
    @rule(number=picks, root=roots, folder=folders, name=names, hard=st.booleans())
    def link(self, number: int, root: int, folder: str, name: str, hard: bool) -> None:
        source = self.pick(number)
        self.tree.link(source, self.target(root, folder, name), hard=hard)

    @rule(root=roots, folder=folders, name=names)
    def link_to_a_folder(self, root: int, folder: str, name: str) -> None:
        self.tree.link(self.tree.roots[root].parent, self.target(root, folder, name), hard=False)

    @rule(root=roots, folder=folders, name=names)
    def make_a_pipe(self, root: int, folder: str, name: str) -> None:
        path = self.target(root, folder, name)
        if not os.path.lexists(path):
            os.mkfifo(path)

    @precondition(has_files)
    @rule(number=picks, mode=st.sampled_from([0o000, 0o600]))
    def change_mode(self, number: int, mode: int) -> None:
        path = self.pick(number)
        if path.is_file():
            path.chmod(mode)

    @precondition(has_files)
    @rule(number=picks, seconds=st.sampled_from(TIMES))
    def turn_the_clock(self, number: int, seconds: int) -> None:
        path = self.pick(number)
        if path.is_file():
            os.utime(path, (seconds, seconds))

    @precondition(has_folders)
    @rule(number=picks, root=roots, folder=folders, name=names)
    def move_a_folder(self, number: int, root: int, folder: str, name: str) -> None:
        chosen = self.tree.folders()[number % len(self.tree.folders())]
        self.touched.add(chosen)
        self.tree.move(chosen, self.target(root, folder, name))

    @precondition(has_folders)
    @rule(number=picks)
    def delete_a_folder(self, number: int) -> None:
        chosen = self.tree.folders()[number % len(self.tree.folders())]
        self.touched.add(chosen)
        self.tree.remove(chosen)

    @rule(root=roots, pattern=st.sampled_from(["*.txt", "one/", "!notes.txt", "# nothing"]))
    def leave_out(self, root: int, pattern: str) -> None:
        path = self.target(root, "", ".assistantignore")
        # A list without permissions (an earlier change of mode) is closed to its owner as well; a pipe has no reader.
        if (path.is_file() and os.access(path, os.W_OK)) or not os.path.lexists(path):
            path.write_text(pattern + "\n", "utf-8")
            self.touched.add(path.parent)

    @rule(root=roots)
    def unmount_or_mount(self, root: int) -> None:
        self.tree.mount(root)

    # ------------------------------------------------------------ the library

    @rule()
    def reconcile(self) -> None:
        with self.open() as library:
            before = {one.path: one for one in library.files()}
            self.work(library)
            self.compare(library, before)

    @rule(events=st.integers(1, 12))
    def reconcile_and_stop(self, events: int) -> None:
        with self.open() as library:
            self.work(library, events=events)

    @rule()
    def reconcile_where_it_changed(self) -> None:
        """As the watch does; what it heard of is all that changed since the last look at everything."""
        with self.open() as library:
            places = [path for path in self.touched if any(path.is_relative_to(root) for root in self.tree.roots)]
            if places and all(self.tree.mounted.values()):
                self.work(library, places=places)

    @rule(statements=st.integers(1, 80))
    def reconcile_and_die(self, statements: int) -> None:
        self.tally["kills"] += killed(self.home, self.work, statements)
        with self.open() as library:
            self.learn(library)

    @rule(statements=st.integers(0, 120))
    def read_everything_again(self, statements: int) -> None:
        """Killed before its n-th statement, or never where it is 0."""
        if statements:
            self.tally["kills"] += killed(self.home, partial(self.work, force=True), statements)
        with self.open() as library:
            if not statements:
                self.work(library, force=True)
            self.learn(library)

    @precondition(lambda self: self.with_index)
    @rule(number=picks)
    def forget(self, number: int) -> None:
        with self.open() as library:
            known = sorted(one.path for one in library.files())
            if known and library.generations is not None:
                chosen = [known[number % len(known)]]
                receipt = forget.forget(library.database, library.generations, chosen, [self.home])
                assert receipt.is_clean, receipt

    def open(self) -> AbstractContextManager[SqliteLibrary]:
        return opened(self.home, with_index=self.with_index)

    def work(
        self, library: SqliteLibrary, places: Sequence[Path] = (), events: int | None = None, force: bool = False
    ) -> None:
        reconcile(library, self.tree.roots, paths=places, events=events, force=force)
        self.learn(library)

    def learn(self, library: SqliteLibrary) -> None:
        """What the files are called now; a document may keep a name that its file had once."""
        rows = library.database.rows("SELECT f.path, d.title FROM files f JOIN documents d ON d.id = f.document_id")
        for one, title in names_of(library.files(), {str(row[0]): str(row[1]) for row in rows}):
            self.titles.setdefault(one, set()).add(title)

    def compare(self, library: SqliteLibrary, before: dict[str, FileRecord]) -> None:
        gone = [root for root, there in self.tree.mounted.items() if not there]
        if gone:
            after = {one.path: one for one in library.files()}
            below = tuple(f"{root}{os.sep}" for root in gone)
            kept, was = (
                [each.get(path) for path in sorted(after | before) if path.startswith(below)]
                for each in (after, before)
            )
            assert kept == was, "an unmounted root was purged"
            return
        self.touched.clear()
        indexed, chunks, quarantined = library.counts()
        self.tally.update(comparisons=1, indexed=indexed, chunks=chunks, quarantined=quarantined)
        apart = self.place / "fresh"
        with opened(apart) as fresh:
            reconcile(fresh, self.tree.roots)
            found = list(differences(library, fresh, self.titles))
        assert not found, "\n".join(found)
        shutil.rmtree(apart)

    def teardown(self) -> None:
        self.tally["sequences"] += 1
        try:
            for number, root in enumerate(self.tree.roots):
                if not self.tree.mounted[root]:
                    self.tree.mount(number)
            self.reconcile()
        finally:
            shutil.rmtree(self.place, ignore_errors=True)
