"""The models view: what is here, what fits, what can be fetched, and each action on a model."""

from __future__ import annotations

import threading

from textual.pilot import Pilot

from assistant.app.ports.changes import PullEvent
from assistant.app.ports.overview import ModelRow
from assistant.chat.pace import Pace
from assistant.domain.errors import ModelMissing
from assistant.domain.records.program import EmbedderAdvice
from assistant.tui.app import AssistantApp
from assistant.tui.dialogs.dialog import ConfirmDialog
from assistant.tui.screens.chat import ChatScreen
from assistant.tui.screens.models import ModelsScreen
from assistant.tui.show.offer import licence
from assistant.tui.state.pull import PullState
from tests.tui.conftest import Opened
from tests.tui.doubles.scripted import ScriptedAssistant
from tests.tui.doubles.scripted_changes import ScriptedChanges
from tests.tui.doubles.scripted_overview import OFFER, ScriptedOverview
from tests.tui.doubles.waiting import screen_text, shown, wait_until
from tests.waiting import PATIENCE_S


async def go_to(pilot: Pilot[None], name: str) -> ModelsScreen:
    """The models, with the cursor on `name`."""
    await pilot.press("f3")
    screen = pilot.app.screen
    assert isinstance(screen, ModelsScreen)
    await wait_until(pilot, lambda: screen.sheet is not None)
    choose(screen, name)
    await pilot.pause()
    assert screen.chosen.endswith(name)
    return screen


def choose(screen: ModelsScreen, name: str) -> None:
    assert screen.sheet is not None
    screen._table().move_cursor(row=[row.cells[0] for row in screen.sheet.rows].index(name))


async def test_what_is_here_and_what_fits(opened: Opened) -> None:
    async with opened((120, 30)) as pilot:
        await go_to(pilot, "minilm")
        text = screen_text(pilot)
        assert "A chip of this year, 4 cores, 16 GB memory; a model of up to 7.2 GB fits now" in text
        for part in ("in use", "! too large", "found on disk", "40.0 GB", "Apache-2.0"):
            assert part in text


async def test_a_language_model_is_switched_without_a_restart(
    app: AssistantApp, changes: ScriptedChanges, scripted: ScriptedAssistant, opened: Opened
) -> None:
    async with opened((120, 30)) as pilot:
        screen = await go_to(pilot, "qwen-1b")
        await pilot.press("enter")
        await wait_until(pilot, lambda: app.session.summary is not None and app.session.summary.generator == "qwen-1b")
        assert changes.used == ["qwen-1b"]
        assert scripted.taken_over[-1].answers.model == "qwen-1b"
        assert not scripted.closed
        await wait_until(pilot, lambda: not screen.check_action("use_model", ()))
        assert screen_text(pilot).count("in use") == 2


async def test_a_model_of_another_program_is_used_by_its_path(changes: ScriptedChanges, opened: Opened) -> None:
    async with opened((120, 30)) as pilot:
        await pilot.press("f3")
        screen = pilot.app.screen
        assert isinstance(screen, ModelsScreen)
        await wait_until(pilot, lambda: screen.sheet is not None)
        choose(screen, "gemma-3")
        await pilot.press("enter")
        await wait_until(pilot, lambda: bool(changes.used))
        assert changes.used == ["/home/ada/.ollama/models/blobs/sha256-1"]


async def test_the_licence_is_shown_and_accepted_before_anything_is_fetched(
    app: AssistantApp, changes: ScriptedChanges, opened: Opened
) -> None:
    go_on = threading.Semaphore(0)
    changes.pause = lambda: _wait(go_on)
    async with opened((120, 30), notifications=True) as pilot:
        await go_to(pilot, "smollm2-135m")
        await pilot.press("p")
        await wait_until(pilot, lambda: isinstance(app.screen, ConfirmDialog))
        text = screen_text(pilot)
        for part in ("93.0 MB from the Python package index", "Apache-2.0  https://example.org/smollm2", "fits"):
            assert part in text
        await pilot.press("escape")
        assert changes.pulled == []
        await pilot.press("enter")  # using what is not here fetches it first
        await wait_until(pilot, lambda: isinstance(app.screen, ConfirmDialog))
        await pilot.press("enter")
        go_on.release(2)
        await wait_until(pilot, lambda: "30.0 MB of 90.0 MB" in screen_text(pilot))
        await pilot.press("escape")  # the person goes on meanwhile
        assert isinstance(app.screen, ChatScreen)
        go_on.release(10)
        await wait_until(pilot, lambda: "smollm2-135m is installed." in screen_text(pilot))
        assert changes.pulled == ["smollm2-135m"]


def _wait(go_on: threading.Semaphore) -> None:
    go_on.acquire(timeout=PATIENCE_S)


