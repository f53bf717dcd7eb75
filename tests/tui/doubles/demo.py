"""The app on the scripted assistant, to look at by hand: python -m tests.tui.doubles.demo"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from assistant.config.schema import LibraryConfig
from assistant.domain.events import AnswerEvent, Checked
from assistant.tui.app import run_app
from tests.tui.doubles.scripted import ScriptedAssistant, slowly
from tests.tui.doubles.scripted_events import (
    a_verdict,
    answer_events,
    blocked_events,
    index_events,
    own_words_events,
    refusal_events,
    table_events,
)
from tests.tui.doubles.scripted_overview import ScriptedOverview


def _events(question: str) -> Sequence[AnswerEvent]:
    if "parrot" in question:
        return refusal_events()
    if "bomb" in question:
        return blocked_events()
    if "payslips" in question:
        return table_events()
    if "hello" in question:
        return own_words_events()
    if "long" in question:
        return answer_events("This is a sentence of a long answer, one of many. " * 400)
    return answer_events(checks=[Checked(a_verdict())])


def main() -> None:
    """Open the app on a script: "parrot" is refused, "bomb" blocked, "payslips" a table, "hello" talk, "long" long."""
    assistant = ScriptedAssistant()
    assistant.pause = slowly(0.3)
    assistant.events = _events
    assistant.indexing = index_events(40)
    run_app(
        lambda: assistant,
        reads=lambda: LibraryConfig(folders=(str(Path.home()),), watch=False),
        overview=ScriptedOverview,
    )


if __name__ == "__main__":
    main()
