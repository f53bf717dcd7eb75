"""Policy files: what is refused, and that the refusal says where and what instead."""

from __future__ import annotations

import dataclasses
from pathlib import Path

import pytest

from assistant.domain.errors import PolicyError
from assistant.guard.engine.build import gate_of
from assistant.guard.engine.conditions import describe_condition
from assistant.guard.policy.listing import list_policies
from assistant.guard.policy.load import load_policy, load_policy_file
from assistant.guard.policy.schema import Condition
from assistant.guard.policy.strict_yaml import MAX_BYTES
from tests.guard.policies import policy_from, write_policy

RULE = "rules:\n  - {id: a, category: custom, stages: [input], detector: d, action: block}\n"
DETECTOR = "detectors:\n  d: {type: phrases, words: [tulip]}\n"


def refused(folder: Path, body: str) -> PolicyError:
    with pytest.raises(PolicyError) as caught:
        gate_of(policy_from(folder, body))
    return caught.value


@pytest.mark.promise("P11")
@pytest.mark.parametrize(
    ("body", "line", "key", "says"),
    [
        ("modus: enforce\n", 3, "modus", "mode"),
        (DETECTOR + RULE.replace("action", "acton"), 6, "rules.0.acton", "action"),
        ("detectors:\n  d: {type: phrases, word: [tulip]}\n", 4, "detectors.d.word", "words"),
        ("detectors:\n  d: {type: frases, words: [tulip]}\n", 4, "detectors.d", "phrases"),
        (DETECTOR + RULE.replace("block", "stop"), 6, "rules.0.action", "block"),
        (DETECTOR + RULE.replace("custom", "costum"), 6, "rules.0.category", "custom"),
        (DETECTOR + RULE.replace("detector: d", "detector: dd"), 6, "rules.0.detector", "'d'"),
        ("streaming: {mode: holdback, unit: sentence, max_char: 300}\n", 3, "streaming.max_char", "max_chars"),
        ("streaming: {mode: stream_first}\n", 3, "streaming.mode", "holdback"),
        ("defaults: {on_error: ignore}\n", 3, "defaults.on_error", "block"),
        ("tests:\n  - {stage: input, text: a, expects: allow}\n", 4, "tests.0.expects", "expect"),
        ("tests:\n  - {stage: input, text: a, expect: allow, rule: nix}\n", 4, "tests.0.rule", "nix"),
        ("extends: [nowhere]\n", 3, "extends.0", "nowhere"),
    ],
)
def test_an_error_names_file_line_key_and_what_was_meant(
    tmp_path: Path, body: str, line: int, key: str, says: str
) -> None:
    error = refused(tmp_path, body)
    assert (error.line, error.key, Path(error.file).name) == (line, key, "test.yaml")
    assert f"test.yaml, line {line}" in error.message
    assert says in str(error)


@pytest.mark.promise("P11")
@pytest.mark.parametrize(
    "body",
    [
        "a: &x [1, 2]\nb: *x\n",  # an alias
        'a: &a ["x"]\nb: &b [*a,*a]\nc: &c [*b,*b]\n',  # the classic bomb
        "description: &d text\n",  # an anchor alone
        "description: !!python/object/apply:os.system ['true']\n",
        "description: !!str text\n",
        "description: a\ndescription: b\n",  # twice the same key
        "<<: {description: a}\n",  # a merge key
        "---\nschema: 1\n",  # two documents
        "description: [unclosed\n",
        "\tdescription: tab\n",
        "description: " + "[" * 200 + "]" * 200 + "\n",
        "? [complex, key]\n: value\n",
        "description: 'a\x00b'\n",
    ],
)
def test_hostile_yaml_is_refused(tmp_path: Path, body: str) -> None:
    assert refused(tmp_path, body).file


@pytest.mark.parametrize(
    ("bounds", "key"),
    [
        ("{gte: .nan}", "gte"),
        ("{gte: 1.5}", "gte"),
        ("{gte: -0.1}", "gte"),
        ('{gte: "0.5"}', "gte"),
        ("{gte: 1e99}", "gte"),
        ("{gte: yes}", "gte"),
        ("{any: []}", "when"),
        ("{gte: 0.5, any: [{gte: 0.1}]}", "when"),
    ],
)
def test_a_bound_is_a_number_from_0_to_1(tmp_path: Path, bounds: str, key: str) -> None:
    assert key in refused(tmp_path, DETECTOR + RULE.replace("action", f"when: {bounds}, action")).key


