"""The real program that the cases are checked against: one set of models, and for each case the library of its files.

Invariant: a library holds the files of its case alone. They take the place of those of the case before, in the same
folder, and the program is told to look again, as a person would: so opened models serve all cases.
"""

from __future__ import annotations

import shutil
from collections.abc import Sequence
from pathlib import Path

from assistant.app.local import LocalAssistant
from assistant.app.open import open_assistant
from assistant.app.policies import measure_policy
from assistant.config.paths import Paths
from assistant.config.schema import AnswersConfig, Config
from assistant.domain.events import Finished
from assistant.domain.records.passages import Turn
from assistant.domain.stop import StopSignal
from tests.field.case import Check, Outcome, pack
from tests.ingest.parse.direct import DirectParser
from tests.ingest.parse.made import on_disk

_BEST = 2  # passages that a search is judged by


class Program:
    """An assistant that answers with quotes, and the folder that it reads."""

    def __init__(self, paths: Paths, folder: Path) -> None:
        self.folder = folder
        self._paths = paths
        self._assistant: LocalAssistant = open_assistant(
            Config(answers=AnswersConfig(generator="extractive")), paths, owner=True
        )

    def take(self, case: Path) -> None:
        """Make the library that of the files of `case`."""
        shutil.rmtree(self.folder, ignore_errors=True)
        pack(case, self.folder)
        self.look_again()

    def look_again(self) -> None:
        """Index what has changed in the folder."""
        for _ in self._assistant.index((self.folder,), StopSignal()):
            pass

    def outcome(self, check: Check) -> Outcome:
        """What the program does at a check of `ask`, `search` or `judge`."""
        if check.kind == "search":
            return self.search(check.asked[0])
        return self.judge(self.folder / check.asked[0]) if check.kind == "judge" else self.converse(check.asked)

    def search(self, text: str) -> Outcome:
        found = self._assistant.search(text, _BEST)
        shown = "\n".join(f"{Path(passage.path).name}: {passage.text}" for passage in found)
        return Outcome(shown, Path(found[0].path).name if found else "", not found)

    def converse(self, questions: Sequence[str]) -> Outcome:
        """The answer to the last question."""
        history: list[Turn] = []
        outcome = Outcome("")
        for question in questions:
            *_, last = self._assistant.ask(question, history=history)
            assert isinstance(last, Finished)
            answer = last.answer
            history.append(Turn(question, answer.text, answer.task))
            files = [Path(citation.path).name for citation in answer.citations]
            shown = "\n".join([answer.text, *files, *(citation.quote for citation in answer.citations)])
            outcome = Outcome(shown, files[0] if files else "", answer.refused or answer.blocked)
        return outcome

    def judge(self, decisions: Path) -> Outcome:
        """Nothing if each line of the file is decided as it says, else the lines that are not."""
        report = measure_policy("standard", self._paths, decisions).report
        return Outcome("\n".join(f"{failure.id}: {failure.problem}" for failure in report.failures))

    def close(self) -> None:
        self._assistant.close()


def read_text(file: Path) -> tuple[str, str]:
    """The text that the readers make of a file, and what they note about it."""
    document = DirectParser().parse(on_disk(file))
    return "\n".join(page.text for page in document.pages), "\n".join(document.notes)
