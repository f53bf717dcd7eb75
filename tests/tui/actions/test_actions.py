"""One registry: an action without key, help, palette entry or method is a bug."""

from __future__ import annotations

from collections import Counter

import pytest
from textual.command import CommandList
from textual.fuzzy import Matcher

from assistant.domain.errors import UsageError
from assistant.tui.actions.action import Action
from assistant.tui.actions.palette import ActionCommands, _fit
from assistant.tui.actions.registry import ACTIONS, bindings, by_slash, named
from assistant.tui.actions.slash import read_command
from assistant.tui.app import AssistantApp
from assistant.tui.screens.help import _AREAS, help_text
from assistant.tui.widgets.chat.prompt import Prompt
from assistant.tui.widgets.foreign import ForeignText
from tests.tui.conftest import Opened
from tests.tui.doubles.holders import HOLDERS, visit
from tests.tui.doubles.waiting import ask_to_end, wait_until


@pytest.mark.parametrize("action", ACTIONS, ids=lambda action: action.id)
def test_every_action_has_key_help_palette_entry_and_method(action: Action) -> None:
    assert action.keys.strip()
    assert action.palette.strip()
    assert action.help.endswith((".", "!"))
    assert len(action.help) > 5
    assert callable(getattr(HOLDERS[action.area], f"action_{action.id}", None))
    assert any(binding.id and binding.id.split(".")[0] == action.id for binding in bindings(action.area))


def test_ids_slash_words_and_palette_entries_are_unique() -> None:
    for values in (
        [action.id for action in ACTIONS],
        [action.slash for action in ACTIONS if action.slash],
        [action.palette for action in ACTIONS],
    ):
        assert [value for value, times in Counter(values).items() if times > 1] == []


def test_no_key_does_two_things_in_one_place() -> None:
    for area in HOLDERS:
        keys = [key for action in ACTIONS if action.area == area for key in action.keys.split(",")]
        assert [key for key, times in Counter(keys).items() if times > 1] == []


def test_help_names_every_action_of_every_place() -> None:
    text = "".join(piece if isinstance(piece, str) else piece[0] for piece in help_text())
    assert {area for area, _ in _AREAS} >= {action.area for action in ACTIONS}
    for action in ACTIONS:
        assert action.help in text


async def test_help_begins_with_what_works_where_it_was_opened(opened: Opened) -> None:
    async with opened((120, 40)) as pilot:
        seen: list[str] = []
        for key, name in (("", "ChatScreen"), ("ctrl+b", "LibraryScreen"), ("f2", "PolicyScreen")):
            if key:
                await pilot.press(key)
            while type(pilot.app.screen).__name__ != name:
                await pilot.pause(0.02)
            await pilot.press("f1")
            await wait_until(pilot, lambda: bool(pilot.app.screen.query("#help ForeignText")))
            seen.append(str(pilot.app.screen.query_one("#help ForeignText", ForeignText).content))
            await pilot.press("escape")
            await wait_until(pilot, lambda: not pilot.app.screen.query("#help"))
        chat, library, policy = seen
        assert chat.startswith("Ask in your own words") and "where you are now" not in chat
        assert library.startswith("In the library, where you are now\n") and "\nIn the library\n" not in library
        assert policy.startswith(("In a list, where you are now\n", "In the policy, where you are now\n"))
        for text in seen:
            assert all(text.count(action.help) == chat.count(action.help) for action in ACTIONS)


def test_slash_words_find_their_action() -> None:
    assert by_slash("library") is named("library")
    assert by_slash("nonsense") is None
    with pytest.raises(KeyError):
        named("nonsense")


@pytest.mark.parametrize("number", ["one", "", "\u00b2", "7" * 5000], ids=lambda number: number[:3])
def test_what_is_no_number_of_a_source_is_told(number: str) -> None:
    numbered = next(action for action in ACTIONS if action.numbered)
    with pytest.raises(UsageError, match="needs a number"):
        read_command(f"{numbered.slash} {number}".removeprefix("/"))


@pytest.mark.parametrize("area", list(HOLDERS))
async def test_the_palette_offers_the_actions_of_the_area(app: AssistantApp, opened: Opened, area: str) -> None:
    async with opened((120, 40)) as pilot:
        await visit(pilot, area)
        offered = {action.id for action, _ in ActionCommands(app.screen)._offered()}
        wanted = {action.id for action in ACTIONS if action.area == area}
        node = app if area == "everywhere" else app.screen.areas()[area]  # type: ignore[attr-defined]
        assert offered >= {id for id in wanted if node.check_action(id, (1,)) and id not in ("palette", "stop")}
        assert offered


async def test_a_keymap_moves_a_key(scripted: object, opened: Opened) -> None:
    app = AssistantApp(lambda: scripted, keymap={"help": "f12"})  # type: ignore[arg-type,return-value]
    async with app.run_test() as pilot:
        await wait_until(pilot, lambda: app.session.summary is not None)
        await pilot.press("f1")
        assert type(app.screen).__name__ == "ChatScreen"
        await pilot.press("f12")
        assert type(app.screen).__name__ == "HelpScreen"


@pytest.mark.parametrize("area", list(HOLDERS))
async def test_every_key_runs_its_action_where_it_is_offered(
    area: str, opened: Opened, monkeypatch: pytest.MonkeyPatch
) -> None:
    """No text field, table or other widget takes the key first."""
    holder = HOLDERS[area]
    async with opened((120, 40)) as pilot:
        app = pilot.app
        assert isinstance(app, AssistantApp)
        if area in ("chat", "prompt", "everywhere"):
            await ask_to_end(pilot, "What about notice?")
        else:
            await visit(pilot, area)
        app.session.library.state = "paused"
        for action in (action for action in ACTIONS if action.area == area):
            if area == "prompt":
                app.screen.query_one(Prompt).text = "/" if action.id == "complete" else ""
                await pilot.pause()
            with monkeypatch.context() as patched:
                ran: list[object] = []
                patched.setattr(holder, f"action_{action.id}", lambda self, *given, ran=ran: ran.append(given))
                patched.setattr(holder, "check_action", lambda *_: True)
                for key in action.keys.split(","):
                    before = len(ran)
                    await pilot.press(key)
                    await pilot.pause()
                    if key in "3456789" and action.numbered:
                        continue  # there are two sources: other digits are typed
                    assert len(ran) == before + 1, (action.id, key)
            if area in ("chat", "everywhere"):
                app.screen.query_one(Prompt).clear()


async def test_a_page_key_before_the_palette_has_room_does_nothing(app: AssistantApp, opened: Opened) -> None:
    async with opened((80, 24)) as pilot:
        await pilot.press("ctrl+p")
        await wait_until(pilot, lambda: len(app.screen.query(CommandList)) == 1)
        commands = app.screen.query_one(CommandList)
        await wait_until(pilot, lambda: commands.option_count > 0)
        commands.styles.height = 0
        commands.styles.border = None
        await wait_until(pilot, lambda: not commands.scrollable_content_region.area)
        await pilot.press("pagedown", "pageup")
        assert app.is_running and app.session.error is None


@pytest.mark.parametrize(
    ("searched", "wanted"), [("password", "lock"), ("encrypt", "lock"), ("protect", "lock"), ("delete", "forget")]
)
def test_an_action_is_found_by_what_people_call_it(searched: str, wanted: str) -> None:
    action = next(action for action in ACTIONS if action.id == wanted)
    assert _fit(action, searched, Matcher(searched)) >= 2.0
