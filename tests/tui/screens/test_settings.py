"""The settings view: every value with its origin, changed, validated, and back to the default."""

from __future__ import annotations

from textual.pilot import Pilot
from textual.widgets import Input

from assistant.config.schema import Config
from assistant.tui.app import AssistantApp
from assistant.tui.dialogs.value import SettingDialog, about, typed
from assistant.tui.screens.settings import SettingsScreen
from assistant.tui.show.themes import LIGHT
from tests.tui.conftest import Opened
from tests.tui.doubles.scripted import ScriptedAssistant
from tests.tui.doubles.scripted_changes import ScriptedChanges
from tests.tui.doubles.waiting import screen_text, shown, wait_until


async def go_to(pilot: Pilot[None], key: str) -> SettingsScreen:
    """The settings, with the cursor on `key`."""
    await pilot.press("f4")
    screen = pilot.app.screen
    assert isinstance(screen, SettingsScreen)
    await wait_until(pilot, lambda: screen.sheet is not None)
    assert screen.sheet is not None
    at = [row.key for row in screen.sheet.rows].index(key)
    screen._table().move_cursor(row=at)
    await pilot.pause()
    assert screen.chosen == key
    return screen


async def test_a_switch_turns_at_once_and_its_origin_is_shown(changes: ScriptedChanges, opened: Opened) -> None:
    async with opened((100, 30)) as pilot:
        screen = await go_to(pilot, "library.hidden")
        assert "from default" in screen_text(pilot)
        await pilot.press("enter")
        await wait_until(pilot, lambda: "true  (from file)" in screen_text(pilot))
        assert changes.values["library"] == {"hidden": True}
        assert screen.chosen == "library.hidden"
        await pilot.press("backspace")
        await wait_until(pilot, lambda: "false  (from default)" in screen_text(pilot))
        assert changes.values["library"] == {}


async def test_a_number_is_validated_before_the_dialog_closes_and_taken_over_then(
    app: AssistantApp, changes: ScriptedChanges, scripted: ScriptedAssistant, opened: Opened
) -> None:
    async with opened((100, 30)) as pilot:
        screen = await go_to(pilot, "retrieval.passages")
        await pilot.press("enter")
        await wait_until(pilot, lambda: isinstance(app.screen, SettingDialog))
        assert app.screen.query_one(Input).value == "6"
        app.screen.query_one(Input).value = "many"
        await pilot.press("enter")
        await wait_until(pilot, lambda: "a number, 1 to 50" in screen_text(pilot))
        assert isinstance(app.screen, SettingDialog)
        app.screen.query_one(Input).value = "9"
        await pilot.press("enter")
        await wait_until(pilot, lambda: app.screen is screen and "= 9  (from file)" in screen_text(pilot))
        assert changes.values["retrieval"] == {"passages": 9}
        assert scripted.taken_over[-1].retrieval.passages == 9


async def test_a_value_out_of_range_is_an_error_panel_and_nothing_changes(
    app: AssistantApp, changes: ScriptedChanges, opened: Opened
) -> None:
    async with opened((100, 30)) as pilot:
        screen = await go_to(pilot, "retrieval.passages")
        await pilot.press("enter")
        await wait_until(pilot, lambda: isinstance(app.screen, SettingDialog))
        app.screen.query_one(Input).value = "999"
        await pilot.press("enter")
        await wait_until(pilot, lambda: app.session.error is not None)
        await shown(pilot, "Changing the setting")
        assert changes.values["retrieval"] == {"passages": 6}
        await pilot.press("escape")
        assert app.session.error is None
        assert app.screen is screen


async def test_a_choice_is_a_list_and_escape_changes_nothing(
    app: AssistantApp, changes: ScriptedChanges, scripted: ScriptedAssistant, opened: Opened
) -> None:
    async with opened((100, 30)) as pilot:
        await go_to(pilot, "answers.generator")
        await pilot.press("enter")
        await wait_until(pilot, lambda: isinstance(app.screen, SettingDialog))
        await pilot.press("escape")
        assert "answers" not in changes.values
        await pilot.press("enter")
        await wait_until(pilot, lambda: isinstance(app.screen, SettingDialog))
        await pilot.press("down", "enter")
        await wait_until(pilot, lambda: '"extractive"  (from file)' in screen_text(pilot))
        assert changes.values["answers"] == {"generator": "extractive"}
        assert scripted.taken_over[-1].answers.generator == "extractive"


async def test_the_policy_setting_runs_the_policys_tests_first(
    app: AssistantApp, changes: ScriptedChanges, scripted: ScriptedAssistant, opened: Opened
) -> None:
    async with opened((100, 30)) as pilot:
        await go_to(pilot, "guard.policy")
        await pilot.press("enter")
        await wait_until(pilot, lambda: isinstance(app.screen, SettingDialog))
        app.screen.query_one(Input).value = "mine"
        await pilot.press("enter")
        await wait_until(pilot, lambda: app.session.error is not None)
        await shown(pilot, "line 4")
        assert "guard" not in changes.values
        assert scripted.policy.id == "standard"


async def test_the_theme_and_the_folders_hold_at_once(app: AssistantApp, opened: Opened) -> None:
    async with opened((100, 30)) as pilot:
        app.settings.change("app.theme", LIGHT.name, lambda: None)
        await wait_until(pilot, lambda: app.theme == LIGHT.name)
        app.settings.change("library.folders", "/a, /b", lambda: None)
        await wait_until(pilot, lambda: [str(folder) for folder in app.library.folders] == ["/a", "/b"])


async def test_another_embedding_model_opens_the_library_anew(
    app: AssistantApp, scripted: ScriptedAssistant, opened: Opened
) -> None:
    async with opened((100, 30)) as pilot:
        app.settings.change("embedding.model", "/models/other", lambda: None)
        await wait_until(pilot, lambda: scripted.closed and app.session.summary is not None)
        assert app.runner.assistant is scripted


async def test_without_changes_the_view_only_shows(scripted: ScriptedAssistant, opened: Opened) -> None:
    async with opened((100, 30)) as pilot:
        app = pilot.app
        assert isinstance(app, AssistantApp)
        app.changing.port = None
        screen = await go_to(pilot, "library.hidden")
        assert not screen.check_action("change_setting", ())


def test_what_stands_in_the_field_can_be_read_back() -> None:
    from assistant.config.file import read_typed
    from assistant.config.schema import describe

    config = Config.model_validate({"library": {"folders": ["~/a", "~/b"]}, "answers": {"model": 'a "b"'}})
    for setting in describe(config, {}):
        if setting.kind != "choice":  # chosen from a list, never typed
            assert read_typed(setting, typed(setting)) == setting.value, setting.key
        assert about(setting)
