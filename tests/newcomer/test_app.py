"""What went wrong in the app when it was tried as a new user would; the number is the entry's."""

from __future__ import annotations

import re
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from textual.widgets import Input, OptionList

from assistant.chat.mentions import complete
from assistant.domain.events import Checked, IndexEvent, Progress
from assistant.domain.records.files import SourceFile
from assistant.domain.records.verdicts import Finding, Verdict
from assistant.domain.scope import Scope
from assistant.ingest.batch import Counts
from assistant.tui.actions.completion import offers
from assistant.tui.actions.slash import is_command
from assistant.tui.app import AssistantApp
from assistant.tui.screens.chat import ChatScreen
from assistant.tui.screens.sheet import SheetScreen
from assistant.tui.state.library import LibraryState
from assistant.tui.widgets.chat.completions import Completions
from assistant.tui.widgets.chat.passage_pane import PassagePane
from assistant.tui.widgets.chat.prompt import Prompt
from assistant.tui.widgets.row_table import RowTable
from tests.tui.conftest import Opened
from tests.tui.conftest import app as app
from tests.tui.conftest import changes as changes
from tests.tui.conftest import failures_end_the_app as failures_end_the_app
from tests.tui.conftest import opened as opened
from tests.tui.conftest import overview as overview
from tests.tui.conftest import scripted as scripted
from tests.tui.doubles.scripted import ScriptedAssistant
from tests.tui.doubles.scripted_changes import ScriptedChanges
from tests.tui.doubles.scripted_events import (
    FILES,
    LEASE,
    PAGE,
    ROOT,
    a_file,
    answer_events,
    index_events,
    refusal_events,
)
from tests.tui.doubles.scripted_overview import ScriptedOverview
from tests.tui.doubles.waiting import ask, ask_to_end, move_to, screen_text, wait_until
from tests.waiting import PATIENCE_S

OFFERED = ("How much is the deposit?", "How long is the notice period?", "When is the next meeting?")


def words(text: str) -> str:
    """What stands on the screen, as if it were one line."""
    return " ".join(text.replace("\u2502", " ").split())


def choose_row(screen: object, key: str) -> None:
    """Put the cursor of a list on the row that stands for `key`."""
    assert isinstance(screen, SheetScreen) and screen.sheet is not None
    screen.query_one(RowTable).move_cursor(row=[row.key for row in screen.sheet.rows].index(key))


# ---------------------------------------------------------------- 9, 10, 14: choices


async def test_newcomer_9_a_theme_is_chosen_from_a_list(
    app: AssistantApp, changes: ScriptedChanges, opened: Opened
) -> None:
    async with opened((120, 40)) as pilot:
        await pilot.press("f4")
        await wait_until(pilot, lambda: "app.theme" in screen_text(pilot))
        screen = app.screen
        choose_row(screen, "app.theme")
        await pilot.press("enter")
        await wait_until(pilot, lambda: app.screen is not screen)
        listed = app.screen.query_one(OptionList)
        assert not app.screen.query(Input)  # there is nothing to mistype
        names = [str(listed.get_option_at_index(at).prompt) for at in range(listed.option_count)]
        assert {"assistant-dark", "assistant-light", "assistant-contrast"} <= set(names)
        listed.highlighted = names.index("assistant-light")
        await pilot.press("enter")
        await wait_until(pilot, lambda: app.theme == "assistant-light")
        assert changes.values["app"] == {"theme": "assistant-light"}


@pytest.mark.parametrize("wrong", ["blah", "assistant dark", "LIGHT"])
def test_newcomer_9_a_wrong_theme_in_the_file_does_not_stop_the_start(tmp_path: Path, wrong: str) -> None:
    from assistant.config.appearance import read_appearance

    file = tmp_path / "config.toml"
    file.write_text(f'[app]\ntheme = "{wrong}"\n', "utf-8")
    theme, _ = read_appearance(file)
    assert AssistantApp(ScriptedAssistant, theme=theme).theme == "assistant-dark"


async def test_newcomer_10_a_model_that_is_not_here_is_refused_and_nothing_changes(
    app: AssistantApp, changes: ScriptedChanges, opened: Opened
) -> None:
    async with opened((120, 40)) as pilot:
        before = dict(changes.values)
        app.settings.change("answers.model", "no-such-model", lambda: None)
        await wait_until(pilot, lambda: "the model 'no-such-model' is not here" in words(screen_text(pilot)))
        assert changes.values == before
        assert app.session.summary is not None and app.session.summary.files == 4
        await pilot.press("escape")
        await ask_to_end(pilot, "What about notice?")
        assert app.session.exchanges[-1].state == "answered"


async def test_newcomer_14_quotes_are_a_row_that_leads_back(
    app: AssistantApp,
    overview: ScriptedOverview,
    changes: ScriptedChanges,
    scripted: ScriptedAssistant,
    opened: Opened,
) -> None:
    from assistant.app.overview import _quotes

    scripted.generator = "qwen-1b"
    overview.shown_models = (*overview.shown_models, _quotes())
    async with opened((120, 40)) as pilot:
        await pilot.press("f3")
        await wait_until(pilot, lambda: "quotes" in screen_text(pilot))
        choose_row(app.screen, "built in language quotes")
        await pilot.pause()
        await pilot.press("enter")
        await wait_until(pilot, lambda: changes.used == ["quotes"])