async def test_a_model_that_knows_the_languages_is_offered_at_home_and_one_key_takes_it(
    app: AssistantApp, overview: ScriptedOverview, changes: ScriptedChanges, scripted: ScriptedAssistant, opened: Opened
) -> None:
    better = ModelRow("e5", "embedding", "to pull", "MIT", 91_000_000, 470, source="the Python package index")
    overview.shown_models = (*overview.shown_models, better)
    scripted.advice = EmbedderAdvice("6 of 9 passages are in languages that minilm does not know: German.", "e5", False)
    async with opened((120, 30), notifications=True) as pilot:
        await wait_until(pilot, lambda: "alt+e fetches e5, which finds more in them" in screen_text(pilot))
        await pilot.press("alt+e")
        await wait_until(pilot, lambda: isinstance(app.screen, ConfirmDialog))
        assert "91.0 MB from the Python package index" in screen_text(pilot)
        assert changes.pulled == []  # not before the licence was accepted
        await pilot.press("enter")
        await wait_until(pilot, lambda: changes.used == ["e5"])
        assert changes.pulled == ["e5"]


async def test_a_better_model_that_is_here_is_only_used(
    app: AssistantApp, overview: ScriptedOverview, changes: ScriptedChanges, scripted: ScriptedAssistant, opened: Opened
) -> None:
    overview.shown_models = (*overview.shown_models, ModelRow("e5", "embedding", "installed", "MIT", 91_000_000))
    scripted.advice = EmbedderAdvice("6 of 9 passages are in languages that minilm does not know: German.", "e5", True)
    async with opened((120, 30)) as pilot:
        await wait_until(pilot, lambda: "alt+e uses e5" in screen_text(pilot))
        await pilot.press("alt+e")
        await wait_until(pilot, lambda: isinstance(app.screen, ConfirmDialog))
        await pilot.press("enter")
        await wait_until(pilot, lambda: changes.used == ["e5"])
        assert changes.pulled == []


async def test_without_another_language_no_other_model_is_offered(app: AssistantApp, opened: Opened) -> None:
    async with opened((120, 30)) as pilot:
        await wait_until(pilot, lambda: not app.session.home.looking and app.session.summary is not None)
        assert app.screen.check_action("better_embedder", ()) is False
        await pilot.press("alt+e")
        assert isinstance(app.screen, ChatScreen)


async def test_fetching_can_be_stopped(app: AssistantApp, changes: ScriptedChanges, opened: Opened) -> None:
    go_on = threading.Semaphore(0)
    changes.pause = lambda: _wait(go_on)
    async with opened((120, 30)) as pilot:
        screen = await go_to(pilot, "smollm2-135m")
        await pilot.press("p")
        await wait_until(pilot, lambda: isinstance(app.screen, ConfirmDialog))
        await pilot.press("enter")
        await wait_until(pilot, lambda: app.session.pull.running and screen.check_action("stop_pull", ()) is True)
        assert not screen.check_action("pull_model", ())
        await pilot.press("s")
        assert changes.stops[0].stopped
        assert "Stopping" in app.session.pull.line()
        go_on.release(10)
        await wait_until(pilot, lambda: app.session.pull.state == "stopped")
        await shown(pilot, "nothing was installed")


async def test_a_pull_that_fails_is_a_panel_with_its_reason(
    app: AssistantApp, changes: ScriptedChanges, opened: Opened
) -> None:
    changes.fails = ModelMissing("pypi.example cannot be reached.", "Check the network.")
    async with opened((120, 30)) as pilot:
        app.models.pull("smollm2-135m")
        await wait_until(pilot, lambda: app.session.error is not None and app.session.pull.state == "failed")
        await shown(pilot, "Fetching the model: pypi.example cannot be reached.")


async def test_where_nothing_can_be_fetched_the_command_is_named(
    app: AssistantApp, changes: ScriptedChanges, opened: Opened
) -> None:
    changes.can_pull = False
    async with opened((120, 30)) as pilot:
        await go_to(pilot, "smollm2-135m")
        await pilot.press("p")
        await pilot.pause()
        assert "assistant models pull smollm2-135m" in screen_text(pilot)
        assert changes.pulled == []


async def test_the_first_models_open_the_library(
    app: AssistantApp, scripted: ScriptedAssistant, changes: ScriptedChanges, opened: Opened
) -> None:
    original = scripted.summary
    from dataclasses import replace

    scripted.summary = lambda: replace(original(), embedder="none: run assistant models pull starter")  # type: ignore[method-assign]
    async with opened((120, 30)) as pilot:
        scripted.summary = original  # type: ignore[method-assign]
        app.models.pull("starter")
        await wait_until(pilot, lambda: scripted.closed)
        await wait_until(pilot, lambda: app.session.summary is not None and app.session.summary.embedder == "minilm")


async def test_verifying_says_whole_or_which_file_is_not(
    app: AssistantApp, changes: ScriptedChanges, opened: Opened
) -> None:
    async with opened((120, 30), notifications=True) as pilot:
        await go_to(pilot, "qwen-1b")
        await pilot.press("v")
        await wait_until(pilot, lambda: "every SHA-256 is right" in screen_text(pilot))
        changes.damaged = "qwen-1b"
        await pilot.press("v")
        await wait_until(pilot, lambda: app.session.error is not None)
        await shown(pilot, "wrong SHA-256")


