"""Conversations of the app in the real ledger: redacted, found again, gone on with, honest about their files."""

from __future__ import annotations

import os
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import pytest
from textual.pilot import Pilot

from assistant.app.local import LocalAssistant
from assistant.app.open import open_assistant
from assistant.config.schema import Config
from assistant.domain.errors import LibraryBusy
from assistant.domain.scope import Scope
from assistant.tui.app import AssistantApp
from tests.journeys.conftest import ask, index, paths_below
from tests.tui.doubles.waiting import ask_to_end, screen_text, wait_until

LETTER = "# Notice\n\nThe tenant gives notice in writing, two months before the end of the quarter.\n"
QUESTION = "How does the tenant give notice? Write to ann@acme.org"


@pytest.fixture
def letters(tmp_path: Path) -> Path:
    folder = tmp_path / "letters"
    folder.mkdir()
    (folder / "letter.md").write_text(LETTER)
    (folder / "other.md").write_text("# Garden\n\nThe hedge is cut in June by the gardener.\n")
    return folder


@pytest.fixture
def real(tmp_path: Path, starter_models: Path, letters: Path) -> Iterator[LocalAssistant]:
    answers = {"generator": "extractive", "evidence_threshold": 0.0}
    config = Config.model_validate({"guard": {"policy": "standard"}, "answers": answers})
    opened = open_assistant(config, paths_below(tmp_path / "home", starter_models), owner=True)
    index(opened, letters)
    yield opened
    opened.close()


@asynccontextmanager
async def app_on(assistant: LocalAssistant) -> AsyncIterator[tuple[Pilot[Any], AssistantApp]]:
    app = AssistantApp(lambda: assistant)
    async with app.run_test(size=(110, 34)) as pilot:
        await wait_until(pilot, lambda: app.session.summary is not None)
        yield pilot, app


async def test_what_is_kept_is_what_the_log_stage_lets_through_and_follows_the_files(
    real: LocalAssistant, letters: Path, tmp_path: Path
) -> None:
    async with app_on(real) as (pilot, app):
        await ask_to_end(pilot, QUESTION)
        await wait_until(pilot, lambda: not app.asking.turns)
        (chat,) = real.chats.all()
        (turn,) = real.chats.turns(chat.id)
        assert "ann@acme.org" not in f"{chat.title}{turn.question}"
        assert "[EMAIL]" in turn.question
        assert [Path(quote.path).name for quote in turn.quotes] == ["letter.md"]
        assert not any(b"ann@acme" in file.read_bytes() for file in (tmp_path / "home").rglob("*") if file.is_file())
        (letters / "letter.md").rename(letters / "moved.md")
        app.library.index([letters])
        await wait_until(pilot, lambda: not app.session.library.running and "[1] moved.md" in screen_text(pilot))
        (letters / "moved.md").write_text(LETTER.replace("two", "three"))
        app.library.index([letters])
        await wait_until(pilot, lambda: "moved.md ! changed since" in screen_text(pilot))
        await pilot.press("ctrl+n", "ctrl+o")
        await wait_until(pilot, lambda: "1 conversation" in screen_text(pilot))
        await pilot.press("enter")
        await wait_until(pilot, lambda: "! changed since" in screen_text(pilot))
        await ask_to_end(pilot, "And by when?")
        await wait_until(pilot, lambda: not app.asking.turns)
        assert [one.number for one in real.chats.turns(chat.id)] == [1, 2]
        assert app.session.last is not None
        assert "notice" in app.session.last.searched_as


async def test_a_private_conversation_leaves_no_byte_in_the_home(real: LocalAssistant, tmp_path: Path) -> None:
    async with app_on(real) as (pilot, app):
        await pilot.press("ctrl+t")
        await ask_to_end(pilot, "Does the xylophonist give notice in writing?")
        await wait_until(pilot, lambda: not app.asking.turns)
        assert app.session.exchanges[-1].answer is not None
    assert real.chats.all() == []
    assert not any(b"xylophonist" in file.read_bytes() for file in (tmp_path / "home").rglob("*") if file.is_file())


async def test_beside_another_process_conversations_are_read_and_not_written(
    real: LocalAssistant, tmp_path: Path, starter_models: Path
) -> None:
    real.chats.add_turn(None, "asked before", "answered", "answered", "extractive", [])
    reader = open_assistant(Config(), paths_below(tmp_path / "home", starter_models), owner=False)
    try:
        with pytest.raises(LibraryBusy):
            reader.chats.delete(1)
        async with app_on(reader) as (pilot, _):
            await ask_to_end(pilot, "How does the tenant give notice?")
            await wait_until(pilot, lambda: "this conversation is not saved: Another process" in screen_text(pilot))
            await pilot.press("ctrl+o")
            await wait_until(pilot, lambda: "asked before" in screen_text(pilot))
            assert "read only" in screen_text(pilot)
        assert len(real.chats.all()) == 1
    finally:
        reader.close()


async def test_a_full_disk_leaves_the_answer_and_says_that_it_is_not_saved(real: LocalAssistant) -> None:
    async with app_on(real) as (pilot, app):
        connection = real.parts.library.database._connection
        (pages,) = connection.execute("PRAGMA page_count").fetchone()
        connection.execute(f"PRAGMA max_page_count = {pages}")  # from here SQLite itself says that the disk is full
        for _ in range(200):  # until the pages that are there are full
            if app.session.conversation.unsaved:
                break
            await ask_to_end(pilot, "How does the tenant give notice? " + "Tell it at length. " * 400)
            await wait_until(pilot, lambda: not app.asking.turns)
        assert "disk is full" in app.session.conversation.unsaved
        assert app.session.exchanges[-1].state in ("answered", "refused"), app.session.exchanges[-1].text
        connection.execute(f"PRAGMA max_page_count = {pages * 10}")
        await ask_to_end(pilot, "How does the tenant give notice?")
        await wait_until(pilot, lambda: not app.asking.turns and not app.session.conversation.unsaved)


def test_a_scope_of_dates_reaches_the_answer(real: LocalAssistant, letters: Path) -> None:

    os.utime(letters / "letter.md", (1_700_000_000, 1_700_000_000))  # November 2023
    index(real, letters)
    early = Scope(modified_before_ns=1_710_000_000 * 10**9)
    assert {Path(one.path).name for one in real.search("notice hedge tenant", 10, early)} == {"letter.md"}
    late = Scope(modified_after_ns=1_710_000_000 * 10**9)
    assert {Path(one.path).name for one in real.search("notice hedge tenant", 10, late)} == {"other.md"}
    (letters / "copy.md").write_text(LETTER)
    index(real, letters)
    assert {Path(one.path).name for one in real.search("tenant gives notice", 1, late)} == {"copy.md"}
    answer, _ = ask(real, "How does the tenant give notice?")
    assert answer.citations
