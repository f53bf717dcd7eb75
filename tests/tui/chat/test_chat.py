"""The conversation: asking, sources, stopping, errors, copying."""

from __future__ import annotations

import threading

import pytest
from textual.widgets import TextArea

from assistant.domain.errors import GenerationFailed, LibraryBusy
from assistant.domain.events import Checked
from assistant.tui.app import AssistantApp
from assistant.tui.screens.passage import PassageScreen
from assistant.tui.widgets.chat.passage_pane import PassagePane
from assistant.tui.widgets.chat.prompt import Prompt
from assistant.tui.widgets.error_panel import ErrorPanel
from tests.tui.conftest import Opened
from tests.tui.doubles.scripted import ScriptedAssistant
from tests.tui.doubles.scripted_events import (
    LEASE,
    LETTER,
    QUOTE,
    a_verdict,
    answer_events,
    blocked_events,
    refusal_events,
)
from tests.tui.doubles.waiting import ask, ask_to_end, screen_text, shown, wait_until
from tests.waiting import PATIENCE_S


async def test_an_answer_with_its_sources_and_guard_decisions(scripted: ScriptedAssistant, opened: Opened) -> None:
    scripted.events = lambda _: answer_events(checks=[Checked(a_verdict())])
    async with opened() as pilot:
        await ask_to_end(pilot, "What about notice?")
        text = screen_text(pilot)
        assert "two months' notice in writing [1]" in text
        assert "[1] lease.pdf p. 7" in text
        assert "[2] letter.md" in text
        assert "Hidden in this answer: phone number." in text and "personal.phone" not in text


async def test_typing_is_taken_while_the_library_opens_and_the_question_waits(scripted: ScriptedAssistant) -> None:
    gate = threading.Event()

    def open_slowly() -> ScriptedAssistant:
        gate.wait(PATIENCE_S)
        return scripted

    app = AssistantApp(open_slowly)
    async with app.run_test() as pilot:
        await pilot.press(*"notice", "enter")
        await pilot.pause()
        assert "as soon as the library is open" in screen_text(pilot)
        assert scripted.asked == []
        gate.set()
        await wait_until(pilot, lambda: app.session.last is not None and app.session.last.state == "answered")
        assert [question for question, _, _ in scripted.asked] == ["notice"]


async def test_digits_open_a_source_from_the_empty_prompt_only(app: AssistantApp, opened: Opened) -> None:
    async with opened((120, 40)) as pilot:
        await ask_to_end(pilot, "What about notice?")
        await pilot.press("x", "1")
        assert app.screen.query_one(Prompt).text == "x1"
        assert not app.screen.query_one(PassagePane).display
        app.screen.query_one(Prompt).clear()
        await pilot.press("9")  # there is no source 9: it is a digit like any other
        assert app.screen.query_one(Prompt).text == "9"
        app.screen.query_one(Prompt).clear()
        await pilot.press("1")
        await wait_until(pilot, lambda: "7.2 Notice has to be given" in screen_text(pilot))
        assert app.screen.query_one(PassagePane).display
        assert app.screen.query_one(Prompt).text == ""
        await pilot.press("escape")
        await wait_until(pilot, lambda: not app.screen.query_one(PassagePane).display)


async def test_a_narrow_screen_opens_the_passage_full_with_its_pages(app: AssistantApp, opened: Opened) -> None:
    async with opened((80, 24)) as pilot:
        await ask_to_end(pilot, "What about notice?")
        await pilot.press("1")
        await wait_until(pilot, lambda: isinstance(app.screen, PassageScreen))
        await wait_until(pilot, lambda: "7.2 Notice" in screen_text(pilot))
        assert LEASE in screen_text(pilot)
        await pilot.press("n")
        await wait_until(pilot, lambda: "Page eight." in screen_text(pilot))
        await pilot.press("n")  # there is no page nine: it stays
        await pilot.pause(0.1)
        assert "Page eight." in screen_text(pilot)
        await pilot.press("home")
        await wait_until(pilot, lambda: "7.2 Notice" in screen_text(pilot))
        await pilot.press("escape")
        assert not isinstance(app.screen, PassageScreen)


async def test_a_citation_is_clickable(app: AssistantApp, opened: Opened) -> None:
    async with opened((120, 40)) as pilot:
        await ask_to_end(pilot, "What about notice?")
        await pilot.click("SourceLink")
        await pilot.pause()
        assert app.screen.query_one(PassagePane).display


