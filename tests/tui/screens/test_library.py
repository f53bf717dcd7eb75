"""The library screen: files, problems, an index job that can be paused, and chatting meanwhile."""

from __future__ import annotations

import threading
from pathlib import Path
from typing import Any

import pytest

from assistant.domain.errors import StoreDamaged, UsageError
from assistant.domain.events import FileJudged, FileSeen, ScanFinished
from assistant.domain.records.files import FileRecord
from assistant.tui.app import AssistantApp
from assistant.tui.dialogs.value import PasswordDialog
from assistant.tui.screens.chat import ChatScreen
from assistant.tui.screens.library import LibraryScreen
from assistant.tui.state.library import LibraryState
from assistant.tui.system.open_file import open_outside
from assistant.tui.widgets.file_table import MOST_ROWS, FileTable
from assistant.tui.widgets.ignored_line import IgnoredLine
from tests.tui.conftest import Opened
from tests.tui.doubles.scripted import ScriptedAssistant
from tests.tui.doubles.scripted_events import LEASE, ROOT, a_file, index_events
from tests.tui.doubles.scripted_overview import ScriptedOverview
from tests.tui.doubles.waiting import ask_to_end, move_to, screen_text, shown, wait_until
from tests.waiting import PATIENCE_S

TAX = f"{ROOT}/tax.pdf"


async def test_files_and_reasons(opened: Opened) -> None:
    async with opened() as pilot:
        await pilot.press("ctrl+b")
        text = screen_text(pilot)
        assert "6 files \u00b7 2 not readable" in text
        assert "lease.pdf" in text
        assert "needs a password" in text
        await pilot.press("x")
        assert "recipes.md" not in screen_text(pilot)
        assert "1 needs a password" in screen_text(pilot)
        await pilot.press("down", "down")
        assert "encrypted" not in screen_text(pilot)  # what the message advises is a command; here it is a key
        assert "u asks for its password" in screen_text(pilot)
        await pilot.press("escape")
        assert "recipes.md" in screen_text(pilot)


async def test_finding_a_file_and_asking_about_it(
    app: AssistantApp, scripted: ScriptedAssistant, opened: Opened
) -> None:
    async with opened() as pilot:
        await pilot.press("ctrl+b", "slash", *"lease", "enter")
        assert app.screen.query_one(FileTable).row_count == 1
        await pilot.press("enter")
        await wait_until(pilot, lambda: isinstance(app.screen, ChatScreen))
        await shown(pilot, "only in lease.pdf")
        await ask_to_end(pilot, "notice")
        assert scripted.asked[0][2].paths == (LEASE,)
        await pilot.press("escape")
        assert "only in" not in screen_text(pilot)


async def test_an_unreadable_file_cannot_be_asked_about(app: AssistantApp, opened: Opened) -> None:
    async with opened(notifications=True) as pilot:
        await pilot.press("ctrl+b", "x", "down", "enter")
        await wait_until(pilot, lambda: "not indexed" in screen_text(pilot))
        assert app.session.scope.is_empty


async def test_adding_a_folder_shows_progress_and_chatting_goes_on(
    app: AssistantApp, scripted: ScriptedAssistant, opened: Opened, tmp_path: Path
) -> None:
    step = threading.Semaphore(0)
    scripted.indexing = index_events(5)

    class Held:
        """Holds only the index job."""

        def __call__(self) -> None:
            if scripted.indexed and threading.current_thread().name == holder[0]:
                step.acquire(timeout=PATIENCE_S)

    holder: list[str] = [""]
    original = scripted.index

    def index(*arguments: Any, **options: Any) -> Any:
        holder[0] = threading.current_thread().name
        yield from original(*arguments, **options)

    scripted.index = index  # type: ignore[method-assign]
    scripted.pause = Held()
    async with opened() as pilot:
        await pilot.press("ctrl+b", "a", *str(tmp_path), "enter")
        await wait_until(pilot, lambda: bool(scripted.indexed))
        assert scripted.indexed[0][0] == (tmp_path,)
        for _ in range(4):
            step.release()
        await wait_until(pilot, lambda: "1 of 5 files" in screen_text(pilot))
        assert "\u2713 new-1.pdf" in screen_text(pilot)
        await pilot.press("escape")
        assert "1 of 5 files" in screen_text(pilot)
        await ask_to_end(pilot, "notice")
        assert app.session.exchanges[0].state == "answered"
        for _ in range(40):
            step.release()
        await wait_until(pilot, lambda: app.session.library.state == "finished")
        await pilot.press("ctrl+b")
        assert "4 files indexed, 1 not readable" in screen_text(pilot)


def _wait(event: threading.Event) -> None:
    event.wait(PATIENCE_S)


