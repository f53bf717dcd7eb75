"""Rules at work: errors fail closed, scopes and exceptions hold, every rule reports."""

from __future__ import annotations

import math
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path

import pytest

from assistant.domain.errors import AssistantError, ModelMissing, ModelRefused
from assistant.domain.events import Blocked, Checked
from assistant.domain.records.documents import Chunk, Span
from assistant.domain.records.passages import Passage
from assistant.guard.audit.record import AuditRecord
from assistant.guard.audit.verify import read_entries
from assistant.guard.detectors.models import DetectorModels, ToxicitySettings
from assistant.guard.engine.build import gate_of
from assistant.guard.engine.gate import PolicyGate
from assistant.guard.matching.patterns import SEARCH_TIMEOUT_S, Pattern
from assistant.guard.toxicity.port import ToxicityScorer
from tests.guard.policies import gate_from, policy_from

TOX = """
detectors:
  tox: {type: toxicity}
rules:
  - id: toxic
    category: harassment
    stages: [input, output, final]
    detector: tox
    when: {label: toxicity, gte: 0.6}
    action: block
"""


class Scorer:
    """Scores by a word, or does something worse; good and bad in the trial at load."""

    identity = "scorer@1"

    def __init__(self, then: Callable[[str], float] | None = None) -> None:
        self.calls = 0
        self._then = then

    def score(self, texts: Sequence[str]) -> list[Mapping[str, float]]:
        self.calls += 1
        if self._then is not None and self.calls > 1:
            return [{"toxicity": self._then(text)} for text in texts]
        bad = ("nasty", "stupid", "pathetic")
        return [{"toxicity": 0.95 if any(word in text for word in bad) else 0.02} for text in texts]


def gate_with(folder: Path, scorer: ToxicityScorer, body: str = TOX) -> PolicyGate:
    return gate_of(policy_from(folder, body), models=DetectorModels(toxicity=lambda spec: scorer))


def _raise(text: str) -> float:
    raise RuntimeError(f"cannot score {text}")


def _sleep(text: str) -> float:
    time.sleep(5)
    return 0.0


@pytest.mark.promise("P11")
@pytest.mark.parametrize(
    ("trouble", "says"), [(_raise, "RuntimeError"), (_sleep, "TimeoutError"), (lambda _: math.nan, "not a number")]
)
def test_a_detector_that_fails_blocks_and_is_reported(
    tmp_path: Path, trouble: Callable[[str], float], says: str
) -> None:
    gate = gate_with(tmp_path, Scorer(trouble), TOX.replace("action: block", "action: block\n    timeout_ms: 50"))
    verdict = gate.check("input", "private words")
    assert (verdict.action, verdict.text, verdict.rule) == ("block", "", "toxic")
    assert says in verdict.message and "Policy not available" in verdict.message
    assert "private" not in verdict.message
    stream = gate.open_stream()
    events = [*stream.feed("Private words. "), *stream.finish()]
    assert [type(event) for event in events] == [Blocked] and stream.released == ""


def test_a_detector_that_fails_is_recorded(tmp_path: Path) -> None:
    gate = gate_of(
        policy_from(tmp_path, TOX),
        models=DetectorModels(toxicity=lambda spec: Scorer(_raise)),
        recorder=AuditRecord(tmp_path / "audit"),
    )
    assert gate.check("input", "private words").stops
    (entry,) = read_entries(tmp_path / "audit")
    assert (entry["rule"], entry["action"], entry["label"]) == ("toxic", "block", "error")
    assert entry["detector"] == "toxicity+scorer@1"
    assert "private" not in (tmp_path / "audit" / "audit.jsonl").read_text("utf-8")


@pytest.mark.control("P11")
def test_on_error_warn_lets_the_text_pass_and_says_so(tmp_path: Path) -> None:
    gate = gate_with(tmp_path, Scorer(_raise), TOX + "    on_error: warn\n")
    verdict = gate.check("input", "words")
    assert (verdict.action, verdict.text, verdict.findings[0].label) == ("warn", "words", "error")
    stream = gate.open_stream()
    events = [*stream.feed("One. Two. Three. "), *stream.finish()]
    assert sum(isinstance(event, Checked) for event in events) == 1  # said once, not for each sentence
    assert stream.released == "One. Two. Three. "


