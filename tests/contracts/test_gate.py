"""What every gate keeps: a policy's, one that writes its decisions down, and a scripted one."""

from __future__ import annotations

import threading
from collections.abc import Sequence
from pathlib import Path
from typing import get_args

import pytest

from assistant.domain.events import Blocked, Checked, Delta
from assistant.domain.ports.guard import Gate
from assistant.domain.records.verdicts import ACTION_ORDER, Stage
from assistant.guard.audit.record import AuditRecord
from assistant.guard.engine.build import gate_of
from tests.guard.policies import policy_from
from tests.guard.scripted import ScriptedGate
from tests.waiting import PATIENCE_S

STAGES: tuple[Stage, ...] = get_args(Stage)
POLICY = """
detectors:
  stop: {type: phrases, words: [stoppen]}
  hide: {type: phrases, words: [geheim], label: HIDDEN}
  tell: {type: phrases, words: [obacht]}
rules:
  - {id: stop, category: custom, stages: [input, retrieval, output, final, log], detector: stop, action: block}
  - {id: hide, category: custom, stages: [input, retrieval, output, final, log], detector: hide, action: redact}
  - {id: tell, category: custom, stages: [input, retrieval, output, final, log], detector: tell, action: warn}
"""
PLAIN = "The rent is due on the first. It is paid by standing order."
HIDDEN = "The plan is geheim today. The rest is known."
STOPPED = "The engine runs. It may stoppen here. And so on."


@pytest.fixture(params=["policy", "recorded", "scripted"])
def gate(request: pytest.FixtureRequest, tmp_path: Path) -> Gate:
    if request.param == "scripted":
        return ScriptedGate({"stoppen": "block", "geheim": "redact", "obacht": "warn"})
    recorder = AuditRecord(tmp_path / "audit") if request.param == "recorded" else None
    return gate_of(policy_from(tmp_path, POLICY), recorder=recorder)


def streamed(gate: Gate, pieces: Sequence[str]) -> tuple[list[Delta | Checked | Blocked], str]:
    stream = gate.open_stream()
    events = [event for piece in pieces for event in stream.feed(piece)] + stream.finish()
    shown = "".join(event.text for event in events if isinstance(event, Delta))
    assert shown == stream.released
    return events, shown


@pytest.mark.parametrize("stage", [stage for stage in STAGES if stage not in ("ingest", "prompt")])
def test_a_verdict_says_what_may_go_on(gate: Gate, stage: Stage) -> None:
    plain = gate.check(stage, PLAIN)
    assert (plain.stage, plain.action, plain.text, plain.findings) == (stage, "allow", PLAIN, ())
    told = gate.check(stage, "obacht, " + PLAIN)
    assert (told.action, told.text, len(told.findings)) == ("warn", "obacht, " + PLAIN, 1)
    hidden = gate.check(stage, HIDDEN)
    assert (hidden.action, hidden.text) == ("redact", HIDDEN.replace("geheim", "[HIDDEN]"))
    stopped = gate.check(stage, STOPPED)
    assert stopped.stops and stopped.text == "" and stopped.message


def test_findings_name_a_rule_and_a_place_in_the_text(gate: Gate) -> None:
    text = HIDDEN + " obacht"
    verdict = gate.check("final", text)
    assert verdict.rule and {finding.action for finding in verdict.findings} == {"redact", "warn"}
    assert sorted(text[slice(*finding.span)] for finding in verdict.findings if finding.span) == ["geheim", "obacht"]
    assert verdict.action == min((finding.action for finding in verdict.findings), key=ACTION_ORDER.index)


def test_an_empty_text_is_allowed(gate: Gate) -> None:
    assert gate.check("input", "").action == "allow"
    assert streamed(gate, []) == ([], "") and streamed(gate, ["", ""]) == ([], "")


@pytest.mark.parametrize("text", [PLAIN, HIDDEN, STOPPED, "obacht. " + HIDDEN])
def test_a_stream_decides_like_the_whole_however_it_is_cut(gate: Gate, text: str) -> None:
    whole = gate.check("output", text)
    for size in (1, 3, 1000):
        events, shown = streamed(gate, [text[at : at + size] for at in range(0, len(text), size)])
        assert isinstance(events[-1], Blocked) == whole.stops
        assert "geheim" not in shown and "stoppen" not in shown
        if not whole.stops:
            assert shown == whole.text
        rules = [one.rule for event in events if isinstance(event, Checked | Blocked) for one in event.verdict.findings]
        assert set(rules) == {finding.rule for finding in whole.findings}


def test_after_a_block_nothing_comes_out(gate: Gate) -> None:
    stream = gate.open_stream()
    events = [*stream.feed(STOPPED), *stream.finish()]
    assert isinstance(events[-1], Blocked)
    before = stream.released
    assert stream.feed("More. ") == [] and stream.finish() == [] and stream.released == before


def test_streams_know_nothing_of_each_other(gate: Gate) -> None:
    one, two = gate.open_stream(), gate.open_stream()
    one.feed("It may stop")
    two.feed("pen the door. ")
    one.finish()
    two.finish()
    assert (one.released, two.released) == ("It may stop", "pen the door. ")


def test_it_may_be_asked_by_many_threads(gate: Gate) -> None:
    found: list[str] = []
    threads = [threading.Thread(target=lambda: found.append(gate.check("final", HIDDEN).text)) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(PATIENCE_S)
    assert found == [HIDDEN.replace("geheim", "[HIDDEN]")] * 8


def test_the_policy_is_named_and_stays_the_same(gate: Gate) -> None:
    before = gate.policy
    gate.check("input", STOPPED)
    assert gate.policy == before and before.id and len(before.hash) == 64 and before.rules == 3
