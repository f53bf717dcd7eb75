"""Newcomer 20 and 21 with real answers: without a command, with a text on standard input, going on."""

from __future__ import annotations

import json
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from tests.cli.called import Called, call, make_home
from tests.newcomer.archive import PAPERS, make_archive
from tests.starter import SMALL_LANGUAGE_MODEL

ROLLS = b"# Caraway rolls\n\nTake 600 g of strong flour. Wilhelmina bakes them for 17 minutes.\n\nThey freeze well.\n"
BILLS = b"date,what,amount\n2024-01-02,bread,4.50\n2024-01-09,milk,1.20\n2024-02-01,bread,4.60\n"


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory, starter_models: Path) -> Path:
    return make_archive(tmp_path_factory.mktemp("pipes"), starter_models)


@pytest.fixture(scope="module")
def asked(home: Path) -> dict[str, Called]:
    """What was asked one after the other, and what came of it."""
    first = {"nothing to go on with": call(home, "-c", "and the cat?")}
    return first | {
        name: call(home, *arguments, given=given)
        for name, arguments, given in (
            ("words", ("how", "much", "notice", "does", "the", "lease", "ask", "for"), None),
            ("private", ("ask", "--private", "When does the cat eat?"), None),
            ("going on", ("-c", "-v", "--json", "and who has to get it?"), None),
            ("hello", ("-c", "--json", "hello"), None),
            ("what it can do", ("-c", "--json", "what can you do?"), None),
            ("after that", ("-c", "--json", "and the bicycle?"), None),
            ("thanks", ("ask", "--private", "--json", "thanks!"), None),
            ("question", ("ask", "-", "--json"), b"What did the bicycle cost?\n"),
            ("text", ("ask", "-v", "How", "much", "flour?"), ROLLS),
            ("summary", ("ask", "summarise"), ROLLS),
            ("table", ("ask", "how much for bread in total", "--json"), BILLS),
            ("not there", ("ask", "What did the bicycle cost?"), ROLLS),
            ("kept out", ("ask", "What is it?"), b"The plan of the vault, room by room.\n"),
            ("limited", ("ask", "--type", ".pdf", "What did the bicycle cost?"), None),
        )
    }


def test_newcomer_21_words_without_a_command_are_asked(asked: dict[str, Called]) -> None:
    done = asked["words"]
    assert done.code == 0, done.err
    assert "notice of three months" in done.out and "lease.md" in done.out


def test_newcomer_21_a_question_comes_on_standard_input(asked: dict[str, Called]) -> None:
    assert "840.00" in asked["question"].json["answer"]


def test_newcomer_21_a_text_on_standard_input_is_asked_instead_of_the_library(asked: dict[str, Called]) -> None:
    done = asked["text"]
    assert done.code == 0, done.err
    assert "600 g of strong flour" in done.out and "[1] standard input" in done.out
    assert ".md" not in done.out
    assert "They freeze well." in asked["summary"].out or "600 g" in asked["summary"].out
    refused = asked["not there"]
    assert refused.code == 5 and "Nothing in what was given answers this." in refused.err
    assert "bicycle.md" not in refused.err and "add the folder" not in refused.err and "< /dev/null" in refused.err


def test_newcomer_21_a_table_on_standard_input_is_added_up(asked: dict[str, Called]) -> None:
    found = asked["table"].json
    assert found["task"] == "table" and "9.10" in found["answer"]


def test_newcomer_21_a_text_on_standard_input_passes_the_rules(asked: dict[str, Called]) -> None:
    kept_out = asked["kept out"]
    assert kept_out.code == 4 and "room by room" not in kept_out.out + kept_out.err
    assert "Wilhelmina" not in asked["text"].out + asked["summary"].out


def test_newcomer_21_a_text_on_standard_input_is_kept_nowhere(asked: dict[str, Called], home: Path) -> None:
    held = b"".join(file.read_bytes() for file in home.rglob("*") if file.is_file() and "models" not in file.parts)
    assert b"three months" in held  # what is kept would be found
    for text in (b"strong flour", b"How much flour", b"freeze", b"room by room", b"milk"):
        assert text not in held, text


