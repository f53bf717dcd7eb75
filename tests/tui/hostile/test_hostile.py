"""Foreign text on every screen: nothing acts, nothing is markup, no control character is drawn, the app lives."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest
from rich.segment import Segment
from textual.color import Color
from textual.pilot import Pilot
from textual.widgets import Static

from assistant.domain.errors import GenerationFailed
from assistant.domain.events import Checked, Finished, Retrieved
from assistant.domain.records.documents import Chunk
from assistant.domain.records.passages import Passage
from assistant.domain.records.verdicts import Finding, Verdict
from assistant.tui.app import AssistantApp
from assistant.tui.screens.help import HelpScreen
from assistant.tui.screens.library import LibraryScreen
from assistant.tui.screens.passage import PassageScreen
from assistant.tui.show.line_filter import HarmlessLines
from assistant.tui.state.error_report import ErrorReport
from assistant.tui.widgets.chat.answer import ExchangeView
from assistant.tui.widgets.chat.chat_log import ChatLog
from assistant.tui.widgets.chat.prompt import Prompt
from tests.tui.conftest import Opened
from tests.tui.doubles.hostile import KNOWN, generated, offending
from tests.tui.doubles.scripted import ScriptedAssistant
from tests.tui.doubles.scripted_events import a_file, answer_events, citations
from tests.tui.doubles.waiting import ask_to_end, screen_text, wait_until


@pytest.fixture
def actions_run(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[str]]:
    """Every action that runs, by name; a link that opens counts too."""
    run: list[str] = []
    dispatch = AssistantApp._dispatch_action

    async def record(self: AssistantApp, namespace: Any, action_name: str, params: Any) -> bool:
        run.append(action_name)
        return await dispatch(self, namespace, action_name, params)

    monkeypatch.setattr(AssistantApp, "_dispatch_action", record)
    monkeypatch.setattr(AssistantApp, "open_url", lambda self, url, **_: run.append("open_url"))
    yield run


def hostile_events(text: str, rule: str = "", name: str = "", quote: str = "") -> list[Any]:
    """A turn in which everything that can be foreign is `text`, or the string given for it."""
    rule, path, quote = rule or text, f"/tmp/{name or text}", quote or text or "q"
    chunk = Chunk(1, path, 1, 0, len(quote), (text, name), text, quote, text)
    passage = Passage(chunk, quote, 0.5, 1)
    finding = Finding(rule, rule, "redact", rule, None, 1.0, 0.0, rule, rule)
    verdict = Verdict("output", "redact", text, (finding,), rule)
    events = answer_events(f"{text} said. [1]", checks=[Checked(verdict, path)])
    cited = tuple(replace(citation, path=path, page=1, quote=quote) for citation in citations())
    changed: list[Any] = []
    for event in events:
        match event:
            case Retrieved():
                changed.append(replace(event, passages=(passage,)))
            case Finished(answer=answer):
                changed.append(Finished(replace(answer, citations=cited, passages=(passage,), generator=rule)))
            case _:
                changed.append(event)
    return changed


def load(scripted: ScriptedAssistant, text: str) -> None:
    """Fill the scripted library with `text`."""
    scripted.listed = (
        a_file(f"/tmp/{text}", title=text),
        a_file(f"/tmp/2{text}", state="quarantined", reason=text, message=text, title=text),
    )
    scripted.pages = {(f"/tmp/{text}", 1): f"before {text} after"}
    scripted.policy = replace(scripted.policy, id=text or "x", description=text, degraded=(text,))
    scripted.banner = text
    scripted.generator = text
    scripted.events = lambda _: hostile_events(text)


async def click_everywhere(pilot: Pilot[Any]) -> None:
    """Click where an action could hide: on every line of the conversation."""
    for y in range(1, pilot.app.size.height - 4):
        await pilot.click(offset=(7, y))


@pytest.mark.slow
@pytest.mark.promise("P14", "P15")
@pytest.mark.parametrize("start", range(0, len(KNOWN), 6))
async def test_known_attacks_on_every_screen(
    scripted: ScriptedAssistant, opened: Opened, actions_run: list[str], start: int
) -> None:
    async with opened((120, 24), notifications=True) as pilot:
        app = pilot.app
        assert isinstance(app, AssistantApp)
        for text in KNOWN[start : start + 6]:
            load(scripted, text)
            app.runner.read_library()
            await wait_until(pilot, lambda: app.session.library.files == scripted.listed)
            for picture in await pictures(pilot, text):
                assert offending(picture) == []
            if "click" in text:
                before = len(actions_run)
                await click_everywhere(pilot)
                assert actions_run[before:] == []
        assert app.is_running
        assert "open_url" not in actions_run


async def pictures(pilot: Pilot[Any], text: str) -> list[str]:
    """What every screen shows with `text` in all places."""
    app = pilot.app
    assert isinstance(app, AssistantApp)
    await ask_to_end(pilot, "question")
    await pilot.press("1")
    app.show_error(ErrorReport(text, text, text))
    app.notify(text, title=text)
    await pilot.pause()
    shown = [screen_text(pilot)]
    app.show_error(None)
    for kind in (LibraryScreen, HelpScreen):
        await app.push_screen(kind())
        await pilot.pause()
        shown.append(screen_text(pilot))
        app.pop_screen()
    await app.push_screen(PassageScreen(app.session.exchanges[-1].sources()[0]))
    await wait_until(pilot, lambda: "before" in screen_text(pilot))
    shown.append(screen_text(pilot))
    app.pop_screen()
    await pilot.pause()
    return shown


@pytest.mark.slow
async def test_two_hundred_generated_strings_in_one_conversation(
    app: AssistantApp, opened: Opened, actions_run: list[str]
) -> None:
    async with opened((90, 120)) as pilot:
        strings = generated(200)
        for question, text, rule, name, quote in zip(*(strings[part::5] for part in range(5)), strict=True):
            exchange = app.session.conversation.add(question, app.session.scope)
            for event in hostile_events(text, rule, name, quote):
                exchange.apply(event)
        log = app.screen.query_one(ChatLog)
        log.show_exchanges(app.session.exchanges)
        seen: set[str] = set()
        for step in range(4):  # ten exchanges at a time
            if step:
                await pilot.press("ctrl+up")
            await pilot.pause()
            seen |= {view.exchange.question for view in log.query(ExchangeView)}
            for position in range(0, int(log.max_scroll_y) + 100, 100):
                log.scroll_to(y=position, animate=False)
                await pilot.pause()
                assert offending(screen_text(pilot)) == []
        assert len(seen) == 40 and log.hidden_count == 0
        assert app.is_running
        assert actions_run == ["earlier"] * 3


@pytest.mark.promise("P15")
async def test_two_hundred_generated_file_names(app: AssistantApp, scripted: ScriptedAssistant, opened: Opened) -> None:
    scripted.listed = tuple(
        a_file(f"/tmp/{number}/{text}", title=text, state="quarantined" if number % 2 else "indexed", reason=text)
        for number, text in enumerate(generated(200, seed=11))
    )
    async with opened((80, 40)) as pilot:
        await pilot.press("ctrl+b")
        for _ in range(6):
            assert offending(screen_text(pilot)) == []
            await pilot.press("pagedown")
        assert app.is_running


@pytest.mark.promise("P15")
async def test_pasted_control_characters_do_not_reach_the_prompt(app: AssistantApp, opened: Opened) -> None:
    from textual.events import Paste

    async with opened() as pilot:
        app.post_message(Paste("\x1b[31mred\x1b]52;c;eA==\x07 [b]bold"))
        await pilot.pause()
        assert app.screen.query_one(Prompt).text == "[31mred]52;c;eA== [b]bold"


@pytest.mark.promise("P15")
async def test_an_error_with_hostile_text_is_shown_harmless(scripted: ScriptedAssistant, opened: Opened) -> None:
    def fail(_: str) -> list[Any]:
        raise GenerationFailed("\x1b]52;c;eA==\x07[@click=app.quit]x[/]", "[/b]\u202e")

    scripted.events = fail
    async with opened() as pilot:
        await ask_to_end(pilot, "question")
        await pilot.pause()
        text = screen_text(pilot)
        assert "[@click=app.quit]x[/]" in text
        assert offending(text) == []


@pytest.mark.control("P14")
async def test_a_link_would_act_if_text_was_markup(app: AssistantApp, opened: Opened, actions_run: list[str]) -> None:
    """The same text, clicked in the same way, in a widget that reads markup."""
    async with opened((120, 24)) as pilot:
        await app.screen.mount(Static("[@click=app.bell]\nclick here[/]", markup=True), before=0)
        await pilot.pause()
        await click_everywhere(pilot)
        assert "bell" in actions_run


@pytest.mark.promise("P15")
def test_the_last_door_takes_controls_out_and_keeps_the_width() -> None:
    segments = [Segment("plain"), Segment("a\x1b[2Jb"), Segment("\u202ex\u4f60")]
    out = HarmlessLines().apply(segments, Color(0, 0, 0))
    assert out[0].text == "plain"
    assert offending("".join(segment.text for segment in out)) == []
    assert Segment.get_line_length(out) == Segment.get_line_length(segments)


@pytest.mark.control("P15")
def test_the_check_itself_finds_something() -> None:
    assert offending("fine\nlines") == []
    assert offending("\x1b[2J") == ["\x1b"]
    assert offending("\u202e") == ["\u202e"]