# ---------------------------------------------------------------- 12: letters after coming back


@pytest.mark.parametrize("key", ["ctrl+b", "ctrl+o", "f1", "f8", "ctrl+f"])
async def test_newcomer_12_back_from_another_view_letters_are_typed(
    app: AssistantApp, scripted: ScriptedAssistant, opened: Opened, key: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    outside: list[str] = []
    monkeypatch.setattr(
        "assistant.tui.widgets.chat.passage_reader.open_outside", lambda path, _: outside.append(str(path))
    )
    async with opened((140, 40)) as pilot:
        await ask_to_end(pilot, "What about notice?")
        await pilot.press("1")
        await wait_until(pilot, lambda: "7.2 Notice" in screen_text(pilot))
        await pilot.press("ctrl+g")  # the keys belong to the page now
        assert app.screen.query_one(PassagePane).has_keys
        await pilot.press(key)
        await wait_until(pilot, lambda: not isinstance(app.screen, ChatScreen))
        if key == "ctrl+b":
            await move_to(pilot, LEASE)
            await pilot.press("enter")
        else:
            await pilot.press("escape")
        await wait_until(pilot, lambda: isinstance(app.screen, ChatScreen))
        await pilot.press(*"open now")
        assert app.screen.query_one(Prompt).text == "open now"
        assert outside == []


# ---------------------------------------------------------------- 13: time left, new files at once


def test_newcomer_13_time_left_follows_the_size_of_the_files(monkeypatch: pytest.MonkeyPatch) -> None:
    """Small files first: by their number the time left would count up, by their size it counts down."""
    now = [0.0]
    monkeypatch.setattr("assistant.ingest.batch.time.monotonic", lambda: now[0])
    sizes = [2_000] * 10 + [400_000] * 5
    files = [SourceFile(Path(f"/a/{number}"), Path("/a"), size, 0) for number, size in enumerate(sizes)]
    counts = Counts(total=len(files), started=0.0)
    now[0] = 60.0  # the scan took a minute, which says nothing of the reading
    counts.begin_reading(files)
    left: list[float] = []
    for file in files:
        from assistant.ingest.batch import work_of

        now[0] += work_of(file) / 10_000
        counts.indexed += 1
        counts.worked += work_of(file)
        left.append(counts.progress().eta_s)
    assert left == sorted(left, reverse=True) and left[-1] == 0.0
    assert left[0] == pytest.approx(sum(map(work_of, files[1:])) / 10_000, rel=0.01)


def test_newcomer_13_no_time_is_told_while_none_is_known() -> None:
    library = LibraryState()
    library.begin(())
    library.state = "reading"
    for done, eta, told in ((0, 0.0, False), (3, 42.0, True), (9, 0.0, False)):
        library.apply(Progress(done, 9, 30, 3.0, eta))
        assert ("left" in library.progress_line()) is told
        assert f"{done} of 9 files" in library.progress_line()


async def test_newcomer_13_files_are_in_the_tree_while_the_job_still_runs(
    app: AssistantApp, scripted: ScriptedAssistant, opened: Opened, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("assistant.tui.jobs.library._READ_EVERY_S", 0.0)
    release = threading.Event()

    def indexing(*_: object, **__: object) -> Iterator[IndexEvent]:
        scripted.listed = (*FILES, a_file(f"{ROOT}/fresh.md"))
        events = index_events(4)
        yield from events[:3]
        release.wait(PATIENCE_S)
        yield from events[3:]

    monkeypatch.setattr(scripted, "index", indexing)
    async with opened((120, 40)) as pilot:
        app.library.index((Path(ROOT),))
        await pilot.press("ctrl+b")
        await wait_until(pilot, lambda: "fresh.md" in screen_text(pilot))
        assert app.session.library.running
        release.set()
        await wait_until(pilot, lambda: not app.session.library.running)


# ---------------------------------------------------------------- 16: the guard in words, once


async def test_newcomer_16_what_the_guard_did_is_said_once_in_words(
    scripted: ScriptedAssistant, opened: Opened
) -> None:
    finding = Finding("injected-passage", "injection", "drop_passage", "injection")
    dropped = [Checked(Verdict("retrieval", "drop_passage", "", (finding,)), f"/a/{n}") for n in range(3)]
    scripted.events = lambda _: answer_events(checks=dropped)
    async with opened((120, 40)) as pilot:
        await ask_to_end(pilot, "What about notice?")
        text = words(screen_text(pilot))
        assert text.count("left out") == 1
        assert "3 passages were left out: what stands there tries to give this program orders" in text
        assert "injected-passage" not in text and "drop_passage" not in text
        await pilot.press("f8")  # the details stay behind the key that explains
        await wait_until(pilot, lambda: "injected-passage" in screen_text(pilot))


# ---------------------------------------------------------------- 20: a refusal knows the limit


async def test_newcomer_20_a_refusal_under_a_limit_says_so_and_how_to_lift_it(
    app: AssistantApp, scripted: ScriptedAssistant, opened: Opened
) -> None:
    scripted.events = lambda _: refusal_events()
    async with opened((120, 40)) as pilot:
        app.session.scope = Scope(folders=(f"{ROOT}/flat",))
        await ask_to_end(pilot, "What does my parrot eat?")
        text = words(screen_text(pilot))
        assert "Nothing in flat/ answers this." in text and "esc lifts the limit" in text
        assert "add the folder" not in text


# ---------------------------------------------------------------- 22: waiting


async def test_newcomer_22_a_wait_counts_on_and_a_second_question_is_queued(
    app: AssistantApp, scripted: ScriptedAssistant, opened: Opened, monkeypatch: pytest.MonkeyPatch
) -> None:
    scripted.pause = scripted.hold
    monkeypatch.setattr("assistant.tui.widgets.chat.answer._TICK_S", 0.05)
    async with opened((120, 40)) as pilot:
        await ask(pilot, "What about notice?")
        await wait_until(pilot, lambda: "looking through your files" in screen_text(pilot))
        app.session.exchanges[0].asked = time.time() - 41
        await wait_until(pilot, lambda: re.search(r"looking through your files, 4\d s", screen_text(pilot)) is not None)
        await ask(pilot, "And the deposit?")
        await wait_until(pilot, lambda: "waits for the answer before" in screen_text(pilot))
        scripted.release.set()
        await wait_until(pilot, lambda: [one.state for one in app.session.exchanges] == ["answered"] * 2)
        assert " s\n" not in screen_text(pilot).replace("ms\n", "")


# ---------------------------------------------------------------- 23: arrows beside the page


async def test_newcomer_23_arrows_move_the_page_beside_an_empty_prompt(
    app: AssistantApp, scripted: ScriptedAssistant, opened: Opened
) -> None:
    scripted.pages[(LEASE, 7)] = PAGE + "\n".join(f"Line {number} of the page." for number in range(200))
    async with opened((140, 40)) as pilot:
        await ask_to_end(pilot, "What about notice?")
        await pilot.press("1")
        await wait_until(pilot, lambda: "7.2 Notice" in screen_text(pilot))
        scroll = app.screen.query_one(".passage-scroll")
        await pilot.press("down", "down", "pagedown")
        await wait_until(pilot, lambda: scroll.scroll_y > 5)
        await pilot.press("pageup", "up", "up", "up")
        await wait_until(pilot, lambda: scroll.scroll_y == 0)
        await pilot.press("right")
        await wait_until(pilot, lambda: "Page eight." in screen_text(pilot))
        await pilot.press("left")
        await wait_until(pilot, lambda: "7.2 Notice" in screen_text(pilot))
        await pilot.press(*"ab", "left", "c")  # what is being typed keeps its arrows
        assert app.screen.query_one(Prompt).text == "acb"


# ---------------------------------------------------------------- 24: what is typed


@pytest.mark.parametrize(
    ("typed", "command"),
    [
        ("/library", True), ("/list letters of May", True), ("/open 1", True), ("/nonsense", True), ("/", True),
        ("/home/ada/lease.pdf what is the notice?", False), ("/notes.txt who wrote it?", False),
        ("/etc/hosts", False), ("//server/share/x.pdf when?", False), ("what is in /home/ada?", False),
    ],
)  # fmt: skip
def test_newcomer_24_a_question_that_begins_with_a_path_is_a_question(typed: str, command: bool) -> None:
    assert is_command(typed) is command


async def test_newcomer_24_such_a_question_is_asked(
    app: AssistantApp, scripted: ScriptedAssistant, opened: Opened
) -> None:
    async with opened() as pilot:
        await ask_to_end(pilot, f"{LEASE} what is the notice?")
        assert scripted.asked[-1][0] == f"{LEASE} what is the notice?"
        assert app.session.error is None


async def test_newcomer_24_a_bare_slash_offers_what_is_used_and_lets_choose_from_all(
    app: AssistantApp, opened: Opened
) -> None:
    async with opened((120, 40)) as pilot:
        await pilot.press("/")
        await pilot.pause()
        shown = app.screen.query_one(Completions)
        everything = offers("/", app.session.library.files, app.session.ways)
        assert f"1 of {len(everything)}" in screen_text(pilot) and "/stop" not in screen_text(pilot)
        await pilot.press("up")
        assert shown.chosen == everything[-1]
        await pilot.press(*["down"] * 7)
        assert shown.chosen == everything[6]


def test_newcomer_24_names_of_several_files_are_offered_with_their_folders() -> None:
    files = [a_file(f"/home/ada/{path}") for path in ("may/note.md", "june/note.md", "list.md")]
    offered = complete("no", files)
    assert offered == ["june/note.md", "may/note.md"]
    assert complete("li", files) == ["list.md"]