@pytest.mark.promise("P11")
def test_a_missing_model_blocks_every_text_with_the_remedy(tmp_path: Path) -> None:
    gate = gate_from(tmp_path, TOX)
    assert gate.policy.degraded == ("tox",)
    verdict = gate.check("input", "When is the lease up?")
    assert verdict.stops and "models pull" in verdict.message


def test_a_missing_model_with_on_error_warn_degrades(tmp_path: Path) -> None:
    gate = gate_from(tmp_path, TOX + "    on_error: warn\n")
    assert gate.policy.degraded == ("tox",)
    assert gate.check("input", "When is the lease up?").action == "allow"


@pytest.mark.parametrize("constant", [0.0, 0.5, 1.0, math.nan])
def test_a_model_with_one_score_for_everything_is_refused_at_load(tmp_path: Path, constant: float) -> None:
    class Constant(Scorer):
        def score(self, texts: Sequence[str]) -> list[Mapping[str, float]]:
            return [{"toxicity": constant} for _ in texts]

    gate = gate_with(tmp_path, Constant())
    assert gate.policy.degraded == ("tox",)
    assert gate.check("input", "hello").stops
    control = gate_with(tmp_path, Scorer())
    assert control.policy.degraded == () and not control.check("input", "hello").stops


def test_the_error_of_a_refused_model_is_its_own(tmp_path: Path) -> None:
    def refuse(spec: ToxicitySettings) -> ToxicityScorer:
        raise ModelRefused("The model file was changed.", "Pull it again.")

    gate = gate_of(policy_from(tmp_path, TOX), models=DetectorModels(toxicity=refuse))
    assert "The model file was changed." in gate.check("input", "x").message
    assert issubclass(ModelRefused, ModelMissing) and issubclass(ModelMissing, AssistantError)


def test_two_rules_of_one_detector_are_both_reported_and_it_runs_once(tmp_path: Path) -> None:
    body = TOX + "  - {id: also, category: hate, stages: [input], detector: tox, when: {gte: 0.5}, action: warn}\n"
    scorer = Scorer()
    gate = gate_with(tmp_path, scorer, body)
    calls = scorer.calls
    verdict = gate.check("input", "you nasty person")
    assert {finding.rule for finding in verdict.findings} == {"toxic", "also"}
    assert verdict.action == "block" and scorer.calls == calls + 2  # one run, in which a high score is looked at again


def test_no_overlap_setting_multiplies_the_calls(tmp_path: Path) -> None:
    text = "The rent is due on the first. " * 40
    counts = set()
    for overlap in (0, 100, 200, 1000):
        scorer = Scorer()
        gate = gate_with(tmp_path, scorer, TOX + f"streaming: {{overlap_chars: {overlap}}}\n")
        before = scorer.calls
        stream = gate.open_stream()
        for start in range(0, len(text), 7):
            stream.feed(text[start : start + 7])
        stream.finish()
        counts.add(scorer.calls - before)
    assert counts == {40}


def test_cheap_detectors_run_first_and_a_block_spares_the_model(tmp_path: Path) -> None:
    body = TOX.replace("detectors:", "detectors:\n  word: {type: phrases, words: [tulip]}")
    body += "  - {id: word, category: custom, stages: [input], detector: word, action: block}\n"
    scorer = Scorer()
    gate = gate_with(tmp_path, scorer, body)
    calls = scorer.calls
    assert gate.check("input", "tulip").rule == "word" and scorer.calls == calls


PHRASES = """
detectors:
  word: {type: phrases, words: [tulip], label: FLOWER}
rules:
  - id: word
    category: custom
    stages: [input, retrieval, output, final, log]
    detector: word
    action: redact
"""


def passage(path: str) -> Passage:
    return Passage(Chunk(1, path, 1, 0, 1, (), "", "x"), "x", 1.0, 1)