async def test_a_source_that_is_gone_says_so(scripted: ScriptedAssistant, opened: Opened) -> None:
    async with opened((120, 40)) as pilot:
        await ask_to_end(pilot, "What about notice?")
        scripted.pages.clear()
        await pilot.press("1")
        await wait_until(pilot, lambda: "no longer in the library" in screen_text(pilot))


async def test_a_quote_that_moved_is_not_marked(scripted: ScriptedAssistant, opened: Opened) -> None:
    async with opened((120, 40)) as pilot:
        await ask_to_end(pilot, "What about notice?")
        scripted.pages[(LEASE, 7)] = "Something else stands here now."
        await pilot.press("1")
        await wait_until(pilot, lambda: "quote is no longer on this page" in screen_text(pilot))


@pytest.mark.parametrize("size", [(80, 24), (140, 30)])
async def test_a_quote_far_down_a_page_is_scrolled_to(
    scripted: ScriptedAssistant, opened: Opened, size: tuple[int, int]
) -> None:
    async with opened(size) as pilot:
        await ask_to_end(pilot, "What about notice?")
        scripted.pages[(LEASE, 7)] = "A line that fills the page.\n" * 300 + QUOTE + "\nAnother line." * 300
        await pilot.press("1")
        await wait_until(pilot, lambda: "Another line." in screen_text(pilot))
        assert "A line that fills the page." in screen_text(pilot)


async def test_a_refusal_shows_the_nearest_passages(scripted: ScriptedAssistant, opened: Opened) -> None:
    scripted.events = lambda _: refusal_events()
    async with opened() as pilot:
        await ask_to_end(pilot, "What does my parrot eat?")
        text = screen_text(pilot)
        assert "Nothing in your files answers this." in text
        assert "nearest passages" in text
        assert "[1] lease.pdf p. 7" in text
        await pilot.press("1")
        await wait_until(pilot, lambda: "7.2 Notice" in screen_text(pilot))


async def test_a_block_replaces_what_was_shown(scripted: ScriptedAssistant, opened: Opened) -> None:
    scripted.events = lambda _: blocked_events()
    async with opened() as pilot:
        await ask_to_end(pilot, "anything")
        text = screen_text(pilot)
        assert text.count("Stopped by a rule") == 1 and "hate.input" not in text
        assert "Half of" not in text


async def test_escape_stops_within_200_ms_and_keeps_the_partial_answer(
    app: AssistantApp, scripted: ScriptedAssistant, opened: Opened
) -> None:
    held = threading.Event()
    scripted.events = lambda _: answer_events("First sentence. Second sentence. Third sentence.")
    count = 0

    def pause() -> None:
        nonlocal count
        count += 1
        if count > 2:
            held.wait(PATIENCE_S)  # a generator that does not look at the stop signal for a while

    scripted.pause = pause
    async with opened() as pilot:
        await ask(pilot, "long")
        await wait_until(pilot, lambda: "First sentence." in screen_text(pilot))
        await pilot.press("escape")
        taken = await wait_until(pilot, lambda: "interrupted" in screen_text(pilot), 0.2)
        assert taken < 0.2
        assert scripted.stops[0].stopped
        held.set()
        await pilot.pause(0.2)
        text = screen_text(pilot)
        assert "First sentence." in text
        assert "Third" not in text
        assert app.session.open_exchange is None


async def test_history_holds_what_the_log_stage_let_through(scripted: ScriptedAssistant, opened: Opened) -> None:
    async with opened() as pilot:
        app = pilot.app
        assert isinstance(app, AssistantApp)
        await ask_to_end(pilot, "first")
        await wait_until(pilot, lambda: app.session.exchanges[0].turn is not None)
        await ask_to_end(pilot, "second")
        assert [turn.question for turn in scripted.asked[1][1]] == ["first"]
        assert "first" in scripted.logged
        await pilot.press("ctrl+n")
        await ask_to_end(pilot, "third")
        assert scripted.asked[2][1] == ()


async def test_a_mention_limits_the_question_and_an_unknown_one_is_told(
    scripted: ScriptedAssistant, opened: Opened
) -> None:
    async with opened() as pilot:
        await ask(pilot, "notice @nothere.pdf")
        await pilot.pause()
        assert scripted.asked == []
        assert "No indexed file is called nothere.pdf" in screen_text(pilot)
        assert pilot.app.screen.query_one(Prompt).text == "notice @nothere.pdf"
        await pilot.press("escape")
        await ask_to_end(pilot, "notice @LEASE.pdf")
        assert scripted.asked[0][0] == "notice"
        assert scripted.asked[0][2].paths == (LEASE,)


