"""What `ask` prints beside the answer."""

from __future__ import annotations

from assistant.cli.output import answer_json
from assistant.core.paths import shipped_policies
from assistant.core.records import Answer, Chunk, Passage
from assistant.guard.build import open_gate

TEXT = "Mrs Laura Jones was seen on Monday. Call +49 170 1234567."


def test_passages_pass_the_rules_of_what_is_kept() -> None:
    gate = open_gate("clinic", (shipped_policies(),))
    passage = Passage(Chunk(1, "/a/letter.md", None, 0, len(TEXT), (), "", TEXT), TEXT, 0.9, 1)
    shown = answer_json(
        Answer("An answer.", False, "x", (), (passage,), (), {}), lambda text: gate.check("log", text).text
    )
    assert [one["text"] for one in shown["passages"]] == ["Mrs [PERSON-1] was seen on Monday. Call +•• ••• •••••67."]
