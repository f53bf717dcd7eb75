"""Keys from the settings: every action's can be changed, and what would not work is refused with the reason."""

from __future__ import annotations

from pathlib import Path

import pytest

from assistant.config.schema import load_config
from assistant.domain.errors import ConfigError
from assistant.tui.actions.keymap import check_keymap, clashes, shown_key, taken_by_the_prompt
from assistant.tui.actions.registry import ACTIONS, named
from assistant.tui.app import AssistantApp
from assistant.tui.screens.help import help_text
from assistant.tui.show.themes import CONTRAST, DARK, LIGHT
from tests.tui.doubles.scripted import ScriptedAssistant
from tests.tui.doubles.waiting import ask, ask_to_end, screen_text, shown, wait_until

NINE = ",".join(f"alt+{digit}" for digit in range(1, 10))


def test_the_keys_we_ship_clash_nowhere_and_are_not_taken_by_the_prompt() -> None:
    assert [(one.id, other.id, key) for one, other, key in clashes({})] == []
    chat = {key for action in ACTIONS if action.area == "chat" for key in action.keys.split(",")}
    assert chat & taken_by_the_prompt() == set()


@pytest.mark.parametrize("action", ACTIONS, ids=lambda action: action.id)
def test_every_action_can_have_another_key(action: object) -> None:
    one = named(action.id)  # type: ignore[attr-defined]
    keys = check_keymap({one.id: NINE if one.numbered else "f20, ctrl+f20"})
    assert keys == ({f"{one.id}.{n}": f"alt+{n}" for n in range(1, 10)} if one.numbered else {one.id: "f20,ctrl+f20"})


@pytest.mark.parametrize(
    ("keys", "told"),
    [
        ({"hlep": "f12"}, "there is no action 'hlep'. Did you mean 'help'?"),
        ({"help": "ctl+x"}, "'ctl+x' for the action 'help' is no key"),
        ({"help": ""}, "'' for the action 'help' is no key"),
        ({"help": "ctrl+ctrl+x"}, "is no key"),
        ({"help": "no_such_sign"}, "is no key"),
        ({"why": "w"}, "'w' for the action 'why' could not be typed any more"),
        ({"help": "question_mark"}, "could not be typed any more"),
        ({"why": "ctrl+k"}, "needed for editing in the prompt"),
        ({"help": "f2"}, "'f2' would mean both"),
        ({"why": "ctrl+m"}, "'enter' would mean both"),
        ({"next_page": "b"}, "'b' would mean both"),
        ({"add_folder": "enter"}, "'enter' would mean both"),
        ({"open_source": "1,2"}, "'open_source' needs nine keys"),
    ],
)
def test_what_would_not_work_is_refused(keys: dict[str, str], told: str) -> None:
    with pytest.raises(ConfigError) as caught:
        check_keymap(keys)
    assert told in str(caught.value)
    assert caught.value.message.startswith("Setting 'app.keys'")


def test_keys_may_be_swapped_and_signs_written_as_they_are() -> None:
    assert check_keymap({"next_page": "left", "previous_page": "right"})
    assert check_keymap({"find_chat": "?", "filter": "question_mark"})
    assert shown_key(named("open_source"), {"open_source": NINE}) == "alt+1\u2026alt+9"


async def test_the_app_shows_and_obeys_the_keys_of_the_settings_file(
    tmp_path: Path, scripted: ScriptedAssistant
) -> None:
    file = tmp_path / "config.toml"
    keys = f'help = "f12", stop = "f20,escape", send = "alt+s", open_source = "{NINE}"'
    file.write_text(f"[app]\nkeys = {{ {keys} }}\n")
    app = AssistantApp(lambda: scripted, keymap=load_config(file).app.keys)
    async with app.run_test(size=(120, 40)) as pilot:
        await wait_until(pilot, lambda: app.session.summary is not None)
        await shown(pilot, "alt+s send")
        assert "f12  help" in screen_text(pilot)
        await pilot.press(*"notice", "alt+s")
        await wait_until(pilot, lambda: app.session.last is not None and not app.session.last.is_open)
        await pilot.press("1")  # not a key any more: it is typed
        await pilot.press("backspace", "alt+2")
        await wait_until(pilot, lambda: "letter.md" in screen_text(pilot).split("\n")[2])
        await pilot.press("f1")
        assert len(app.screen_stack) == 1
        await pilot.press("f12")
        await wait_until(pilot, lambda: len(app.screen_stack) == 2)
    text = "".join(piece if isinstance(piece, str) else piece[0] for piece in help_text(app.keymap))
    assert "  f12       Help" in text
    assert "  alt+s     Send the question" in text


def test_a_wrong_key_or_theme_stops_the_start_with_the_reason(scripted: ScriptedAssistant) -> None:
    with pytest.raises(ConfigError, match="Setting"):
        AssistantApp(lambda: scripted, keymap={"help": "f2"})
    with pytest.raises(ConfigError, match="There is no theme 'assistant-drak'"):
        AssistantApp(lambda: scripted, theme="assistant-drak")


async def test_a_theme_is_chosen_by_name(app: AssistantApp) -> None:
    async with app.run_test() as pilot:
        await wait_until(pilot, lambda: app.session.summary is not None)
        await ask(pilot, "/theme assistant-contrast")
        await wait_until(pilot, lambda: app.theme == CONTRAST.name)
        await ask(pilot, "/theme nothing-like-it")
        await wait_until(pilot, lambda: "There is no theme 'nothing-like-it'" in screen_text(pilot))
        await pilot.press("escape", "f5")
        assert app.theme == LIGHT.name
        await pilot.press("f5")
        assert app.theme == DARK.name
        await ask_to_end(pilot, "goes on")
