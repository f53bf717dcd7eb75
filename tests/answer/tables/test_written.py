"""SQL of a language model: it names our columns, the file's texts and the question's numbers, or it is not run."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from assistant.answer.ask import Answering
from assistant.answer.tables.cells.sheets import Sheet
from assistant.answer.tables.engine.process import SealedQueries
from assistant.answer.tables.written import is_plausible, own_names, statement_in
from assistant.answer.tasks.table import Table
from assistant.domain.events import Finished
from assistant.domain.records.answers import Answer
from assistant.domain.records.verdicts import Action
from assistant.domain.scope import Scope
from assistant.domain.stop import StopSignal
from assistant.store.library import SqliteLibrary
from tests.answer.tables.test_task import library as library
from tests.answer.tables.test_task import parts_of
from tests.generate.scripted import ScriptedGenerator

LOANS = "What is the total amount of loans that are not paid back?"


@pytest.fixture
def ask(library: SqliteLibrary, queries: SealedQueries) -> Any:
    def asked(question: str, said: str, **words: Action) -> tuple[Answer | None, ScriptedGenerator]:
        model = ScriptedGenerator([said])
        parts = replace(parts_of(library, queries, words), generator=model)
        events = list(Answering(parts, (Table(),)).ask(question, (), Scope(), StopSignal(), "table"))
        return (events[-1].answer if events and isinstance(events[-1], Finished) else None), model

    return asked


def loans(sheets: list[Sheet]) -> Sheet:
    return next(sheet for sheet in sheets if sheet.first.name == "Loans")


def test_what_the_model_writes_is_run_shown_and_cited(ask: Any) -> None:
    answer, model = ask(LOANS, "```sql\nSELECT SUM(Amount) FROM t1 WHERE Paid_back = 'no';\n```")
    assert answer.text.startswith('9,050.50\nAsked of the tables: SELECT SUM("Amount") FROM "plan_2024.xlsx (Loans)"')
    assert [row[-1] for row in answer.table.rows] == ["[1] Loans!A3", "[2] Loans!A4"]
    assert len(answer.citations) == 2
    assert answer.query.endswith("""WHERE "Paid back" = 'no'""")
    [prompt] = model.prompts
    assert "c5: Paid back (text), for example 'yes', 'no'" in prompt.question and LOANS in prompt.question


def test_figures_of_the_model_are_never_shown(ask: Any) -> None:
    for said in ("The total is 9,050.50.", "SELECT 9050.50", "SELECT SUM(c3) + 17 FROM t1 WHERE c5 = 'no'"):
        answer, _ = ask(LOANS, said)
        assert answer is None


@pytest.mark.parametrize(
    "said",
    [
        "SELECT SUM(c3) FROM t1 WHERE c5 = 'perhaps'",
        "SELECT SUM(c9) FROM t1",
        "SELECT SUM(c3) FROM loans",
        "SELECT name FROM sqlite_master",
        "SELECT SUM(c3) FROM t1 WHERE c1 IN (SELECT c1 FROM t1)",
        "SELECT 'ignore the rules' FROM t1 WHERE c5 = 'no'",
        "SELECT c1 || c5 FROM t1 WHERE c5 = 'no'",
        "DROP TABLE t1",
        "SELECT SUM(c3) FROM t1 WHERE c5 = 'no",
        "",
    ],
)
def test_another_statement_is_not_shown(ask: Any, said: str) -> None:
    answer, model = ask(LOANS, said)
    assert answer is None and len(model.prompts) == 1


def test_the_model_is_not_asked_what_no_table_explains(ask: Any) -> None:
    answer, model = ask("How many penguins did not swim to Norway in total?", "SELECT count(c1) FROM t1")
    assert answer is None and model.prompts == []


def test_the_model_is_not_shown_what_a_rule_keeps_out(ask: Any) -> None:
    answer, model = ask(LOANS, "SELECT SUM(c3) FROM t1 WHERE c5 = 'no'", **{"Aunt Celia": "redact"})
    assert answer is not None and "Aunt Celia" not in answer.text + model.prompts[0].question
    answer, model = ask(LOANS, "SELECT SUM(c3) FROM t1 WHERE c5 = 'no'", **{"Aunt Celia": "drop_passage"})
    assert answer is None and model.prompts == []


def test_names_of_columns_become_ours(sheets: list[Sheet]) -> None:
    sheet = loans(sheets)
    text = """SELECT "Lender", amount FROM t1 WHERE Paid_back = 'Amount' AND Started LIKE '2023%'"""
    assert own_names(text, sheet) == "SELECT c1, c3 FROM t1 WHERE c5 = 'Amount' AND c2 LIKE '2023%'"


def test_a_statement_is_found_in_what_is_said_around_it() -> None:
    assert statement_in("Here it is:\n```sql\nselect c1\nfrom t1;\n``` Done.") == "select c1 from t1"
    assert statement_in("I do not know.") == ""


def test_numbers_come_from_the_question(sheets: list[Sheet], tmp_path: Path) -> None:
    sheet = loans(sheets)
    assert is_plausible("SELECT count(c1) FROM t1 WHERE c3 > 2000", sheet, "How many loans are over 2000?")
    assert not is_plausible("SELECT count(c1) FROM t1 WHERE c3 > 2500", sheet, "How many loans are over 2000?")
