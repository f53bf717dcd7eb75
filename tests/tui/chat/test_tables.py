"""Tables of answers on the screen: sorted by value, copied, and their citations opened."""

from __future__ import annotations

import csv
import io

from assistant.domain.events import Delta, Finished
from assistant.domain.records.answers import Answer
from assistant.domain.records.results import ResultTable
from assistant.tui.app import AssistantApp
from assistant.tui.screens.passage import PassageScreen
from assistant.tui.widgets.chat.result_grid import ResultGrid
from assistant.tui.widgets.key_bar import KeyBar
from tests.tui.conftest import Opened
from tests.tui.doubles.holders import visit
from tests.tui.doubles.scripted import ScriptedAssistant
from tests.tui.doubles.scripted_events import LEASE, LETTER, table_events
from tests.tui.doubles.waiting import ask_to_end, screen_text, wait_until


def shown(grid: ResultGrid, column: int = 0) -> list[str]:
    """The cells of a column, from the top."""
    return [grid.get_row_at(row)[column].plain for row in range(grid.row_count)]


async def test_a_table_is_sorted_by_value_and_back(scripted: ScriptedAssistant, opened: Opened) -> None:
    scripted.events = lambda _: table_events()
    async with opened((120, 40)) as pilot:
        await ask_to_end(pilot, "payslips")
        await pilot.press("alt+t")
        grid = pilot.app.screen.query_one(ResultGrid)
        assert grid.has_focus
        assert shown(grid) == ["june.pdf", "may.pdf", "april.pdf"]
        await pilot.press("right", "s")
        assert shown(grid) == ["may.pdf", "june.pdf", "april.pdf"]  # 99 before 1,884.20, nothing last
        await pilot.press("s")
        assert shown(grid) == ["june.pdf", "may.pdf", "april.pdf"]
        await pilot.press("right", "s")
        assert shown(grid) == ["april.pdf", "may.pdf", "june.pdf"]
        assert [str(column.label) for column in grid.ordered_columns][1:3] == ["Net pay", "Paid on \u25b2"]
        await pilot.press("escape")
        assert not grid.has_focus


async def test_a_click_on_a_heading_sorts(scripted: ScriptedAssistant, opened: Opened) -> None:
    scripted.events = lambda _: table_events()
    async with opened((120, 40)) as pilot:
        await ask_to_end(pilot, "payslips")
        await wait_until(pilot, lambda: "Net pay" in screen_text(pilot))
        grid = pilot.app.screen.query_one(ResultGrid)
        await pilot.click(ResultGrid, offset=(3, 0))
        await wait_until(pilot, lambda: shown(grid) == ["april.pdf", "june.pdf", "may.pdf"])


async def test_a_citation_in_a_cell_opens_its_source(scripted: ScriptedAssistant, opened: Opened) -> None:
    scripted.events = lambda _: table_events()
    async with opened() as pilot:
        await ask_to_end(pilot, "payslips")
        await pilot.press("alt+t", "s", "enter")  # april.pdf has none
        assert not isinstance(pilot.app.screen, PassageScreen)
        await pilot.press("down", "enter")  # june.pdf: the only one of its row
        await wait_until(pilot, lambda: isinstance(pilot.app.screen, PassageScreen))
        await wait_until(pilot, lambda: LEASE in screen_text(pilot))
        await pilot.press("escape")
        await pilot.press("down", "right", "right", "right", "enter")
        await wait_until(pilot, lambda: LETTER in screen_text(pilot))