async def test_pausing_and_going_on(app: AssistantApp, scripted: ScriptedAssistant, opened: Opened) -> None:
    go_on = threading.Event()
    scripted.pause = lambda: _wait(go_on)
    async with opened() as pilot:
        await pilot.press("ctrl+b", "r")
        await wait_until(pilot, lambda: bool(scripted.indexed))
        assert scripted.indexed[0] == ((Path(ROOT),), False)
        await pilot.press("p")
        assert "pausing" in app.session.library.state
        go_on.set()
        await wait_until(pilot, lambda: app.session.library.state == "paused")
        await shown(pilot, "paused")
        await pilot.press("p")
        await wait_until(pilot, lambda: app.session.library.state == "finished")
        await pilot.press("R")
        await wait_until(pilot, lambda: len(scripted.indexed) == 3)
        assert scripted.indexed[2] == ((Path(ROOT),), True)


async def test_a_folder_that_is_not_there_is_told(scripted: ScriptedAssistant, opened: Opened) -> None:
    async with opened() as pilot:
        await pilot.press("ctrl+b", "a", *"/no/such", "enter")
        await shown(pilot, "There is no folder")
        assert scripted.indexed == []


async def test_a_library_deleted_meanwhile_is_an_error_not_an_end(
    app: AssistantApp, scripted: ScriptedAssistant, opened: Opened
) -> None:
    def gone(*_: object, **__: object) -> Any:
        raise StoreDamaged("The ledger cannot be read.", "Restore it from a backup.")

    async with opened() as pilot:
        scripted.files = gone  # type: ignore[method-assign]
        scripted.index = gone  # type: ignore[method-assign]
        scripted.ask = gone  # type: ignore[method-assign]
        await pilot.press("ctrl+b", "r")
        await wait_until(pilot, lambda: app.session.error is not None)
        await shown(pilot, "The ledger cannot be read.")
        assert app.session.library.state == "failed"
        await pilot.press("escape", "escape")
        await ask_to_end(pilot, "notice")
        assert app.session.exchanges[-1].state == "failed"
        assert app.is_running


async def test_resizing_to_almost_nothing_and_back(app: AssistantApp, opened: Opened) -> None:
    async with opened((120, 40)) as pilot:
        await ask_to_end(pilot, "notice")
        await pilot.press("1")
        await pilot.pause()
        for size in ((40, 10), (20, 5), (200, 60), (80, 24)):
            await pilot.resize_terminal(*size)
            await pilot.pause()
            assert len(screen_text(pilot).split("\n")) == size[1]
        await pilot.press("ctrl+b")
        for size in ((40, 10), (120, 40)):
            await pilot.resize_terminal(*size)
            await pilot.pause()
            assert "lease.pdf" in screen_text(pilot)
        assert isinstance(app.screen, LibraryScreen)


async def test_a_large_library_opens_with_its_first_files(scripted: ScriptedAssistant, opened: Opened) -> None:
    scripted.listed = tuple(a_file(f"{ROOT}/{number:05}.md") for number in range(3_000))
    async with opened() as pilot:
        await pilot.press("ctrl+b")
        assert f"the first {MOST_ROWS} of 3,001 lines" in screen_text(pilot)
        await pilot.press("slash", *"02999", "enter")
        await wait_until(pilot, lambda: "02999.md" in screen_text(pilot))


async def test_folders_are_closed_and_opened(app: AssistantApp, opened: Opened) -> None:
    async with opened() as pilot:
        await move_to(pilot, f"{ROOT}/flat")
        assert "2 files \u00b7 35 passages" in screen_text(pilot)
        await pilot.press("space")
        assert "lease.pdf" not in screen_text(pilot)
        assert app.screen.query_one(FileTable).chosen_key == f"{ROOT}/flat"
        await pilot.press("right")
        assert "lease.pdf" in screen_text(pilot)
        await pilot.press("down", "left")  # on a file: the folder that it is in
        assert "lease.pdf" not in screen_text(pilot)


async def test_a_large_library_shows_its_folders_closed(scripted: ScriptedAssistant, opened: Opened) -> None:
    scripted.listed = tuple(a_file(f"{ROOT}/{number % 7}/{number:03}.md") for number in range(100))
    async with opened() as pilot:
        await pilot.press("ctrl+b")
        assert "15 files" in screen_text(pilot)
        assert ".md" not in screen_text(pilot)


async def test_asking_about_a_folder(app: AssistantApp, scripted: ScriptedAssistant, opened: Opened) -> None:
    async with opened() as pilot:
        await move_to(pilot, f"{ROOT}/flat")
        await pilot.press("enter")
        await wait_until(pilot, lambda: isinstance(app.screen, ChatScreen))
        assert "flat" in screen_text(pilot).split("only in")[1]
        await ask_to_end(pilot, "notice")
        assert scripted.asked[0][2].folders == (f"{ROOT}/flat",)


@pytest.mark.parametrize("path", [LEASE, f"{ROOT}/flat"])
async def test_one_file_or_folder_is_read_again(
    path: str, app: AssistantApp, scripted: ScriptedAssistant, opened: Opened
) -> None:
    async with opened() as pilot:
        await move_to(pilot, path)
        await pilot.press("i")
        await wait_until(pilot, lambda: app.session.library.state == "finished")
        assert scripted.reread_paths == [(Path(path),)]
        assert scripted.indexed == []