def test_a_rule_for_a_folder(tmp_path: Path) -> None:
    gate = gate_from(tmp_path, PHRASES + "    folder: medical\n")
    assert gate.check("retrieval", "a tulip", path="/home/a/Medical/x.md").text == "a [FLOWER]"
    for path in ("/home/a/medicals/x.md", "/home/a/medical.md", "", "/home/a/paramedical/x"):
        assert gate.check("retrieval", "a tulip", path=path).action == "allow"
    assert gate.check("final", "a tulip", passages=[passage("/b/medical/x.md"), passage("/c")]).action == "redact"
    assert gate.check("final", "a tulip", passages=[passage("/c/x.md")]).action == "allow"
    stream = gate.open_stream([passage("/b/medical/x.md")])
    stream.feed("a tulip. ")
    stream.finish()
    assert stream.released == "a [FLOWER]. "


def test_a_folder_alone_is_a_rule(tmp_path: Path) -> None:
    rule = "rules:\n  - {id: hr, category: privacy, stages: [retrieval], folder: /srv/hr, action: drop_passage}\n"
    gate = gate_from(tmp_path, rule)
    assert gate.check("retrieval", "pay", path="/srv/hr/a.md").action == "drop_passage"
    assert gate.check("retrieval", "pay", path="/home/srv/hr/a.md").action == "allow"  # absolute: from the root


def test_a_copy_elsewhere_does_not_take_a_file_out_of_its_folder(tmp_path: Path) -> None:
    rule = "rules:\n  - {id: hr, category: privacy, stages: [retrieval], folder: hr, action: drop_passage}\n"
    gate = gate_from(tmp_path, rule)
    here = passage("/a/shared/x.md")
    copied = replace(here, chunk=replace(here.chunk, also_at=("/a/hr/x.md",)))
    assert gate.check("retrieval", "pay", path=here.path, passages=[here]).action == "allow"
    assert gate.check("retrieval", "pay", path=copied.path, passages=[copied]).action == "drop_passage"
    gate = gate_from(tmp_path, PHRASES + "    except: [{folder: shared}]\n")
    assert gate.check("final", "a tulip", passages=[here]).action == "allow"
    assert gate.check("final", "a tulip", passages=[copied]).action == "redact"


def test_exceptions_by_text_and_by_folder(tmp_path: Path) -> None:
    gate = gate_from(tmp_path, PHRASES + "    except: [{text: 'Tulip fever'}, {folder: public}]\n")
    assert gate.check("final", "the tulip fever of 1637").action == "allow"
    assert gate.check("final", "a tulip, and the tulip fever").text == "a [FLOWER], and the tulip fever"
    assert gate.check("retrieval", "a tulip", path="/a/public/x.md").action == "allow"
    assert gate.check("retrieval", "a tulip", path="/a/private/x.md").action == "redact"
    mixed = [passage("/a/public/x.md"), passage("/a/private/x.md")]
    assert gate.check("final", "a tulip", passages=mixed).action == "redact"


def test_an_exception_is_waited_for_while_streaming(tmp_path: Path) -> None:
    body = PHRASES.replace("redact", "block") + "    except: [{text: 'tulip fever'}]\nstreaming: {max_chars: 40}\n"
    gate = gate_from(tmp_path, body)
    text = "It was a long long long long long tulip fever then."
    stream = gate.open_stream()
    events = [event for letter in text for event in stream.feed(letter)] + stream.finish()
    assert not any(isinstance(event, Blocked) for event in events) and stream.released == text


def test_observe_decides_and_changes_nothing(tmp_path: Path) -> None:
    gate = gate_from(tmp_path, "mode: observe\n" + PHRASES.replace("action: redact", "action: block"))
    verdict = gate.check("final", "a tulip")
    assert (verdict.action, verdict.text, verdict.findings[0].action) == ("log", "a tulip", "block")
    stream = gate.open_stream()
    events = [*stream.feed("a tulip. bye. "), *stream.finish()]
    assert stream.released == "a tulip. bye. "
    assert [event.verdict.action for event in events if isinstance(event, Checked)] == ["log"]
    assert gate.judge("final", "a tulip").action == "block"


