"""Forgetting from the library screen: the question before, the rule it can leave, the receipt."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from assistant.domain.records.receipts import Leftover
from assistant.tui.app import AssistantApp
from assistant.tui.dialogs.forget import ForgetDialog
from tests.tui.conftest import Opened
from tests.tui.doubles.scripted import ScriptedAssistant
from tests.tui.doubles.scripted_changes import ScriptedChanges
from tests.tui.doubles.scripted_events import LEASE, ROOT
from tests.tui.doubles.waiting import move_to, screen_text, shown, wait_until

TAX = f"{ROOT}/tax.pdf"


async def test_forgetting_asks_keeps_out_and_shows_the_receipt(
    app: AssistantApp, scripted: ScriptedAssistant, changes: ScriptedChanges, opened: Opened
) -> None:
    async with opened((100, 40)) as pilot:
        await move_to(pilot, LEASE)
        await pilot.press("f")
        await wait_until(pilot, lambda: isinstance(app.screen, ForgetDialog))
        await shown(pilot, "31 passages")
        await pilot.press("escape")
        assert scripted.forgotten == []
        await pilot.press("delete")
        await wait_until(pilot, lambda: isinstance(app.screen, ForgetDialog))
        await pilot.press("enter")
        await wait_until(pilot, lambda: "Nothing is left." in screen_text(pilot))
        text = screen_text(pilot)
        assert scripted.forgotten == [(Path(LEASE),)]
        assert changes.values["library"]["ignore"] == ("/flat/lease.pdf",)
        assert scripted.taken_over[-1].library.ignore == ("/flat/lease.pdf",)
        for part in ("1 file and 31 passages are forgotten", "1,203 pieces of text", "4 passages stay", "snapshots"):
            assert part in text
        await pilot.press("escape")
        await wait_until(pilot, lambda: "5 files" in screen_text(pilot))
        assert "lease.pdf" not in screen_text(pilot)


async def test_forgetting_without_a_rule_and_with_something_left(
    app: AssistantApp, scripted: ScriptedAssistant, changes: ScriptedChanges, opened: Opened
) -> None:
    scripted.receipt = replace(scripted.receipt, leftovers=(Leftover("/home/ada/ledger-wal", 4096, "text"),))
    async with opened((100, 40)) as pilot:
        await move_to(pilot, ROOT)
        await pilot.press("f")
        await wait_until(pilot, lambda: isinstance(app.screen, ForgetDialog))
        await shown(pilot, "6 files in this folder")
        await pilot.press("space", "enter")
        await wait_until(pilot, lambda: "Something is left." in screen_text(pilot))
        assert "text at byte 4,096 of /home/ada/ledger-wal" in screen_text(pilot)
        await wait_until(pilot, lambda: scripted.prepared == ["open", "open"])
        assert "library" not in changes.values


async def test_a_folder_that_is_forgotten_is_no_longer_one_to_index(
    app: AssistantApp, changes: ScriptedChanges, opened: Opened
) -> None:
    changes.values = {"library": {"folders": (ROOT, "/home/ada/Notes")}}
    app.library.folders = (Path(ROOT), Path("/home/ada/Notes"))
    async with opened((100, 40)) as pilot:
        await move_to(pilot, ROOT)
        await pilot.press("f")
        await wait_until(pilot, lambda: isinstance(app.screen, ForgetDialog))
        await pilot.press("enter")
        await wait_until(pilot, lambda: "Nothing is left." in screen_text(pilot))
        assert changes.values["library"]["folders"] == ("/home/ada/Notes",)
        assert changes.values["library"]["ignore"] == ()
        assert app.library.known_roots() == (Path("/home/ada/Notes"),)
