"""Names that would move a terminal's cursor, or be read backwards, come out escaped and parse back to the same name."""

from __future__ import annotations

import json
import os
import sys
import unicodedata
from dataclasses import asdict
from pathlib import Path

import pytest
from click.testing import CliRunner
from hypothesis import given
from hypothesis import strategies as st

from assistant.chat.export import as_json
from assistant.chat.told.shapes import answer_json
from assistant.cli.output import print_json
from assistant.cli.policy.cases import score
from assistant.domain.events import FileIndexed, FileMoved, RootMissing
from assistant.domain.records.answers import Answer, Citation
from assistant.domain.records.chats import StoredQuote, StoredTurn
from assistant.domain.records.documents import Chunk
from assistant.domain.records.passages import Passage
from assistant.text.clean import clean, json_text
from tests.guard.policies import write_policy

HOSTILE = {
    "escape": "\x1b[2Jname.md",
    "C1 escape": "\x9b2Jname.md",
    "next line": "a\x85b.md",
    "delete": "a\x7fb.md",
    "bell and backspace": "a\x07\x08b.md",
    "newline and tab": "a\n\tb\r.md",
    "bidi override": "invoice\u202efdp.md",
    "bidi isolate": "a\u2067b\u2069.md",
    "bidi marks": "a\u200e\u200f\u061cb.md",
    "line separator": "a\u2028b\u2029.md",
    "zero width": "a\u200b\u200d\ufeffb.md",
    "tags": "a\U000e0041\U000e007f.md",
    "fillers": "a\u3164\u115f\u034f.md",
    "no Unicode": "caf\udce9.md",
    "no character": "a\uffff\ufdd0.md",
}


def _is_safe(letter: str) -> bool:
    printable = unicodedata.category(letter)[0] not in "CZ" or letter == " "
    return letter == "\n" or (printable and clean(letter) == letter)


def check(printed: str) -> None:
    assert [letter for letter in printed if not _is_safe(letter)] == []


@pytest.fixture(params=HOSTILE)
def name(request: pytest.FixtureRequest) -> str:
    return f"/files/{HOSTILE[request.param]}"


def test_events_and_records(name: str, capsys: pytest.CaptureFixture[str]) -> None:
    events: list[FileIndexed | FileMoved | RootMissing]
    events = [FileIndexed(name, 1, 1, 0.1), FileMoved(name, f"{name}2"), RootMissing(name)]
    for event in events:
        print_json({"event": type(event).__name__, **asdict(event)})
    printed = capsys.readouterr().out
    check(printed)
    indexed, moved, missing = (json.loads(line) for line in printed.splitlines())
    assert (indexed["path"], moved["old_path"], moved["path"], missing["root"]) == (name, name, f"{name}2", name)


def test_an_answer_and_its_passages(name: str, capsys: pytest.CaptureFixture[str]) -> None:
    passage = Passage(Chunk(1, name, None, 0, 4, (), "", "text"), "text", 0.9, 1)
    answer = Answer("An answer [1].", False, "x", (Citation(1, name, None, "text", 0, 4),), (passage,), (), {})
    print_json(answer_json(answer, lambda text, path: text), 2)
    printed = capsys.readouterr().out
    check(printed)
    told = json.loads(printed)
    assert told["citations"][0]["path"] == told["passages"][0]["path"] == name


def test_an_exported_conversation(name: str) -> None:
    quote = StoredQuote(1, name, None, 0, 4, "text")
    text = as_json("Title", [StoredTurn(1, "Question?", "Answer.", "answered", "x", 0.0, (quote,))])
    check(text)
    assert json.loads(text)["turns"][0]["quotes"][0]["path"] == name


def test_the_lines_of_scores(name: str, tmp_path: Path) -> None:
    body = (
        "detectors: {d: {type: phrases, words: [tulip]}}\n"
        "rules: [{id: a, category: custom, stages: [input], detector: d, action: block}]\n"
    )
    policy = write_policy(tmp_path, body)
    data = tmp_path / "data.jsonl"
    data.write_text(json.dumps({"id": name, "stage": "input", "text": "tulip", "expect": "block"}) + "\n")
    done = CliRunner().invoke(score, ["d", "--policy", str(policy), "--data", str(data)])
    assert done.exception is None, done.output
    check(done.stdout)
    assert json.loads(done.stdout)["id"] == name


@pytest.mark.slow
def test_every_character_there_is() -> None:
    for start in range(0, sys.maxunicode + 1, 4096):
        letters = [chr(number) for number in range(start, start + 4096)]
        written = json_text(letters)
        check(written)
        assert json.loads(written) == letters


@given(st.recursive(st.text() | st.integers() | st.none(), lambda inner: st.dictionaries(st.text(), inner, max_size=3)))
def test_any_value_comes_back(value: object) -> None:
    for indent in (None, 2):
        written = json_text(value, indent=indent)
        check(written)
        assert json.loads(written) == value


def test_ordinary_letters_stay_readable() -> None:
    assert json_text({"größe": "Übersicht 日本語 čeština 😀"}) == '{"größe": "Übersicht 日本語 čeština 😀"}'


@pytest.mark.skipif(os.name != "posix", reason="Windows has no such names")
def test_what_a_person_reads_of_a_policy_is_clean(tmp_path: Path) -> None:
    from assistant.cli.policy.commands import command

    body = (
        'description: "\\e[2J\\u202e\\x9b2Jdescription"\n'
        "detectors: {d: {type: phrases, words: [tulip]}}\n"
        "rules: [{id: a, category: custom, stages: [input], detector: d, action: block}]\n"
    )
    policy = write_policy(tmp_path, body)
    done = CliRunner().invoke(command, ["show", str(policy)])
    assert done.exception is None, done.output
    check(done.stdout)
