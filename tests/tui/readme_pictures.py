"""Makes the README's pictures from the real app on the real sample archive.

    ASSISTANT_HOME=$PWD/.demo python -m tests.tui.readme_pictures docs/pictures

The home must hold an index of sample_docs (`make chat` makes one under .demo).
"""

from __future__ import annotations

import asyncio
import sys
from collections.abc import Callable
from pathlib import Path

from assistant.privacy.lockdown import seal
from assistant.tui.app import AssistantApp
from assistant.wiring import app_opener

_QUESTION = "How much notice does the lease ask for?"
_SIZE = (120, 36)
_PATIENCE_S = 60


async def main(target: Path) -> None:
    """Ask, open the first source, look at the library; one SVG each."""
    app = AssistantApp(app_opener())
    async with app.run_test(size=_SIZE) as pilot:
        await _until(lambda: app.session.summary is not None)
        for letter in _QUESTION:
            await pilot.press("space" if letter == " " else "question_mark" if letter == "?" else letter)
        await pilot.press("enter")
        await _until(lambda: app.session.last is not None and not app.session.last.is_open)
        await pilot.pause(0.5)
        await pilot.press("1")
        await pilot.pause(1.0)
        app.save_screenshot("chat.svg", str(target))
        await pilot.press("ctrl+b")
        await pilot.pause(1.0)
        app.save_screenshot("library.svg", str(target))
    app.runner.close()


async def _until(done: Callable[[], bool]) -> None:
    for _ in range(_PATIENCE_S * 10):
        if done():
            return
        await asyncio.sleep(0.1)
    raise TimeoutError("the app did not get there")


if __name__ == "__main__":
    seal()
    asyncio.run(main(Path(sys.argv[1])))