def test_words_of_yaml_1_1_stay_words(tmp_path: Path) -> None:
    body = "detectors:\n  d: {type: phrases, words: [no, yes, off, 'on']}\n" + RULE
    spec = policy_from(tmp_path, body).detectors["d"]
    assert spec.model_dump()["words"] == ("no", "yes", "off", "on")


@pytest.mark.parametrize(
    "data", [b"", b"# nothing\n", b"- a\n", b"text", b"\xff\xfe\x00", b"a: \x80", b"x" * (MAX_BYTES + 1)]
)
def test_a_file_that_is_no_policy_is_refused(tmp_path: Path, data: bytes) -> None:
    (tmp_path / "test.yaml").write_bytes(data)
    with pytest.raises(PolicyError) as caught:
        load_policy("test", [tmp_path])
    assert Path(caught.value.file).name == "test.yaml"


@pytest.mark.parametrize("name", ["missing", "../base", "a/b", "", "A", "x" * 80, "..", "base.yaml/../base"])
def test_a_missing_or_unsafe_name_is_refused(tmp_path: Path, name: str) -> None:
    with pytest.raises(PolicyError):
        load_policy(name, [tmp_path])


@pytest.mark.parametrize(
    "action_stage", ["ask, stages: [output]", "drop_passage, stages: [input]", "rewrite, stages: [output]"]
)
def test_an_action_has_its_stages(tmp_path: Path, action_stage: str) -> None:
    action, stages = action_stage.split(", ", 1)
    body = f"rules:\n  - {{id: a, category: custom, {stages}, detector: d, action: {action}}}\n"
    assert "not possible" in refused(tmp_path, DETECTOR + body).message


@pytest.mark.parametrize("category", ["child_safety", "secrets"])
def test_some_categories_are_never_asked_about(tmp_path: Path, category: str) -> None:
    body = f"rules:\n  - {{id: a, category: {category}, stages: [input], detector: d, action: ask}}\n"
    assert "not allowed" in refused(tmp_path, DETECTOR + body).message
    by_default = "defaults: {action: ask}\n" + DETECTOR + body.replace(", action: ask", "")
    assert "not allowed" in refused(tmp_path, by_default).message


@pytest.mark.parametrize(
    "pattern",
    [
        "(a|a)+$",
        "(a+)+$",
        "(x+x+)+y",
        "([a-zA-Z]+)*$",
        "x{100000000}",
        "(?:a{1000}){1000}",
        "(",
        "a*",
        "(?P<x>a)(?P<x>b)\\",
        "[",
        "(?:x{200}){200}",
    ],
)
def test_a_pattern_that_is_wrong_or_endless_is_refused(tmp_path: Path, pattern: str) -> None:
    body = f"detectors:\n  d: {{type: phrases, patterns: ['{pattern}']}}\n" + RULE
    error = refused(tmp_path, body)
    assert "test.yaml, line 4: detector 'd': Pattern" in error.message and error.line == 4


@pytest.mark.parametrize(
    "pattern", ["[\\w.]+@[\\w.]+", "(?:\\w+ ){1,5}tulip", "\\bproject\\s+tulip\\b", "(?:[a-z]++ )+x"]
)
def test_an_ordinary_pattern_is_not_taken_for_an_endless_one(tmp_path: Path, pattern: str) -> None:
    body = f"detectors:\n  d: {{type: phrases, patterns: ['{pattern}']}}\n" + RULE
    assert policy_from(tmp_path, body).rules


@pytest.mark.parametrize("body", ["", "rules: []\n", "extends: [parent]\nwithout: [a]\n"])
def test_a_policy_that_would_check_nothing_is_refused(tmp_path: Path, body: str) -> None:
    write_policy(tmp_path, DETECTOR + RULE, "parent")
    assert "without a rule" in refused(tmp_path, body).message


def test_extends_replaces_by_id_and_removes_by_name(tmp_path: Path) -> None:
    two = "  - {id: b, category: custom, stages: [log], detector: d, action: redact}\n"
    write_policy(tmp_path, DETECTOR + RULE + two, "parent")
    changed = RULE.replace("block", "warn")
    child = policy_from(tmp_path, "extends: [parent]\nwithout: [b]\n" + changed, "child")
    assert [(rule.id, rule.action, rule.source) for rule in child.rules] == [("a", "warn", "child.yaml:6")]
    assert [path.name for path in child.files] == ["parent.yaml", "child.yaml"]
    assert "b2" in refused(tmp_path, "extends: [parent]\nwithout: [b2]\n").message


