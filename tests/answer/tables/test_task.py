"""The task over a real ledger: what is shown, what is cited, and what the gate keeps out."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, cast

import pytest

from assistant.answer.ask import Answering
from assistant.answer.cite import MatchingCiter
from assistant.answer.tables.asked.question import read_question
from assistant.answer.tables.engine.process import SealedQueries
from assistant.answer.tables.fits import how_well
from assistant.answer.tasks.table import Table
from assistant.answer.turn import AnswerParts, OpenTurn
from assistant.domain.events import AnswerEvent, Finished
from assistant.domain.records.answers import Answer
from assistant.domain.records.documents import ChunkDraft
from assistant.domain.records.files import SourceFile
from assistant.domain.records.verdicts import Action
from assistant.domain.scope import Scope
from assistant.domain.stop import StopSignal
from assistant.store.ledger.database import Database
from assistant.store.library import SqliteLibrary
from tests.answer.tables.files import write_files
from tests.generate.scripted import ScriptedGenerator
from tests.guard.scripted import ScriptedGate
from tests.ingest.parse.direct import DirectParser
from tests.store.conftest import IDENTITY, unit_vectors

_HOSTILE = (
    'what,"amount"" ); DROP TABLE t1; --",note\n'
    'fence | gate [2],12.50,"# heading ""quoted"" \u202eevil"\n'
    "'); DROP TABLE t1; --,7.50,\n"
    "=cmd|' /C calc'!A0,1.00,[99]\n"
)


class _NoFollowUps:
    def rewrites(self, question: str, history: object) -> Iterator[str]:
        yield question


def store(library: SqliteLibrary, path: Path) -> None:
    """Index a file: each page is a chunk."""
    parsed = DirectParser().parse(SourceFile(path, path.parent, 0, 0))
    drafts = [ChunkDraft(page.number, 0, len(page.text), (), path.stem, page.text) for page in parsed.pages]
    file = SourceFile(path, path.parent, path.stat().st_size, 1, 1, 1, f"sha-{path}")
    library.store(file, parsed, drafts, unit_vectors(len(drafts)))


@pytest.fixture
def library(tmp_path: Path) -> Iterator[SqliteLibrary]:
    database = Database(tmp_path / "library" / "ledger.sqlite3")
    made = SqliteLibrary(database, IDENTITY)
    made.adopt_identity()
    for path in write_files(tmp_path / "papers"):
        store(made, path)
    yield made
    database.close()


def parts_of(library: SqliteLibrary, queries: SealedQueries, words: Mapping[str, Action]) -> AnswerParts:
    unused = cast(Any, None)
    return AnswerParts(
        library=library, retriever=cast(Any, _NoFollowUps()), reader=unused, embedder=unused, composer=unused,
        citer=MatchingCiter(), facts=unused, generator=ScriptedGenerator([]), gate=ScriptedGate(words), max_passages=5,
        queries=queries,
    )  # fmt: skip


@pytest.fixture
def ask(library: SqliteLibrary, queries: SealedQueries) -> Any:
    def asked(question: str, scope: Scope = Scope(), stop: StopSignal | None = None, **words: Action) -> Answer | None:
        journey = Answering(parts_of(library, queries, words), (Table(),))
        events: list[AnswerEvent] = list(journey.ask(question, (), scope, stop or StopSignal(), "table"))
        return events[-1].answer if events and isinstance(events[-1], Finished) else None

    return asked


def test_the_number_comes_first_then_the_rows_each_with_its_cell_and_citation(ask: Any, library: SqliteLibrary) -> None:
    answer = ask("How much did we spend on Lebensmittel in January 2023?")
    lines = answer.text.splitlines()
    assert lines[0] == "115.95 EUR"
    assert lines[1].startswith("Sum of Betrag (\u20ac) where Kategorie is Lebensmittel and Datum is in January 2023")
    assert answer.table is not None
    assert [row[-1] for row in answer.table.rows] == ["[1] D3", "[2] D4"]
    assert [row[3] for row in answer.table.rows] == ["-84,20", "-31,75"]
    assert [citation.number for citation in answer.citations] == [1, 2]
    for citation in answer.citations:
        page = library.page_text(citation.path, citation.page or 1)
        assert citation.quote == page[citation.start : citation.end]
    assert answer.citations[0].quote == (
        "Datum: 05.01.2023; Kategorie: Lebensmittel; Empf\u00e4nger: Biomarkt; Betrag (\u20ac): -84,20"
    )
    assert "SELECT sum(abs(" in answer.query and "'Lebensmittel'" in answer.query and "c4" not in answer.query
    assert (answer.task, answer.refused, answer.own_words) == ("table", False, False)


def test_a_sheet_is_named_with_its_cells(ask: Any) -> None:
    answer = ask("What is the total of the plan for March?")
    assert answer.text.startswith("1,850.75\n")
    assert [row[-1] for row in answer.table.rows] == ["[1] Plan!D2", "[2] Plan!D3", "[3] Plan!D4", "[4] Plan!D5"]
    assert len(answer.citations) == 4


def test_an_answer_is_in_the_language_of_the_question(ask: Any) -> None:
    german = ask("Wie viele Stunden hat Sam insgesamt gearbeitet?")
    assert german.text.startswith("18:45\nSumme von Hours, wobei Employee gleich Sam\n")
    assert german.table.columns[-1] == "Stelle" and german.table.rows[0][-1] == "[1] Zeile 2"
    assert "3 filas: lecturas_gas.csv" in ask("\u00bfCu\u00e1ntas veces ley\u00f3 Marta el contador?").text


def test_groups_come_before_their_rows(ask: Any) -> None:
    answer = ask("Distance per place")
    assert answer.table.rows == (
        ("Coast road", "21.1 km", "1"), ("Forest loop", "24.9 km", "2"), ("River path", "24.2 km", "3"),
    )  # fmt: skip
    assert len(answer.citations) == 6


def test_a_row_that_a_rule_keeps_out_is_not_computed_with(ask: Any) -> None:
    whole = ask("How much did we spend on Lebensmittel in January 2023?")
    answer = ask("How much did we spend on Lebensmittel in January 2023?", Wochenmarkt="drop_passage")
    assert (whole.text.split()[0], answer.text.split()[0]) == ("115.95", "84.20")
    assert "Left out by a rule: 1 row." in answer.text
    assert "Wochenmarkt" not in answer.text and len(answer.citations) == 1


def test_a_cell_that_a_rule_hides_is_not_shown(ask: Any) -> None:
    answer = ask("How much did we spend on Lebensmittel in January 2023?", Biomarkt="redact")
    assert answer.text.startswith("115.95 EUR")
    assert "Biomarkt" not in answer.text and "Wochenmarkt" in answer.text
    assert all("Biomarkt" not in citation.quote for citation in answer.citations)


def test_a_figure_that_a_rule_hides_is_not_computed_with(ask: Any) -> None:
    answer = ask("How much did we spend on Lebensmittel in January 2023?", **{"84,20": "redact"})
    assert answer.text.startswith("31.75 EUR")


def test_where_a_rule_keeps_all_rows_out_the_question_is_handed_over(ask: Any) -> None:
    assert ask("How much did we spend on Lebensmittel in January 2023?", Kategorie="drop_passage") is None


@pytest.mark.parametrize(
    "question",
    [
        "What is the deposit?", "How many loans are not paid back?", "How much did we spend last year?",
        "Who is Ada Brook?", "Summe der Zinsen im Mai 2023", "How many penguins are in the plan?", "total",
    ],
)  # fmt: skip
def test_what_is_not_understood_is_handed_over(ask: Any, question: str) -> None:
    assert ask(question) is None


def test_the_scope_limits_the_tables(ask: Any, tmp_path: Path) -> None:
    assert ask("How many club members live in Lynmouth?").text.startswith("2\n")
    assert ask("How many club members live in Lynmouth?", Scope(suffixes=(".csv",))) is None


def test_hostile_names_and_cells_stay_text(ask: Any, library: SqliteLibrary, tmp_path: Path) -> None:
    file = tmp_path / "papers" / "hostile.csv"
    file.write_text(_HOSTILE, encoding="utf-8")
    store(library, file)
    answer = ask("What is the total amount in hostile?")
    assert answer.text.startswith("21.00\n")
    assert len(answer.table.rows) == 3
    assert answer.table.rows[0][0] == "fence | gate [2]" or answer.table.rows[0][0].startswith("fence | gate")
    assert "\u202e" not in answer.text
    assert {citation.path for citation in answer.citations} == {str(file)}


def test_a_long_table_is_cut_in_the_answer_and_counted_whole(ask: Any, library: SqliteLibrary, tmp_path: Path) -> None:
    file = tmp_path / "papers" / "sales.csv"
    rows = "".join(f"2024-{1 + n % 12:02d}-03,shop {n % 7},{n}.25\n" for n in range(3_000))
    file.write_text("date,shop,turnover\n" + rows, encoding="utf-8")
    store(library, file)
    answer = ask("total turnover of the sales")
    assert answer.text.startswith("4,499,250.00\n")
    assert len(answer.table.rows) == 20
    assert answer.text.endswith("3,000 rows: sales.csv (and 2980 more)\n")


@pytest.mark.parametrize(
    ("question", "least", "most"),
    [
        ("What is the average age of the members?", 0.6, 0.9),
        ("How much rent did we pay in the plan in March?", 0.6, 0.9),
        ("total cost of the harbour", 0.5, 0.9),
        ("Who wrote the letter?", 0.0, 0.45),
        ("hello", 0.0, 0.0),
        ("What can you do?", 0.0, 0.45),
    ],
)
def test_how_well_a_question_fits(library: SqliteLibrary, question: str, least: float, most: float) -> None:
    assert least <= how_well(read_question(question), library.tables(Scope())) <= most


def test_without_tables_or_process_the_task_fits_nothing(library: SqliteLibrary, queries: SealedQueries) -> None:
    assert how_well(read_question("total rent in 2023"), []) == 0.0
    parts = parts_of(library, cast(Any, None), {})
    turn = OpenTurn(parts, "total rent in 2023", (), Scope(), StopSignal())
    assert Table().fits(turn) == 0.0
    assert list(Table().run(turn)) == []