def test_newcomer_21_a_conversation_goes_on(asked: dict[str, Called], home: Path) -> None:
    nothing = asked["nothing to go on with"]
    assert nothing.code == 5 and "No conversation of the command line" in nothing.err
    done = asked["going on"]
    assert done.code == 0, done.err
    assert "going on with \u201chow much notice" in done.err
    assert "Ferrant" in done.json["answer"] and done.json["citations"][0]["path"].endswith("lease.md")
    with closing(sqlite3.connect(home / "library" / "ledger.sqlite3")) as ledger:
        turns = ledger.execute("SELECT chat_id, question FROM chat_turns ORDER BY id").fetchall()
    questions = [question for _, question in turns]
    assert questions[:2] == ["how much notice does the lease ask for", "and who has to get it?"]
    assert len({chat for chat, _ in turns[:2]}) == 1
    assert "When does the cat eat?" not in questions  # asked in private
    assert "What did the bicycle cost?" in questions[2:]  # the one that is limited, refused


def test_newcomer_5_talk_is_no_search_and_no_follow_up(asked: dict[str, Called]) -> None:
    for name in ("hello", "thanks"):
        assert asked[name].code == 0 and asked[name].json["task"] == "talk", name
    assert asked["what it can do"].json["task"] == "about"
    assert not any(asked[name].json["citations"] for name in ("hello", "thanks", "what it can do"))
    assert "can you do" not in asked["after that"].out  # the question before it is no part of the next search


def test_newcomer_21_verbose_tells_what_was_done_and_for_how_long(asked: dict[str, Called]) -> None:
    for done in (asked["going on"], asked["text"]):
        assert "answered by  quotations" in done.err and "found with   all-minilm-l6-v2" in done.err
        assert "checked by   the policy mine" in done.err and " s  total" in done.err
    assert "took" not in asked["words"].err


def test_newcomer_20_a_refusal_respects_the_limit(asked: dict[str, Called]) -> None:
    done = asked["limited"]
    assert done.code == 5
    assert "Nothing in .pdf answers this." in done.err and "It was looked for only there" in done.err
    assert "add the folder" not in done.err


def test_newcomer_22_no_line_moves_where_nobody_looks(asked: dict[str, Called]) -> None:
    assert not [name for name, done in asked.items() if "\r" in done.err or "\x1b" in done.err]
    assert json.loads(asked["table"].out)["schema"] == 2


def test_newcomer_25_counts_agree(home: Path) -> None:
    text, found = call(home, "status", "--files").out, call(home, "status", "--json").json
    assert f"files        {found['files']} read, {found['quarantined']} could not be read\n" in text
    assert text.count("\n+ ") == found["files"] == len(PAPERS)
    assert sum(record["chunks"] for record in found["file_records"]) == found["passages"]


def test_newcomer_14_what_is_chosen_is_in_use_and_a_name_leads_back(tmp_path: Path, starter_models: Path) -> None:
    home = make_home(tmp_path)
    (home / "models").symlink_to(starter_models, target_is_directory=True)
    chosen = call(home, "models", "use", SMALL_LANGUAGE_MODEL)
    assert chosen.code == 0, chosen.err
    assert "answers.generator = llama_cpp" in chosen.out and "small and reads poorly" in chosen.err
    assert call(home, "config", "get", "answers.model").out == f"{SMALL_LANGUAGE_MODEL}\n"
    in_use = [row["name"] for row in call(home, "models", "list", "--json").json["models"] if row["state"] == "in use"]
    assert SMALL_LANGUAGE_MODEL in in_use
    again = call(home, "models", "use", "all-minilm-l6-v2")
    assert again.code == 0 and "another embedding model" not in again.err
    assert call(home, "models", "use", "quotes").code == 0
    assert call(home, "config", "get", "answers.generator").out == "extractive\n"