def test_conditions(tmp_path: Path) -> None:
    class Two(Scorer):
        def score(self, texts: Sequence[str]) -> list[Mapping[str, float]]:
            return [{**scores, "threat": 0.7} for scores in super().score(texts)]

    for when, hit in {
        "{any: [{label: threat, gte: 0.8}, {label: toxicity, gte: 0.9}]}": True,
        "{all: [{label: threat, gte: 0.8}, {label: toxicity, gte: 0.9}]}": False,
        "{all: [{label: threat, gte: 0.6}, {label: toxicity, gte: 0.9}]}": True,
        "{label: threat, lt: 0.5}": False,
        "{lt: 0.75}": True,
        "{label: insult, gte: 0.1}": False,
    }.items():
        gate = gate_with(tmp_path, Two(), TOX.replace("{label: toxicity, gte: 0.6}", when))
        assert gate.check("input", "you nasty person").stops is hit, when


def test_the_strongest_action_decides_and_redactions_merge(tmp_path: Path) -> None:
    body = """
detectors:
  one: {type: phrases, words: [green tulip], label: ONE}
  two: {type: phrases, words: [tulip field], label: TWO}
rules:
  - {id: one, category: custom, stages: [log], detector: one, action: redact}
  - {id: two, category: custom, stages: [log], detector: two, action: redact}
  - {id: warned, category: custom, stages: [log], detector: two, action: warn}
"""
    verdict = gate_from(tmp_path, body).check("log", "a green tulip field here")
    assert verdict.text == "a [ONE] here" and verdict.action == "redact"
    assert {finding.rule for finding in verdict.findings} == {"one", "two", "warned"}


def test_messages_take_no_other_placeholder(tmp_path: Path) -> None:
    message = "action: block\n    message: '{rule} {stage} {category} {0.__class__} {x}'"
    verdict = gate_from(tmp_path, PHRASES.replace("action: redact", message)).check("log", "tulip")
    assert verdict.message == "word log custom {0.__class__} {x}"


LONG = """
detectors:
  mail: {type: pii, entities: [EMAIL]}
  size: {type: limits, max_chars: 300000}
rules:
  - {id: mail, category: privacy, stages: [ingest], detector: mail, action: log}
  - {id: size, category: limits, stages: [ingest], detector: size, action: log}
"""


def test_a_long_page_is_judged_piece_by_piece_and_each_finding_told_once(tmp_path: Path) -> None:
    """Every position of the borders of the pieces, among others; the size is that of the whole."""
    gate = gate_from(tmp_path, LONG)
    addresses = [f"user{number:05}@example.org" for number in range(1, 1000)]
    text = " ".join(f"{address} {'.' * 301}" for address in addresses)
    verdict = gate.check("ingest", text)
    spans = [one.span for one in verdict.findings if one.rule == "mail"]
    assert [text[slice(*span)] for span in spans if span] == addresses
    assert len(spans) == len(addresses)
    assert [one.rule for one in verdict.findings if one.rule == "size"] == ["size"]
    assert [one.rule for one in gate.check("ingest", text[:250_000]).findings if one.rule == "size"] == []


def test_a_search_never_sees_more_of_a_long_page_than_its_time_limit_is_for(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Megabytes on one page, in one search, ran out of time, and the file was kept out."""
    seen: list[int] = []
    spans = Pattern.spans

    def measured(self: Pattern, text: str, timeout_s: float = SEARCH_TIMEOUT_S) -> list[Span]:
        seen.append(len(text))
        return spans(self, text, timeout_s)

    monkeypatch.setattr(Pattern, "spans", measured)
    gate = gate_from(tmp_path, LONG.replace("type: pii, entities: [EMAIL]", "type: injection"))
    gate.check("ingest", "Explain how the pump ran for nine minutes.\n" * 5_000)
    assert 0 < max(seen) <= 20_000
