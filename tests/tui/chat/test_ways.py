"""Steps, the way that was taken and another one, questions that wait, what is not from the files."""

from __future__ import annotations

from textual import events

from assistant.chat.exchange import Exchange
from assistant.domain.events import AnswerEvent, Delta, Finished, Routed, Step
from assistant.domain.records.answers import Answer
from assistant.tui.app import AssistantApp
from assistant.tui.widgets.chat.prompt import Prompt
from tests.tui.conftest import Opened
from tests.tui.doubles.scripted import ScriptedAssistant
from tests.tui.doubles.scripted_events import LEASE, answer_events, own_words_events, refusal_events, table_events
from tests.tui.doubles.waiting import ask, ask_to_end, screen_text, wait_until


def doing_and_steps(exchange: Exchange) -> tuple[Step | None, list[str]]:
    return exchange.doing, exchange.steps


def test_an_exchange_takes_in_route_and_steps() -> None:
    exchange = Exchange(1, "q")
    exchange.apply(Routed("survey", ("each", "lookup")))
    for done in (1, 2):
        exchange.apply(Step("looking", done, 2))
    exchange.apply(Step("reading"))
    assert (exchange.task, exchange.others, exchange.steps) == ("survey", ("each", "lookup"), ["looking", "reading"])
    assert exchange.doing == Step("reading")
    exchange.apply(Routed("lookup"))
    assert (exchange.task, exchange.others) == ("lookup", ())
    exchange.interrupt()
    exchange.apply(Step("late"))
    assert doing_and_steps(exchange) == (None, ["looking", "reading"])


def test_the_next_way_is_one_that_was_not_tried_and_then_the_first_again() -> None:
    exchange = Exchange(1, "q", tried=("survey",), task="each", others=("survey", "lookup"))
    assert exchange.next_way == "lookup"
    exchange = Exchange(1, "q", tried=("survey", "each"), task="lookup", others=("survey", "each"))
    assert exchange.next_way == "survey"
    assert Exchange(1, "q").next_way == ""


async def test_a_step_is_told_while_it_lasts_and_folded_afterwards(scripted: ScriptedAssistant, opened: Opened) -> None:
    answer = Answer("Found.", False, "e", task="survey", steps=("looking through the files", "reading them"))
    step = Step("looking through the files", 40, 71, 12.0)
    told_events: list[AnswerEvent] = [Routed("survey"), step, Delta("Found."), Finished(answer)]
    scripted.events = lambda _: told_events
    told: list[int] = []

    def pause() -> None:
        told.append(1)
        if len(told) == 3:
            scripted.hold()

    scripted.pause = pause
    async with opened() as pilot:
        await ask(pilot, "which files?")
        await wait_until(pilot, lambda: "looking through the files: 40 of 71, 12 s left" in screen_text(pilot))
        scripted.release.set()
        await wait_until(pilot, lambda: "\u25b8 2 steps" in screen_text(pilot))
        assert "40 of 71" not in screen_text(pilot)
        assert "answered as a list of files" in screen_text(pilot)
        await pilot.press("alt+d")
        assert "reading them" in screen_text(pilot)
        await pilot.press("alt+d")
        assert "reading them" not in screen_text(pilot)


async def test_another_way_asks_the_same_again_for_the_next_kind(scripted: ScriptedAssistant, opened: Opened) -> None:
    def answers(question: str) -> list[AnswerEvent]:
        task = scripted.tasks_asked[-1] or "each"
        others = tuple(one for one in ("each", "survey", "lookup") if one != task)
        return [Routed(task, others), Delta("x"), Finished(Answer("x", False, "e", task=task, others=others))]

    scripted.events = answers
    async with opened((120, 40)) as pilot:
        await ask_to_end(pilot, "@lease.pdf how much?")
        for count in (2, 3, 4):
            await pilot.press("alt+w")
            await wait_until(pilot, lambda: len(scripted.asked) == count and not pilot.app.asking.turns)  # type: ignore[attr-defined]  # noqa: B023
        assert scripted.tasks_asked == ["", "survey", "lookup", "each"]
        assert {question for question, *_ in scripted.asked} == {"how much?"}
        assert {scope.paths for *_, scope in scripted.asked} == {(LEASE,)}


async def test_alt_and_a_letter_is_no_letter(scripted: ScriptedAssistant, opened: Opened) -> None:
    """As terminals without the newer keyboard protocols send it: with the letter."""
    scripted.events = lambda _: table_events()
    async with opened() as pilot:
        await ask_to_end(pilot, "payslips")
        pilot.app.post_message(events.Key("alt+w", "w"))
        await wait_until(pilot, lambda: len(scripted.asked) == 2)
        assert pilot.app.screen.query_one(Prompt).text == ""


async def test_there_is_no_other_way_where_nothing_else_fits(scripted: ScriptedAssistant, opened: Opened) -> None:
    async with opened() as pilot:
        await ask_to_end(pilot, "q")
        assert not pilot.app.screen.check_action("other_way", ())
        await pilot.press("alt+w")
        assert len(scripted.asked) == 1


