"""Makes the README's pictures from the real app on the real sample archive, as a person of its household sees it.

    python -m tests.tui.readme_pictures docs/pictures /home/nora

The second folder must not exist yet. It is the home of that person while the pictures are taken: a copy of sample_docs
and of the policies lies there, and a link to the starter models. It is removed at the end.
"""

from __future__ import annotations

import asyncio
import os
import re
import shutil
import sys
from collections.abc import Callable
from pathlib import Path

from textual.pilot import Pilot

from assistant.app.changes import LocalChanges
from assistant.app.open import app_opener
from assistant.app.overview import LocalOverview
from assistant.config.paths import find_paths, shipped_policies
from assistant.sandbox.lockdown import seal
from assistant.tui.app import AssistantApp
from tests.starter import starter_models_folder
from tests.tui.doubles.waiting import ask_to_end, screen_text, wait_until

_SIZE = (120, 34)
_PATIENCE_S = 400
_QUESTIONS = (
    "How much notice does the lease ask for?",
    "What is the excess for water damage?",
    "What is the wifi password?",
)


def lay_out(home: Path, models: Path) -> Path:
    """A person's folders: documents, models and policies. Returns the documents."""
    os.umask(0o077)
    home.mkdir(parents=True)
    shutil.copytree("sample_docs", home / "Documents", ignore=shutil.ignore_patterns("questions.yaml"))
    paths = find_paths()
    paths.models.parent.mkdir(parents=True)
    paths.models.symlink_to(models)
    shutil.copytree(shipped_policies(), paths.policies)
    return home / "Documents"


def all_are_counted(app: AssistantApp) -> bool:
    """Whether the status line counts every file that was read."""
    read = sum(file.state == "indexed" for file in app.session.library.files)
    return app.session.summary is not None and app.session.summary.files == read


class Pictures:
    """One SVG a screen, under the name of what is on it."""

    def __init__(self, pilot: Pilot[None], app: AssistantApp, target: Path) -> None:
        self._pilot, self._app, self._target = pilot, app, target

    async def take(self, name: str, wanted: str) -> None:
        """Wait until `wanted` stands on the screen, then write `name`.svg."""
        await self.until(lambda: wanted in screen_text(self._pilot))
        await self._pilot.pause(0.3)
        svg = self._app.export_screenshot(title="assistant", simplify=True)
        # The fonts are the reader's own: a picture fetches nothing.
        svg = re.sub(r"@font-face \{.*?\}\s*", "", svg, flags=re.DOTALL)
        (self._target / f"{name}.svg").write_text(svg, encoding="utf-8")

    async def until(self, condition: Callable[[], bool]) -> None:
        await wait_until(self._pilot, condition, _PATIENCE_S)


async def take_all(target: Path, documents: Path) -> None:
    """From the first start to the question behind an answer."""
    paths = find_paths()
    app = AssistantApp(app_opener(), overview=lambda: LocalOverview(paths), changes=lambda: LocalChanges(paths))
    app.animation_level = "none"
    async with app.run_test(size=_SIZE) as pilot:
        pictures = Pictures(pilot, app, target)
        await pictures.until(lambda: app.session.summary is not None)
        await pictures.take("first-run", "would be read")
        await pilot.press("ctrl+g")
        await pictures.until(lambda: app.session.library.state == "finished" and bool(app.session.library.files))
        app.clear_notifications()
        await pictures.until(lambda: not (app.session.summary and app.session.summary.banner))
        await pictures.until(lambda: all_are_counted(app))
        for question in reversed(_QUESTIONS):
            await ask_to_end(pilot, question)
        await pilot.press("2")  # the page that says how long the notice is
        await pictures.take("chat", "page 6")
        await pilot.press("f8")
        await pictures.take("explain", "Why this answer")
        await pilot.press("escape", "ctrl+b", "x")
        await pictures.take("library", "only problems")
        await pilot.press("escape", "escape", "f2")
        await pictures.take("policy", "rules in force")
        await pilot.press("escape", "f3")
        await pictures.take("models", "to pull")
        await pilot.press("escape", "f4")
        await pictures.take("settings", "library.watch")
        await pilot.press("escape", "ctrl+o")
        await pictures.take("history", "1 conversation")
    app.runner.close()
    assert documents.is_dir()


def main() -> None:
    """Lay out, seal, take the pictures, and clear away what was laid out."""
    target, home = Path(sys.argv[1]), Path(sys.argv[2])
    if home.exists():
        sys.exit(f"{home} exists. Name a folder that does not: it is removed at the end.")
    models = starter_models_folder()
    os.environ["HOME"] = str(home)
    os.environ.pop("ASSISTANT_HOME", None)
    documents = lay_out(home, models)
    try:
        seal()
        asyncio.run(take_all(target, documents))
    finally:
        shutil.rmtree(home)


if __name__ == "__main__":
    main()