def test_a_circle_is_refused(tmp_path: Path) -> None:
    write_policy(tmp_path, "extends: [two]\n", "one")
    write_policy(tmp_path, "extends: [one]\n", "two")
    with pytest.raises(PolicyError, match="in turn"):
        load_policy("one", [tmp_path])


def test_the_own_folder_comes_first_and_may_extend_the_shipped_one(tmp_path: Path, repository: Path) -> None:
    own = tmp_path / "own"
    own.mkdir()
    (own / "base.yaml").write_text("schema: 1\nid: base\nextends: [base]\ndescription: mine\n", encoding="utf-8")
    folders = [own, repository / "policies"]
    policy = load_policy("base", folders)
    assert policy.description == "mine"
    assert len(policy.rules) == len(load_policy("base", folders[1:]).rules)
    entries = {(entry.file.parent.name, entry.name): entry for entry in list_policies(folders)}
    assert entries["policies", "base"].hidden and not entries["own", "base"].hidden


def test_a_broken_policy_is_listed_with_its_error(tmp_path: Path) -> None:
    write_policy(tmp_path, "modus: x\n", "broken")
    (entry,) = list_policies([tmp_path])
    assert entry.name == "broken" and "line 3" in entry.error


def test_a_name_and_an_id_agree(tmp_path: Path) -> None:
    write_policy(tmp_path, DETECTOR + RULE, "one").rename(tmp_path / "two.yaml")
    with pytest.raises(PolicyError, match="is not the file's name"):
        load_policy("two", [tmp_path])
    assert load_policy_file(tmp_path / "two.yaml", []).id == "one"


@pytest.mark.promise("P13")
def test_a_loaded_policy_cannot_be_changed(tmp_path: Path) -> None:
    policy = policy_from(tmp_path, DETECTOR + RULE)
    with pytest.raises(dataclasses.FrozenInstanceError):
        policy.mode = "observe"  # type: ignore[misc]
    with pytest.raises(TypeError):
        policy.detectors["d"] = policy.detectors["d"]  # type: ignore[index]
    with pytest.raises(ValueError, match="frozen"):
        policy.rules[0].when.gte = 0.1  # type: ignore[misc]


def test_the_hash_covers_what_decides(tmp_path: Path) -> None:
    one = policy_from(tmp_path, DETECTOR + RULE)
    same = policy_from(tmp_path, "description: other words\n" + DETECTOR + RULE)
    other = policy_from(tmp_path, DETECTOR + RULE.replace("block", "warn"))
    assert one.hash == same.hash != other.hash


def test_the_hash_of_a_stage_covers_what_decides_there(tmp_path: Path) -> None:
    def hashes(body: str, unavailable: tuple[str, ...] = ()) -> tuple[str, str]:
        policy = policy_from(tmp_path, body)
        return policy.stage_hash("ingest", unavailable), policy.stage_hash("output", unavailable)

    two = """
detectors:
  herons: {type: phrases, words: [heron]}
  ponds: {type: phrases, words: [pond]}
rules:
  - {id: no-herons, category: custom, stages: [ingest], detector: herons, action: block}
  - {id: no-ponds, category: custom, stages: [output], detector: ponds, action: block}
"""
    ingest, output = hashes(two)
    assert ingest != output
    assert hashes(two.replace("[pond]", "[lake]")) == (ingest, hashes(two.replace("[pond]", "[lake]"))[1])
    for other in (two.replace("[heron]", "[crane]"), two.replace("herons, action: block", "herons, action: log")):
        assert hashes(other)[0] != ingest and hashes(other)[1] == output
    assert hashes("mode: observe" + two)[0] != ingest
    assert hashes(two, ("herons",))[0] != ingest and hashes(two, ("herons",))[1] == output


def test_a_condition_in_words() -> None:
    one, other = Condition(gte=0.5), Condition(label="e-mail", lt=0.25)
    assert describe_condition(one) == "0.50 or more"
    assert describe_condition(Condition(gte=0.25, lt=0.5)) == "0.25 or more and less than 0.50"
    assert describe_condition(Condition(label="e-mail")) == "e-mail"
    assert describe_condition(Condition(any=(one, other))) == "one of: 0.50 or more; e-mail with less than 0.25"
    assert describe_condition(Condition(all=(one, other))) == "each of: 0.50 or more; e-mail with less than 0.25"
