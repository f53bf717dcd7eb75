"""The policy view: what is in force, how often each rule acted, the last decisions, switching, and broken files."""

from __future__ import annotations

from dataclasses import replace

from textual.pilot import Pilot

from assistant.domain.errors import PolicyError
from assistant.tui.app import AssistantApp
from assistant.tui.screens.policy import PolicyScreen
from tests.tui.conftest import Opened
from tests.tui.doubles.scripted import ScriptedAssistant
from tests.tui.doubles.scripted_overview import ScriptedOverview
from tests.tui.doubles.waiting import screen_text, shown, toasts, wait_until


async def go_to(pilot: Pilot[None], key: str, wanted: str) -> PolicyScreen:
    """The policy view's list behind `key`, once `wanted` stands there."""
    if not isinstance(pilot.app.screen, PolicyScreen):
        await pilot.press("f2")
    screen = pilot.app.screen
    assert isinstance(screen, PolicyScreen)
    await wait_until(pilot, lambda: screen.sheet is not None)
    await pilot.press(key)
    await wait_until(pilot, lambda: wanted in screen_text(pilot))
    return screen


async def test_the_rules_say_how_often_they_acted(overview: ScriptedOverview, opened: Opened) -> None:
    overview.shown_rules = (replace(overview.shown_rules[0], hits=1_204), *overview.shown_rules[1:])
    async with opened((120, 30)) as pilot:
        await go_to(pilot, "r", "1,204")
        text = screen_text(pilot)
        assert "standard  Balanced defaults for private documents" in text
        assert "14 rules in force, hash 9f2c1ab7" in text
        assert "Acted 1,204 times in the last recorded decisions" in text
        assert "Written in standard.yaml:14" in text


async def test_the_last_decisions_hold_no_text(opened: Opened) -> None:
    async with opened((120, 30)) as pilot:
        screen = await go_to(pilot, "d", "2026-09")
        assert screen.sheet is not None
        assert [row.cells[1:4] for row in screen.sheet.rows] == [
            ("redact", "personal.phone", "output"),
            ("block", "hate.input", "input"),
        ]
        await pilot.press("down")
        assert "toxicity+toxicity-starter gave 0.81" in screen_text(pilot)


async def test_switching_runs_the_policys_own_tests_first(
    app: AssistantApp, scripted: ScriptedAssistant, overview: ScriptedOverview, opened: Opened
) -> None:
    async with opened((120, 30)) as pilot:
        screen = await go_to(pilot, "p", "Blocks more")
        assert not screen.check_action("use_policy", ())  # it is in use
        await pilot.press("down")
        assert "if its 12 tests pass" in screen_text(pilot)
        first, second = overview.shown_policies[:2]
        overview.shown_policies = (replace(first, active=False), replace(second, active=True))
        await pilot.press("enter")
        await wait_until(pilot, lambda: any("12 tests of its own passed" in toast for toast in toasts(app)))
        assert scripted.tested == ["strict"]
        await wait_until(pilot, lambda: app.session.summary is not None and app.session.summary.policy.id == "strict")


async def test_a_policy_is_tested_without_being_used(
    app: AssistantApp, scripted: ScriptedAssistant, overview: ScriptedOverview, opened: Opened
) -> None:
    async with opened((120, 30)) as pilot:
        screen = await go_to(pilot, "r", "hate.input")
        await pilot.press("t")  # the one in use
        await wait_until(pilot, lambda: any("standard: 9 tests passed." in toast for toast in toasts(app)))
        await go_to(pilot, "p", "Blocks more")
        overview.failing = ("too-strict: block instead of allow",)
        await pilot.press("down", "t")
        await wait_until(pilot, lambda: any("1 test of strict failed. too-strict: block" in one for one in toasts(app)))
        await pilot.press("down")
        assert not screen.check_action("test_policy", ())  # it cannot be read
        assert scripted.tested == []


async def test_the_list_of_policies_opens_at_the_one_in_use(overview: ScriptedOverview, opened: Opened) -> None:
    first, second = overview.shown_policies[:2]
    overview.shown_policies = (replace(first, active=False), replace(second, active=True), *overview.shown_policies[2:])
    async with opened((120, 30)) as pilot:
        screen = await go_to(pilot, "p", "Blocks more")
        assert screen.chosen == second.name
        await pilot.press("up")
        assert screen.chosen == first.name


async def test_a_policy_that_cannot_be_used_is_a_panel_with_its_line_and_the_old_one_stays(
    app: AssistantApp, scripted: ScriptedAssistant, opened: Opened
) -> None:
    async with opened((120, 30)) as pilot:
        await go_to(pilot, "p", "unknown key 'actoin'")
        await pilot.press("down", "down", "enter")
        await wait_until(pilot, lambda: app.session.error is not None)
        await shown(pilot, "Switching the policy: mine.yaml, line 4: unknown key 'actoin'.")
        assert scripted.policy.id == "standard"
        await pilot.press("escape")
        assert isinstance(app.screen, PolicyScreen)


async def test_a_reload_that_failed_is_told_with_file_and_line(
    scripted: ScriptedAssistant, overview: ScriptedOverview, opened: Opened
) -> None:
    scripted.trouble = "/home/ada/policies/standard.yaml:14  unknown action 'blok'. Did you mean 'block'?"

    def broken() -> None:
        raise PolicyError("standard.yaml, line 14: unknown action 'blok'.", "Did you mean 'block'?")

    overview.rules = broken  # type: ignore[method-assign,assignment]
    async with opened((120, 30)) as pilot:
        await pilot.press("f2")
        await wait_until(pilot, lambda: "standard.yaml:14" in screen_text(pilot))
        assert "The files as they are now are not used." in screen_text(pilot)
        assert "14 rules in force" in screen_text(pilot)  # the ones before


async def test_a_missing_detector_is_said(scripted: ScriptedAssistant, opened: Opened) -> None:
    scripted.policy = replace(scripted.policy, degraded=("tox",))
    async with opened((120, 30)) as pilot:
        await pilot.press("f2")
        await wait_until(pilot, lambda: "detector tox is not available here" in screen_text(pilot))