async def test_files_and_commands_are_completed(app: AssistantApp, scripted: ScriptedAssistant, opened: Opened) -> None:
    async with opened() as pilot:
        prompt = app.screen.query_one(Prompt)
        await pilot.press(*"notice @le")
        await wait_until(pilot, lambda: "letter.md" in screen_text(pilot))
        await pilot.press("down", "tab")
        await wait_until(pilot, lambda: prompt.text == "notice @letter.md ")
        await wait_until(pilot, lambda: "tab takes it" not in screen_text(pilot))
        await pilot.press("enter")
        await wait_until(pilot, lambda: bool(scripted.asked))
        assert scripted.asked[0][2].paths == (LETTER,)
        await wait_until(pilot, lambda: app.session.open_exchange is None)
        await pilot.press(*"/libr", "enter")
        await wait_until(pilot, lambda: type(app.screen).__name__ == "LibraryScreen")
        await pilot.press("escape", "up")
        assert prompt.text == "notice @letter.md"
        await pilot.press("escape", "alt+up")
        assert prompt.text == ""


async def test_slash_commands(app: AssistantApp, opened: Opened) -> None:
    async with opened() as pilot:
        await ask(pilot, "/help")
        await wait_until(pilot, lambda: type(app.screen).__name__ == "HelpScreen")
        await pilot.press("escape")
        await ask(pilot, "/nonsense")
        await pilot.pause()
        assert "There is no command /nonsense" in screen_text(pilot)


async def test_a_new_line_does_not_send(app: AssistantApp, scripted: ScriptedAssistant, opened: Opened) -> None:
    async with opened() as pilot:
        await pilot.press("a", "ctrl+j", "b")
        assert app.screen.query_one(TextArea).text == "a\nb"
        await pilot.press("enter")
        await wait_until(pilot, lambda: bool(scripted.asked))
        assert scripted.asked[0][0] == "a\nb"


async def test_a_workers_error_is_a_panel_and_the_app_goes_on(
    app: AssistantApp, scripted: ScriptedAssistant, opened: Opened
) -> None:
    def fail(question: str) -> list[object]:
        if question == "deliberate":
            raise GenerationFailed("The model's engine was killed.", "Ask again.")
        raise ValueError("secret text of a document")

    scripted.events = fail  # type: ignore[assignment]
    async with opened() as pilot:
        for question, told in (("deliberate", "The model's engine was killed."), ("other", "ValueError")):
            await ask_to_end(pilot, question)
            await wait_until(pilot, lambda: app.session.error is not None)
            await shown(pilot, told)
            assert "secret text" not in screen_text(pilot)
            await pilot.press("escape")
            assert not app.screen.query_one(ErrorPanel).display
        scripted.events = lambda _: answer_events()
        await ask_to_end(pilot, "again")
        assert app.session.exchanges[-1].state == "answered"


async def test_a_library_that_does_not_open_can_be_tried_again(scripted: ScriptedAssistant) -> None:
    tries = 0

    def opener() -> ScriptedAssistant:
        nonlocal tries
        tries += 1
        if tries == 1:
            raise LibraryBusy("Process 123 owns the library.", "Close it.")
        return scripted

    app = AssistantApp(opener)
    async with app.run_test() as pilot:
        await wait_until(pilot, lambda: "Process 123 owns the library." in screen_text(pilot))
        assert "could not be opened" in screen_text(pilot)
        await pilot.press("f9")
        await wait_until(pilot, lambda: app.session.summary is not None)
        await shown(pilot, "4 files")


async def test_copying_goes_through_the_guard_and_says_how(
    app: AssistantApp, scripted: ScriptedAssistant, opened: Opened, monkeypatch: pytest.MonkeyPatch
) -> None:
    scripted.check_log = lambda text, path="": text.replace("two months", "[hidden]")  # type: ignore[method-assign]
    async with opened(notifications=True) as pilot:
        await pilot.press("ctrl+y")
        await wait_until(pilot, lambda: "nothing to copy" in screen_text(pilot))
        await ask_to_end(pilot, "What about notice?")
        await pilot.press("ctrl+y")
        await wait_until(pilot, lambda: "OSC 52" in screen_text(pilot))
        assert "[hidden]" in app.clipboard
        assert "lease.pdf, page 7" in app.clipboard
        monkeypatch.setattr("assistant.tui.app.copy_natively", lambda text: "wl-copy")
        await pilot.press("ctrl+y")
        await wait_until(pilot, lambda: "Copied with wl-copy." in screen_text(pilot))
