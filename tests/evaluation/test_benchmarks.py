"""What the benchmarks of answers count: their own arithmetic, on made answers."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import pytest

from assistant.domain.records.answers import Answer
from assistant.domain.records.results import ResultTable
from assistant.evaluation.answers import AnswersReport, Outcome
from tests.benchmarks import bench, financebench, written_figures
from tests.benchmarks.answers_report import figures, moved

from .answering import FILES, MACHINE, answer, question


def outcome(said: Answer, **fields: object) -> Outcome:
    return Outcome(question(**fields), said, 1.0, FILES)


def test_a_figure_that_stands_nowhere_is_counted() -> None:
    true = answer("The roof was mended for EUR 42,600 by Calder Roofing [1].", "notes.md")
    false = answer("The roof was mended for EUR 46,200 by Slate Roofing on 9 September [1].", "notes.md")
    counts = written_figures.count([outcome(true, id="t"), outcome(false, id="f")], FILES)
    assert (counts.answers, counts.written, counts.sentences, counts.figures) == (2, 2, 2, 3)
    assert [(name, figure) for name, figure, _ in counts.untrue] == [("f", "46200")]
    assert [(name, word) for name, word, _ in counts.names] == [("f", "Slate")]
    assert counts.answers_with_untrue == 1


def test_what_is_quoted_refused_or_of_the_program_itself_is_not_counted() -> None:
    said = [
        answer("“The roof was mended for EUR 46,200.” [1]", "notes.md"),
        answer("It was 46,200 euros in all.", refused=True),
        answer("I have read 66 of the files.", task="about"),
        answer("Dear Ms Ferrant, please come on 5 May.", own_words=True),
    ]
    counts = written_figures.count([outcome(one) for one in said], FILES)
    assert (counts.answers, counts.sentences, counts.figures) == (1, 0, 0)


def test_what_can_be_worked_out_of_the_table_is_known() -> None:
    rows = (("March", "2,840.70"), ("April", "2,838.80"))
    table = "\n".join(ResultTable(("month", "pay"), rows).lines())
    whole = answer(f"Together it is 5,679.50, and 1.90 apart.\n\n{table}", table=ResultTable(("month", "pay"), rows))
    assert written_figures.count([outcome(whole)], FILES).untrue == []
    assert Decimal("2839.75") in set(written_figures.calculated(rows))


CASE = financebench.Case("x", "q", "", "A.pdf", frozenset({2, 3}), "Acme")


@pytest.mark.parametrize(
    ("expected", "said", "right"),
    [
        ("$5409.00", "Inventories were $5,409 million.", True),
        ("$5409.00", "Inventories were 5.409 billion.", True),
        ("$5409.00", "Inventories were $5,174 million.", False),
        ("2.8%", "The average was 2.84%.", True),
        ("2.8%", "The average was 2.9%.", False),
        ("No. Debt fell by $2.5bn in FY 2023.", "No, it fell.", True),
        ("No. Debt fell by $2.5bn in FY 2023.", "Yes, by 2.5 billion.", False),
        ("Corporate. Its net revenue was -$473 million.", "The Corporate segment had the lowest.", True),
        ("Corporate. Its net revenue was -$473 million.", "Asset management had the lowest.", False),
    ],
)
def test_an_answer_over_reports_is_right_by_its_main_figure(expected: str, said: str, right: bool) -> None:
    case = financebench.Case("x", "q", expected, "A.pdf", frozenset({1}), "Acme")
    assert financebench.is_right(case, answer(said)) is right
    assert not financebench.is_right(case, answer(said, refused=True))


def test_pages_count_from_one(tmp_path: Path) -> None:
    row = (
        '{"id": "1", "question": "q", "answer": "a", "file": "A.pdf", "pages": [1, 2], "page_base": 0, "company": "A"}'
    )
    (tmp_path / "questions.jsonl").write_text(f"{row}\n", "utf-8")
    [case] = financebench.read_cases(tmp_path)
    assert case.pages == {2, 3}


def test_without_the_data_it_says_so_and_ends(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    financebench.main([str(tmp_path)])
    assert capsys.readouterr().out.startswith("skipped: there is no questions.jsonl in ")


def test_goals_are_compared_and_what_moves_is_named() -> None:
    outcomes = (
        outcome(answer("12 [1]", "notes.md", score=0.9), answers=["12"], file="notes.md"),
        outcome(answer("13", score=0.4), answers=["12"], file="notes.md"),
        outcome(answer("", refused=True), task="talk"),
        outcome(answer("", refused=True, score=0.2), kind="unanswerable", miss="year"),
    )
    made = figures(AnswersReport(outcomes, "x", MACHINE))
    shares = {figure.what: (figure.share.right, figure.share.n) for figure in made}
    assert shares["lookup"] == (1, 2)
    assert shares["first citation of answered lookups"] == (1, 2)
    assert shares["about, talk"] == (0, 1)
    assert shares["unanswerable refused at 90% answered"] == (1, 1)
    assert "dates" not in shares
    goals = [figure.against(0.6) for figure in made if figure.what == "lookup"]
    assert goals[0]["reached"] is False
    earlier = {"quotes": {"goals": [{"what": "lookup", "share": 0.56}]}}
    now = {"quotes": {"goals": [{"what": "lookup", "share": 0.5}]}, "written": None}
    assert [one["what"] for one in moved(now, earlier)] == ["lookup"]
    assert moved(now, now) == []


def test_a_bench_is_set_beside_the_last_one(tmp_path: Path) -> None:
    assert bench.last_json('read {"a": 0}\n{"a": {"p95_ms": 12.5, "load": true}, "n": 3}\ndone\n') == {
        "a": {"p95_ms": 12.5, "load": True},
        "n": 3,
    }
    assert bench.last_json('first {"b"\n{\n "a": 1,\n "b": {"c": 2}\n}\n') == {"a": 1, "b": {"c": 2}}
    assert bench.last_json("nothing\n{broken") is None
    assert bench.latest(tmp_path / "none") == {}
    for day, value in (("2026-01-02", 10.0), ("2026-01-01", 99.0)):
        (tmp_path / f"{day}.json").write_text(f'{{"figures": {{"scan": {{"first": {{"s": {value}}}}}}}}}')
    before = bench.latest(tmp_path)["figures"]
    lines = bench.table({"scan": {"first": {"s": 5.0}, "new": 1}, "guard": {"failed": "no model"}}, before)
    assert [line.split() for line in lines] == [
        ["scan", "first.s", "5", "10", "x", "0.50"],
        ["scan", "new", "1"],
        ["guard:", "failed:", "no", "model"],
    ]


def test_a_bench_says_what_failed_and_what_had_no_time() -> None:
    assert bench.run(bench.Benchmark("scan", "library.scan"), None, 1.0) == {"skipped": "no time left"}
    assert "No module named" in str(bench.run(bench.Benchmark("none", "library.none"), None, 60.0)["failed"])
