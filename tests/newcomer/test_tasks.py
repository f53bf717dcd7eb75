"""What stopped a new user who had nothing but the app; each was a task that could not be done by what it offers."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from textual.widgets import Input, OptionList

from assistant.chat.told.refusal import Face, Looked, advice
from assistant.config.setting import Setting
from assistant.domain.errors import UsageError
from assistant.domain.events import Progress, ScanFinished
from assistant.domain.scope import Scope
from assistant.tui.actions.slash import read_command
from assistant.tui.app import AssistantApp
from assistant.tui.dialogs.forget import ForgetDialog
from assistant.tui.dialogs.value import SettingDialog
from assistant.tui.jobs.home import Home
from assistant.tui.screens.chat import ChatScreen
from assistant.tui.state.outline import folders_named
from tests.tui.conftest import Opened
from tests.tui.conftest import app as app
from tests.tui.conftest import changes as changes
from tests.tui.conftest import failures_end_the_app as failures_end_the_app
from tests.tui.conftest import opened as opened
from tests.tui.conftest import overview as overview
from tests.tui.conftest import scripted as scripted
from tests.tui.doubles.scripted import ScriptedAssistant
from tests.tui.doubles.scripted_events import FILES, answer_events, blocked_events, refusal_events
from tests.tui.doubles.scripted_overview import ScriptedOverview
from tests.tui.doubles.waiting import ask, ask_to_end, screen_text, wait_until

THEME = Setting("app.theme", "assistant-dark", "default", "", "choice", ("assistant-dark", "assistant-light"))
FACE = Face("lift", "unread", "/{word}")


@pytest.mark.parametrize(
    ("word", "told"),
    [
        ("forget", "\u201cForget this\u201d is in the library: ctrl+b, then f."),
        ("delete", "ctrl+o, then d."),
        ("add", "\u201cAdd a folder\u201d is in the library: ctrl+b, then a."),
        ("measure", "in the models: f3, then t."),
        ("exprot", "Did you mean /export?"),
        ("qqq", "/ alone lists them all."),
    ],
)
def test_a_command_that_is_none_leads_to_where_the_thing_is(word: str, told: str) -> None:
    with pytest.raises(UsageError) as refused:
        read_command(word)
    assert told in refused.value.hint


async def test_the_palette_shows_what_is_typed_and_finds_what_another_view_offers(
    app: AssistantApp, opened: Opened
) -> None:
    async with opened((120, 40)) as pilot:
        await pilot.press("ctrl+p")
        await wait_until(pilot, lambda: "What do you want to do?" in screen_text(pilot))
        await pilot.press(*"forget")
        found = app.screen.query_one(OptionList)
        await wait_until(pilot, lambda: found.option_count == 1 and "Forget this" in screen_text(pilot))
        lines = screen_text(pilot).split("\n")
        assert any("forget" in line and "Forget" not in line for line in lines), "what is typed is not seen"
        assert "in the library: ctrl+b, then f" in screen_text(pilot)
        await pilot.press("enter")
        await wait_until(pilot, lambda: "Library" in screen_text(pilot))


async def test_the_palette_puts_whole_words_before_scattered_letters(app: AssistantApp, opened: Opened) -> None:
    async with opened((120, 40)) as pilot:
        await pilot.press("ctrl+p")
        await wait_until(pilot, lambda: "What do you want to do?" in screen_text(pilot))
        await pilot.press(*"theme")
        await wait_until(pilot, lambda: "New line in the prompt" not in screen_text(pilot))
        await wait_until(pilot, lambda: "Light or dark" in screen_text(pilot))
        # "limiT tHE questions to soME files" holds the letters, in this order, too
        assert screen_text(pilot).partition("Light or dark")[0].count("(ctrl+l)") == 0


def test_who_asks_while_files_are_read_is_not_told_that_they_say_nothing() -> None:
    said = " ".join(advice(Looked("cat", Scope(), still_read=(13, 71)), FACE))
    assert "Only 13 of 71 files had been read by then" in said and "add the folder" not in said
    assert "No file had been read by then" in " ".join(advice(Looked("cat", Scope(), still_read=(0, 0)), FACE))
    assert "add the folder" in " ".join(advice(Looked("cat", Scope()), FACE))


async def test_a_refusal_while_files_are_read_says_how_many_were(
    app: AssistantApp, scripted: ScriptedAssistant, opened: Opened
) -> None:
    scripted.events = lambda question: refusal_events()
    async with opened((120, 40)) as pilot:
        library = app.session.library
        library.begin((Path("/home/ada"),))
        assert library.read_so_far == (0, 0)
        for event in (ScanFinished(71, 0, 0, 0, 0), Progress(13, 71, 40, 9.0, 50.0)):
            library.apply(event)
        await ask_to_end(pilot, "Is a cat allowed?")
        assert "Only 13 of 71 files had been read by then" in screen_text(pilot)
        library.apply(Progress(71, 71, 40, 9.0, 0.0))
        await ask_to_end(pilot, "Is a dog allowed?")
        assert app.session.exchanges[-1].still_read is None


async def test_a_question_that_nothing_answered_yet_is_asked_again_by_itself(
    app: AssistantApp, scripted: ScriptedAssistant, opened: Opened
) -> None:
    scripted.events = lambda question: refusal_events()
    async with opened((120, 40)) as pilot:
        library = app.session.library
        library.begin((Path("/home/ada"),))
        library.apply(Progress(1, 71, 40, 9.0, 50.0))
        await ask_to_end(pilot, "How much notice does the lease ask for?")
        await wait_until(pilot, lambda: "asked again by itself as more are read" in screen_text(pilot))
        await wait_until(pilot, lambda: len(scripted.asked) == 2)  # four files are there, one was when it was asked
        app.asking.again.look()
        assert len(scripted.asked) == 2 and len(app.session.exchanges) == 1  # nothing new since then
        library.apply(Progress(30, 71, 40, 9.0, 50.0))
        scripted.events = lambda question: answer_events()
        scripted.listed = FILES * 2
        app.runner.read_library()
        await wait_until(pilot, lambda: "asked again: more files are read" in screen_text(pilot))
        first, again = app.session.exchanges
        assert (first.state, again.state, again.question) == ("refused", "answered", first.question)
        assert again.turn is not None and len(scripted.chats.turns(app.session.conversation.chat_id or 0)) == 2
        app.asking.again.look()
        assert len(scripted.asked) == 3 and not app.asking.again.waiting


async def test_a_question_that_nothing_answers_is_given_up_once_all_files_are_read(
    app: AssistantApp, scripted: ScriptedAssistant, opened: Opened
) -> None:
    scripted.events = lambda question: refusal_events()
    async with opened((120, 40)) as pilot:
        library = app.session.library
        library.begin((Path("/home/ada"),))
        await ask_to_end(pilot, "Is a cat allowed?")
        await wait_until(pilot, lambda: "No file had been read by then" in screen_text(pilot))
        scripted.events = lambda question: answer_events()
        await ask_to_end(pilot, "And a dog?")  # an answer says as well of how much it was made
        await wait_until(pilot, lambda: "No file had been read by then: ask again" in screen_text(pilot))
        scripted.events = lambda question: refusal_events()
        library.state = "finished"
        app.asking.again.look()
        await wait_until(pilot, lambda: "Try other words" in screen_text(pilot))
        assert not app.asking.again.waiting and len(app.session.exchanges) == 2


async def test_who_asks_before_there_is_a_library_is_led_to_the_first_steps_and_answered_then(
    app: AssistantApp, scripted: ScriptedAssistant
) -> None:
    scripted.events = lambda question: refusal_events() if not scripted.listed else answer_events()
    scripted.listed = ()
    async with app.run_test(size=(120, 40)) as pilot:
        app.ask("Is a cat allowed?")
        await wait_until(pilot, lambda: "Which folder may it read?" in screen_text(pilot))
        await wait_until(pilot, lambda: bool(app.asking.again.waiting))
        scripted.listed = FILES
        app.runner.read_library()
        await wait_until(pilot, lambda: [one.state for one in app.session.exchanges] == ["refused", "answered"])


async def test_a_new_conversation_is_offered_questions_again(
    app: AssistantApp, scripted: ScriptedAssistant, opened: Opened
) -> None:
    scripted.suggested = ("How much is the deposit?",)
    async with opened((120, 40)) as pilot:
        assert isinstance(app.home, Home)
        await wait_until(pilot, lambda: "How much is the deposit?" in screen_text(pilot))
        app.session.home.looking = True  # the first question comes before all were found
        await ask_to_end(pilot, "What about notice?")
        app.session.home.questions.clear()
        await pilot.press("ctrl+n")
        await wait_until(pilot, lambda: "How much is the deposit?" in screen_text(pilot))


async def test_an_answer_that_is_being_made_is_not_exported_as_its_title_alone(
    app: AssistantApp, scripted: ScriptedAssistant, opened: Opened, tmp_path: Path
) -> None:
    scripted.pause = scripted.hold
    file = tmp_path / "out.md"
    async with opened((120, 40), notifications=True) as pilot:
        app.conversations.export_shown(str(file))
        await wait_until(pilot, lambda: "There is nothing to export yet." in screen_text(pilot))
        await ask(pilot, "What about notice?")
        app.conversations.export_shown(str(file))
        await wait_until(pilot, lambda: "The answer is still being made." in screen_text(pilot))
        assert not file.exists()
        scripted.release.set()
        await wait_until(pilot, lambda: file.exists() and "notice" in file.read_text("utf-8"))


async def test_why_begins_with_what_the_rules_did(
    app: AssistantApp, scripted: ScriptedAssistant, opened: Opened
) -> None:
    scripted.events = lambda question: blocked_events()
    async with opened((80, 24)) as pilot:
        await ask_to_end(pilot, "What about them?")
        await pilot.press("f8")
        await wait_until(pilot, lambda: "Why this answer" in screen_text(pilot))
        text = screen_text(pilot)
        assert text.index("What the policy did") < text.index("Is it enough?") and "hate.input" in text


async def test_a_theme_is_seen_before_it_is_chosen(app: AssistantApp, opened: Opened) -> None:
    async with opened((120, 40)) as pilot:
        app.push_screen(SettingDialog(THEME, lambda chosen: None))
        await wait_until(pilot, lambda: isinstance(app.screen, SettingDialog))
        await pilot.press("down")
        await wait_until(pilot, lambda: app.theme == "assistant-light")
        await pilot.press("escape")
        await wait_until(pilot, lambda: app.theme == "assistant-dark")


@pytest.mark.parametrize("keys", [("ctrl+b", "ctrl+o"), ("f1", "f2"), ("f3", "f4"), ("f6", "ctrl+f"), ("ctrl+p",)])
async def test_nothing_opens_over_a_box_that_waits_for_its_answer(
    app: AssistantApp, opened: Opened, keys: tuple[str, ...]
) -> None:
    async with opened((100, 30)) as pilot:
        await pilot.press("ctrl+b", "f")
        await wait_until(pilot, lambda: isinstance(app.screen, ForgetDialog))
        await pilot.press(*keys)
        await pilot.pause()
        assert isinstance(app.screen, ForgetDialog)
        await pilot.press("escape", "escape")
        await wait_until(pilot, lambda: isinstance(app.screen, ChatScreen))


async def test_a_folder_is_found_by_its_name_to_be_forgotten_as_one(app: AssistantApp, opened: Opened) -> None:
    assert [line.name for line in folders_named(FILES, "insu")] == ["insurance"]
    assert folders_named(FILES, "documents") == []  # a root is no find
    async with opened((100, 30)) as pilot:
        await pilot.press("ctrl+b", "slash")
        app.screen.query_one("#library-find", Input).value = "flat"
        await pilot.press("enter")
        await wait_until(pilot, lambda: "flat/" in screen_text(pilot) and "recipes" not in screen_text(pilot))


async def test_the_policy_says_its_messages_as_a_person_reads_them(overview: ScriptedOverview, opened: Opened) -> None:
    first = replace(overview.shown_rules[0], message="Stopped by rule {rule} of {category}.")
    overview.shown_rules = (first, *overview.shown_rules[1:])
    async with opened((120, 40)) as pilot:
        await pilot.press("f2")
        await wait_until(pilot, lambda: f"Says: Stopped by rule {first.id} of {first.category}." in screen_text(pilot))
