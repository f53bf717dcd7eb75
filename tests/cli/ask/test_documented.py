"""The documentation of the JSON names every key that is printed, and none that is not."""

from __future__ import annotations

import re
from pathlib import Path

from assistant.chat.told.shapes import answer_json
from assistant.domain.records.answers import Answer
from assistant.domain.records.results import Coverage, ResultTable
from tests.tui.doubles.scripted_events import PASSAGES, a_verdict, citations


def test_docs_name_every_key_of_both_schemas(repository: Path) -> None:
    text = (repository / "docs" / "json.md").read_text("utf-8")
    _, first, second = re.split(r"^## Schema \d$", text, flags=re.MULTILINE)
    full = Answer(
        "x", False, "x", citations(), PASSAGES, (a_verdict(),), {"total": 1.0},
        table=ResultTable(("a",), (("b",),)), coverage=Coverage(1, 1, 0),
    )  # fmt: skip
    old, new = (answer_json(full, lambda text, _: text, schema) for schema in ("1", "2"))
    second = second.partition("\n## ")[0]  # other commands stand behind it
    assert keys_in(first) == {"schema", *old}
    assert keys_in(second) == set(new) - set(old)
    for key in (*old["citations"][0], *old["passages"][0], *old["verdicts"][0]):
        assert f"`{key}`" in first, key
    for key in (*new["table"], *new["coverage"]):
        assert f"`{key}`" in second, key


def keys_in(section: str) -> set[str]:
    return set(re.findall(r"^\| `(\w+)` \|", section, re.MULTILINE))