async def test_removing_asks_first_and_says_what_was_freed(
    app: AssistantApp, changes: ScriptedChanges, opened: Opened
) -> None:
    async with opened((120, 30), notifications=True) as pilot:
        await go_to(pilot, "minilm")
        await pilot.press("delete")
        await wait_until(pilot, lambda: isinstance(app.screen, ConfirmDialog))
        await shown(pilot, "It is in use")
        await pilot.press("escape")
        assert changes.removed == []
        await pilot.press("delete")
        await wait_until(pilot, lambda: isinstance(app.screen, ConfirmDialog))
        await pilot.press("enter")
        await wait_until(pilot, lambda: "90.0 MB freed" in screen_text(pilot))
        assert changes.removed == ["minilm"]


async def test_another_embedding_model_is_a_question(
    app: AssistantApp, overview: ScriptedOverview, changes: ScriptedChanges, opened: Opened
) -> None:
    overview.shown_models = (*overview.shown_models, ModelRow("e5", "embedding", "installed", "MIT", 1, 1))
    async with opened((120, 30)) as pilot:
        await go_to(pilot, "e5")
        await pilot.press("enter")
        await wait_until(pilot, lambda: isinstance(app.screen, ConfirmDialog))
        await shown(pilot, "in the background")
        await pilot.press("enter")
        await wait_until(pilot, lambda: changes.used == ["e5"])


def test_the_progress_of_a_pull_in_words() -> None:
    now = [0.0]
    state = PullState(pace=Pace(lambda: now[0]))
    assert state.line() == ""
    state.begin("starter")
    assert state.line() == "Fetching starter\u2026"
    state.apply(PullEvent("minilm", "download", 10_000_000, 90_000_000))
    assert "10.0 MB of 90.0 MB" in state.line()
    assert "left" not in state.line()
    now[0] = 4.0
    state.apply(PullEvent("minilm", "download", 50_000_000, 90_000_000))
    assert state.line().endswith("55% 50.0 MB of 90.0 MB, 10.0 MB/s, about 4 s left")
    state.apply(PullEvent("smollm", "download", 0, 80_000_000))
    assert "left" not in state.line()  # another file: the rate is measured anew
    state.apply(PullEvent("smollm", "prepare", 0, 0))
    assert state.line() == "smollm is being made ready"
    state.state = "done"
    assert state.line() == "starter is installed."


def test_a_model_that_does_not_fit_says_so_before_it_is_fetched() -> None:
    row = ModelRow("huge", "language", "to pull", "MIT", 40_000_000_000, 80_000, False, "assistant models pull huge")
    text = "".join(piece if isinstance(piece, str) else piece[0] for piece in licence(row, 1_000))
    assert "! does not fit" in text


def test_a_model_that_the_disk_has_no_room_for_says_so_before_it_is_fetched() -> None:
    row = ModelRow("reader", "language", "to pull", "MIT", 1_000, 80, True, "", space_bytes=50_000_000_000)
    for free, told in ((60_000_000_000, False), (40_000_000_000, True)):
        text = "".join(piece if isinstance(piece, str) else piece[0] for piece in licence(row, free))
        assert "50.0 GB of disk space are needed" in text
        assert ("That is too little" in text) == told


async def test_the_reader_of_this_machine_is_one_key_away(
    app: AssistantApp, overview: ScriptedOverview, changes: ScriptedChanges, scripted: ScriptedAssistant, opened: Opened
) -> None:
    overview.offer = OFFER
    async with opened((120, 30), notifications=True) as pilot:
        await go_to(pilot, "minilm")
        assert "g fetches the reader for this machine: qwen-1.5b, 1.1 GB, Apache-2.0" in screen_text(pilot)
        await pilot.press("g")
        await wait_until(pilot, lambda: isinstance(app.screen, ConfirmDialog))
        await shown(pilot, "1.2 GB of disk space are needed")
        await pilot.press("enter")
        await wait_until(pilot, lambda: scripted.looked_for_models == 1)  # it answers without a restart
        assert changes.pulled == ["reader"]


async def test_without_an_offer_the_key_does_nothing(changes: ScriptedChanges, opened: Opened) -> None:
    async with opened((120, 30)) as pilot:
        await go_to(pilot, "minilm")
        assert "fetch the reader" not in screen_text(pilot)
        await pilot.press("g")
        await pilot.pause()
        assert changes.pulled == []


async def test_quotations_are_a_model_that_can_be_chosen(
    app: AssistantApp, overview: ScriptedOverview, changes: ScriptedChanges, scripted: ScriptedAssistant, opened: Opened
) -> None:
    scripted.generator = "qwen-1b"
    overview.shown_models = (*overview.shown_models, ModelRow("quotes", "language", "built in"))
    async with opened((120, 30)) as pilot:
        screen = await go_to(pilot, "quotes")
        for action in ("verify_model", "remove_model", "pull_model"):
            assert not screen.check_action(action, ())
        await pilot.press("enter")
        await wait_until(pilot, lambda: changes.used == ["quotes"])
