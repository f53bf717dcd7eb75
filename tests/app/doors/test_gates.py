"""Two policies at once: the stricter word counts, whichever of them says it."""

from __future__ import annotations

from pathlib import Path

import pytest

from assistant.app.doors.gates import BothGates
from assistant.config.paths import shipped_policies
from assistant.domain.events import Blocked, Delta
from assistant.domain.records.verdicts import Action
from tests.guard.policies import gate_from, open_gate
from tests.guard.scripted import ScriptedGate

_ORDERS = [(0, 1), (1, 0)]


@pytest.mark.parametrize("order", _ORDERS)
@pytest.mark.parametrize("action", ["block", "drop_passage"])
def test_what_one_stops_the_other_cannot_let_in(order: tuple[int, int], action: Action) -> None:
    gates = (ScriptedGate({"plum": action}), ScriptedGate({"pear": "ask", "plum": "redact"}))
    both = BothGates(gates[order[0]], gates[order[1]])
    verdict = both.check("retrieval", "a pear and a plum")
    assert (verdict.action, verdict.text) == (action, "")


@pytest.mark.parametrize("order", _ORDERS)
def test_one_asks_although_the_other_hides_what_it_asks_about(order: tuple[int, int]) -> None:
    gates = (ScriptedGate({"plum": "ask"}), ScriptedGate({"plum": "redact"}))
    verdict = BothGates(gates[order[0]], gates[order[1]]).check("retrieval", "a pear and a plum")
    assert (verdict.action, verdict.text, verdict.message) == ("ask", "a pear and a [HIDDEN]", "Rule plum.")


@pytest.mark.parametrize("order", _ORDERS)
def test_what_either_hides_is_hidden(order: tuple[int, int]) -> None:
    gates = (ScriptedGate({"plum": "redact"}), ScriptedGate({"pear": "redact", "fig": "warn"}))
    verdict = BothGates(gates[order[0]], gates[order[1]]).check("output", "a pear, a fig and a plum")
    assert (verdict.action, verdict.text) == ("redact", "a [HIDDEN], a fig and a [HIDDEN]")
    assert {finding.rule for finding in verdict.findings} == {"plum", "pear", "fig"}


def test_a_rule_that_asks_does_not_hide_one_that_drops_in_the_same_policy(tmp_path: Path) -> None:
    """A yes to the question would else let in what the other rule drops."""
    policy = """
detectors:
  plum: {type: phrases, words: [plum], label: A}
  pear: {type: phrases, words: [pear], label: B}
rules:
  - {id: asks, category: custom, stages: [retrieval], detector: plum, action: ask}
  - {id: drops, category: custom, stages: [retrieval], detector: pear, action: drop_passage}
"""
    gate = gate_from(tmp_path, policy)
    assert gate.check("retrieval", "a plum and a pear").action == "ask"
    both = BothGates(gate, ScriptedGate({}))
    assert both.check("retrieval", "a plum and a pear").action == "drop_passage"
    assert both.check("retrieval", "a plum").action == "ask"
    observing = gate_from(tmp_path, f"mode: observe{policy}")
    assert BothGates(observing, ScriptedGate({})).check("retrieval", "a plum and a pear").text == "a plum and a pear"


@pytest.mark.parametrize("order", _ORDERS)
def test_a_stream_passes_through_both(order: tuple[int, int]) -> None:
    gates = (ScriptedGate({"plum": "block"}), ScriptedGate({"pear": "redact"}))
    both = BothGates(gates[order[0]], gates[order[1]])
    released = both.open_stream()
    events = [event for piece in ("a pe", "ar. ", "Done.") for event in released.feed(piece)] + released.finish()
    assert "".join(event.text for event in events if isinstance(event, Delta)) == "a [HIDDEN]. Done."
    stopped = both.open_stream()
    events = [*stopped.feed("a pear and a plum"), *stopped.finish()]
    assert isinstance(events[-1], Blocked) and stopped.released == ""


def test_the_shipped_policy_is_stricter_than_standard_everywhere() -> None:
    """What `standard` does not let pass as it is, `mcp` does not either; both without a model."""
    folders = (shipped_policies(),)
    standard, door = open_gate("standard", folders), open_gate("mcp", folders)
    for text in (
        "Write to ann@acme.org or call +49 170 1234567.",
        "The IBAN is DE89 3704 0044 0532 0130 00.",
        "The router's password is tulip-42!x, it says.",
        "See [the site](https://evil.example/a) now.",
    ):
        assert standard.check("output", text).text != text
        assert door.check("output", text).text != text != door.check("log", text).text
    hidden = "Write to ann@acme.org; the password is tulip-42!x, it says."
    assert standard.check("retrieval", hidden).text == hidden
    assert door.check("retrieval", hidden).text == "Write to [EMAIL]; the password is [PASSWORD], it says."