async def test_it_is_copied_as_csv_and_as_markdown(scripted: ScriptedAssistant, opened: Opened) -> None:
    scripted.events = lambda _: table_events()
    async with opened() as pilot:
        app = pilot.app
        assert isinstance(app, AssistantApp)
        assert not app.screen.check_action("copy_csv", ())
        await ask_to_end(pilot, "payslips")
        copied: list[str] = []
        app.copy_to_clipboard = copied.append  # type: ignore[method-assign, assignment]
        await pilot.press("alt+c")
        await wait_until(pilot, lambda: len(copied) == 1)
        rows = list(csv.reader(io.StringIO(copied[0])))
        assert rows[1][:3] == ["june.pdf", "EUR 1,884.20", "2024-06-28"]
        assert rows[1][-1] == f"{LEASE}, page 7"
        await pilot.press("alt+m")
        await wait_until(pilot, lambda: len(copied) == 2)
        assert copied[1].startswith("| File | Net pay |")
        assert copied[1].endswith(f"[2] {LETTER}\n")
        assert copied[0] in scripted.logged and copied[1] in scripted.logged


async def test_text_before_and_after_stays_text_and_rows_come_one_by_one(
    scripted: ScriptedAssistant, opened: Opened
) -> None:
    lines = [
        "Before:\n",
        *(f"{line}\n" for line in ResultTable(("A", "B"), (("1", "x"), ("2", "y"))).lines()),
        "After.",
    ]
    told: list[int] = []
    scripted.events = lambda _: [*map(Delta, lines), Finished(Answer("".join(lines), False, "e"))]

    def pause() -> None:
        told.append(1)
        if len(told) == 5:
            scripted.hold()

    scripted.pause = pause
    async with opened() as pilot:
        app = pilot.app
        assert isinstance(app, AssistantApp)
        await pilot.press(*"go", "enter")
        await wait_until(pilot, lambda: [grid.row_count for grid in app.screen.query(ResultGrid)] == [1])
        scripted.release.set()
        await wait_until(pilot, lambda: app.session.open_exchange is None)
        await wait_until(pilot, lambda: "After." in screen_text(pilot))
        grid = app.screen.query_one(ResultGrid)
        assert shown(grid) == ["1", "2"]
        assert "Before:" in screen_text(pilot)


async def test_a_narrower_window_makes_the_columns_narrower(scripted: ScriptedAssistant, opened: Opened) -> None:
    scripted.events = lambda _: table_events()
    async with opened((120, 40)) as pilot:
        await ask_to_end(pilot, "payslips")
        await wait_until(pilot, lambda: "paid into your account" in screen_text(pilot))
        await pilot.resize_terminal(60, 40)
        grid = pilot.app.screen.query_one(ResultGrid)
        await wait_until(pilot, lambda: 0 < grid.virtual_size.width <= grid.size.width <= 56)


async def test_markup_in_a_cell_is_text(scripted: ScriptedAssistant, opened: Opened) -> None:
    text = "\n".join(ResultTable(("[red]A",), (("[@click=app.quit]x[/]\u202e",),)).lines())
    scripted.events = lambda _: [Delta(text), Finished(Answer(text, False, "e"))]
    async with opened() as pilot:
        await ask_to_end(pilot, "go")
        await wait_until(pilot, lambda: "[@click=app.quit]x[/]" in screen_text(pilot))
        assert "[red]A" in screen_text(pilot)


async def test_the_rows_of_a_table_are_seen_as_soon_as_it_has_the_keys(opened: Opened) -> None:
    async with opened((100, 30)) as pilot:
        await visit(pilot, "table")
        await wait_until(
            pilot, lambda: all(name in screen_text(pilot) for name in ("june.pdf", "may.pdf", "april.pdf"))
        )


async def test_the_mouse_over_the_keys_marks_one_without_another_layout(opened: Opened) -> None:
    async with opened((100, 30)) as pilot:
        bar, laid_out = pilot.app.screen.query_one(KeyBar), list[object]()
        await wait_until(pilot, lambda: bool(bar.items))
        pilot.app.screen.screen_layout_refresh_signal.subscribe(bar, laid_out.append, immediate=True)
        await pilot.hover(KeyBar, offset=(bar.items[1].start + 2, 0))
        await wait_until(pilot, lambda: bar.under == bar.items[1])
        await pilot.pause(0.1)
        assert not laid_out
        await pilot.press("ctrl+b")
        await pilot.press("escape")
        await wait_until(pilot, lambda: bool(laid_out))  # the signal does tell of layouts