async def test_a_kind_is_asked_for_with_a_slash(scripted: ScriptedAssistant, opened: Opened) -> None:
    async with opened() as pilot:
        await ask_to_end(pilot, "/list which files name @lease.pdf Ann?")
        await ask_to_end(pilot, "/rhyme on the lease")  # of the registry alone
        assert [question for question, *_ in scripted.asked] == ["which files name Ann?", "on the lease"]
        assert scripted.tasks_asked == ["survey", "rhyme"]
        assert scripted.asked[0][2].paths == (LEASE,)
        prompt = pilot.app.screen.query_one(Prompt)
        assert prompt.earlier[-1] == "/rhyme on the lease"
        await ask(pilot, "/each")
        await wait_until(pilot, lambda: "/each needs a question behind it." in screen_text(pilot))
        assert prompt.text.strip() == "/each"
        assert len(scripted.asked) == 2


async def test_the_kinds_are_offered_and_a_question_can_be_typed_behind(
    scripted: ScriptedAssistant, opened: Opened
) -> None:
    async with opened() as pilot:
        await pilot.press("/", "l", "i")
        await wait_until(pilot, lambda: "/list" in screen_text(pilot))
        await pilot.press("enter", "w", "h", "o", "?", "enter")
        await wait_until(pilot, lambda: scripted.tasks_asked == ["survey"])
        assert scripted.asked[0][0] == "who?"


async def test_a_question_sent_during_an_answer_waits_for_it(scripted: ScriptedAssistant, opened: Opened) -> None:
    scripted.pause = lambda: scripted.hold() if len(scripted.asked) == 1 else None
    async with opened((80, 40)) as pilot:
        app = pilot.app
        assert isinstance(app, AssistantApp)
        for question in ("first", "second", "third"):
            await ask(pilot, question)
            await wait_until(pilot, lambda: question in screen_text(pilot))  # noqa: B023
        assert len(scripted.asked) == 1
        assert screen_text(pilot).count("waits for the answer before") == 2
        assert app.screen.query_one(Prompt).text == ""
        scripted.release.set()
        await wait_until(pilot, lambda: len(scripted.asked) == 3 and app.session.open_exchange is None)
        assert [question for question, *_ in scripted.asked] == ["first", "second", "third"]
        assert [turn.question for turn in scripted.asked[2][1]] == ["first", "second"]


async def test_esc_stops_the_answer_and_the_next_question_is_asked(scripted: ScriptedAssistant, opened: Opened) -> None:
    scripted.pause = lambda: scripted.hold() if len(scripted.asked) == 1 else None
    async with opened() as pilot:
        app = pilot.app
        assert isinstance(app, AssistantApp)
        await ask(pilot, "first")
        await wait_until(pilot, lambda: len(scripted.asked) == 1)
        await ask(pilot, "second")
        await wait_until(pilot, lambda: len(app.session.exchanges) == 2)
        await pilot.press("escape")
        assert [one.state for one in app.session.exchanges] == ["interrupted", "waiting"]
        scripted.release.set()
        await wait_until(pilot, lambda: app.session.exchanges[1].state == "answered")


async def test_a_new_conversation_takes_back_what_waits(scripted: ScriptedAssistant, opened: Opened) -> None:
    scripted.pause = lambda: scripted.hold() if len(scripted.asked) == 1 else None
    async with opened() as pilot:
        app = pilot.app
        assert isinstance(app, AssistantApp)
        await ask(pilot, "first")
        await wait_until(pilot, lambda: len(scripted.asked) == 1)
        await ask(pilot, "second")
        await wait_until(pilot, lambda: len(app.session.exchanges) == 2)
        await pilot.press("ctrl+n")
        await wait_until(pilot, lambda: not app.session.exchanges)
        scripted.release.set()
        await wait_until(pilot, lambda: not app.asking.turns)
        await ask_to_end(pilot, "third")
        assert [question for question, *_ in scripted.asked] == ["first", "third"]


async def test_a_question_that_fails_does_not_hold_up_the_next(scripted: ScriptedAssistant, opened: Opened) -> None:
    def answers(question: str) -> list[AnswerEvent]:
        scripted.hold()
        if question == "first":
            raise RuntimeError("gone")
        return list(answer_events())

    scripted.events = answers
    async with opened() as pilot:
        app = pilot.app
        assert isinstance(app, AssistantApp)
        await ask(pilot, "first")
        await wait_until(pilot, lambda: len(scripted.asked) == 1)
        await ask(pilot, "second")
        scripted.release.set()
        await wait_until(pilot, lambda: len(app.session.exchanges) == 2 and app.session.open_exchange is None)
        assert [one.state for one in app.session.exchanges] == ["failed", "answered"]


async def test_what_is_not_from_the_files_says_so(scripted: ScriptedAssistant, opened: Opened) -> None:
    scripted.events = lambda _: own_words_events()
    async with opened() as pilot:
        await ask_to_end(pilot, "hello")
        assert "not from your files" in screen_text(pilot)
        scripted.events = lambda _: table_events()
        await ask_to_end(pilot, "payslips")
        assert "not from your files" not in screen_text(pilot)


async def test_a_refusal_under_a_limit_says_how_to_lift_it(scripted: ScriptedAssistant, opened: Opened) -> None:
    scripted.events = lambda _: refusal_events()
    async with opened((120, 40)) as pilot:
        await ask_to_end(pilot, "@lease.pdf what does my parrot eat?")
        assert "Nothing in lease.pdf answers this." in screen_text(pilot)
        assert "It was looked for only there: ask without the @." in screen_text(pilot)
        await pilot.press("ctrl+n")
        await ask(pilot, "@letter.md")
        await wait_until(pilot, lambda: "only in letter.md" in screen_text(pilot))
        await ask_to_end(pilot, "what does my parrot eat?")
        text = screen_text(pilot)
        assert "It was looked for only there: esc lifts the limit." in text
        assert "add the folder" not in text