def test_the_judging_of_the_library_says_how_far_it_is() -> None:
    library = LibraryState()
    library.begin(())
    library.apply(ScanFinished(1, 0, 0, 0, 0, 0, ()))
    library.apply(FileJudged("/home/ada/lease.pdf", 3, 12))
    assert library.progress_line() == "Other rules look at the library: 3 of 12 \u00b7 lease.pdf"
    library.apply(FileSeen("/home/ada/letter.md"))
    assert library.progress_line() == "Reading letter.md\u2026"


async def test_progress_says_how_many_how_fast_and_how_long(app: AssistantApp, opened: Opened) -> None:
    async with opened() as pilot:
        state = app.session.library
        state.begin(())
        for event in index_events(9)[:12]:
            state.apply(event)
        await pilot.press("ctrl+b")
        assert "3 of 9 files \u00b7 about 6 s left" in screen_text(pilot)


@pytest.mark.parametrize(
    ("typed", "told"), [("open sesame", "is open and indexed"), ("wrong", "does not open tax.pdf")]
)
async def test_a_locked_file_is_given_its_password(
    typed: str, told: str, app: AssistantApp, scripted: ScriptedAssistant, opened: Opened
) -> None:
    scripted.password = "open sesame"
    async with opened((100, 40)) as pilot:
        await move_to(pilot, LEASE)
        await pilot.press("u")
        assert isinstance(app.screen, LibraryScreen)
        await move_to(pilot, TAX)
        await pilot.press("u")
        await wait_until(pilot, lambda: isinstance(app.screen, PasswordDialog))
        await pilot.press("enter")
        assert "Type the password" in screen_text(pilot)
        await pilot.press(*(letter if letter != " " else "space" for letter in typed), "enter")
        await wait_until(pilot, lambda: told in screen_text(pilot))
        assert scripted.unlocked == [(TAX, typed)]
        assert typed not in screen_text(pilot)


async def test_a_library_that_is_only_read_offers_no_change(
    app: AssistantApp, scripted: ScriptedAssistant, opened: Opened
) -> None:
    scripted.kept.read_only = True
    async with opened() as pilot:
        await move_to(pilot, LEASE)
        for action in ("add_folder", "refresh_index", "rebuild_index", "reindex", "forget", "unlock"):
            assert not app.screen.check_action(action, ())
        assert "forget" not in screen_text(pilot)


def test_only_files_of_the_library_are_opened_outside(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    started: list[list[str]] = []
    monkeypatch.setattr("assistant.tui.system.open_file.subprocess.Popen", lambda command, **_: started.append(command))
    monkeypatch.setattr("assistant.tui.system.open_file.shutil.which", lambda name: f"/usr/bin/{name}")
    known = tmp_path / "known.pdf"
    known.write_text("x")
    link = tmp_path / "link.pdf"
    link.symlink_to(known)
    files = [FileRecord(str(path), str(tmp_path), "indexed") for path in (known, link, tmp_path / "gone.pdf")]
    open_outside(str(known), files)
    assert [command[-1] for command in started] == [str(known)]
    for path in (tmp_path / "other.pdf", link, tmp_path / "gone.pdf"):
        with pytest.raises(UsageError):
            open_outside(str(path), files)
    assert len(started) == 1


@pytest.mark.parametrize("fails", [False, True])
def test_where_a_porter_stands_outside_it_opens_them(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, fails: bool
) -> None:
    shown: list[Path] = []

    class Porter:
        def open_file(self, path: Path) -> None:
            if fails:
                raise PermissionError(13, "Permission denied")
            shown.append(path)

    monkeypatch.setattr("assistant.app.ports.outside.outside", Porter)
    monkeypatch.setattr("assistant.tui.system.open_file.shutil.which", lambda name: f"/usr/bin/{name}")
    known = tmp_path / "known.pdf"
    known.touch()
    files = [FileRecord(str(known), str(tmp_path), "indexed")]
    if fails:
        with pytest.raises(UsageError, match="Permission denied"):
            open_outside(str(known), files)
    else:
        open_outside(str(known), files)
        assert shown == [known]


async def test_what_is_not_read_is_named_with_its_reason(
    app: AssistantApp, overview: ScriptedOverview, opened: Opened
) -> None:
    overview.ignored = {".jpg": 12, "link": 2, "binary": 1}
    async with opened() as pilot:
        await pilot.press("ctrl+b")
        line = app.screen.query_one(IgnoredLine)
        await wait_until(pilot, lambda: line.display)
        assert "not read: 12 .jpg, 2 linked, 1 without an ending, and no text" in screen_text(pilot)


async def test_the_arrows_lead_from_the_name_that_is_sought_to_what_was_found(opened: Opened) -> None:
    async with opened((120, 40)) as pilot:
        await pilot.press("ctrl+b", "slash", *"letter", "down")
        table = pilot.app.screen.query_one(FileTable)
        await wait_until(pilot, lambda: table.has_focus)
        assert "letter.md" in screen_text(pilot) and "lease.pdf" not in screen_text(pilot)
