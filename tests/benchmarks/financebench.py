"""Pages found and questions answered over real annual reports: the development part of FinanceBench.

    python -m tests.benchmarks.financebench [DATA] [--home HOME] [--only quotes|written|pages] [--show]

DATA holds questions.jsonl and pdfs/ (https://github.com/patronus-ai/financebench); default: the environment's
FINANCEBENCH_DATA, else ../shared/data/files_qa/financebench_dev beside the repository. All reports are in one library,
which is kept between runs: the first run reads about two thousand pages. Prints one JSON line: Recall@5 of the pages
with the evidence (any of them, and all of them), and right answers by quotes and with a language model.

An answer is right if it says the main figure of the expected answer, as rounded there and in whatever scale; or yes or
no in words, where the expected answer begins so; or its first words, where they are a short sentence of their own. What
says yes for no is wrong in any case. That is stricter than a person: `--show` prints each answer, to be read.
"""

from __future__ import annotations

import argparse
import json
import os
import re
import statistics
import time
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Any

from assistant.app.local import LocalAssistant
from assistant.domain.events import Finished
from assistant.domain.records.answers import Answer
from assistant.domain.records.passages import Passage
from assistant.evaluation.machine import this_machine
from assistant.evaluation.matching.own_words import polarity_of
from assistant.evaluation.matching.tokens import says_one, tokens
from assistant.evaluation.shares import Share
from tests.benchmarks.libraries import (
    REPOSITORY,
    Reader,
    add_options,
    has_language_model,
    library,
    show_progress,
    tell,
)

_CUT = 5
_SCALES = (Decimal(1), Decimal(1_000), Decimal(1_000_000), Decimal(1_000_000_000))
_YEARS = range(1990, 2041)
_OPENING = re.compile(r"(yes|no)\b", re.IGNORECASE)
_DIGIT = re.compile(r"\d")
_SHORT = 4  # words of a first sentence that is the answer in itself
_PERIOD = re.compile(r"\b(?:Q[1-4]|FY|(?:19|20)\d\d)\s?(?:of\s)?(?:FY)?\s?(?:(?:19|20)\d\d)?\b")


@dataclass(frozen=True, slots=True)
class Case:
    """A question over one report. `pages` count from 1."""

    id: str
    question: str
    answer: str
    file: str
    pages: frozenset[int]
    company: str


def read_cases(data: Path) -> list[Case]:
    """The questions of the file, in its order."""
    rows = [json.loads(line) for line in (data / "questions.jsonl").read_text("utf-8").splitlines() if line.strip()]
    return [
        Case(
            row["id"],
            row["question"],
            row["answer"],
            row["file"],
            frozenset(page - row["page_base"] + 1 for page in row["pages"]),
            row["company"],
        )
        for row in rows
    ]


def pages_found(case: Case, passages: Iterable[Passage]) -> int:
    """How many of the pages with the evidence are among the first five passages."""
    first = [(Path(passage.path).name, passage.page) for passage in list(passages)[:_CUT]]
    return sum((case.file, page) in first for page in case.pages)


def is_right(case: Case, answer: Answer) -> bool:
    """See the module: the main figure, or yes or no, or the words that the expected answer begins with."""
    if answer.refused or answer.blocked:
        return False
    text = tokens(answer.text)
    opening = _OPENING.match(case.answer)
    if opening:
        said = polarity_of(answer)
        if said is not None:
            return said == opening[1].lower()
    found = {value for token in text for value in token.numbers()}
    wanted = main_figures(case.answer)
    if wanted and all(any(_is(number, value) for value in found) for number in wanted):
        return True
    first = case.answer.split(". ")[0]
    return not opening and len(first.split()) <= _SHORT and not _DIGIT.search(first) and says_one(text, [first])


def main_figures(expected: str) -> list[Decimal]:
    """The first figure of the expected answer that is no year or quarter, and what is joined to it by "and the"."""
    read = tokens(_PERIOD.sub(" ", expected))
    numbers = [max(token.numbers()) for token in read if token.numbers()]
    figures = [abs(number) for number in numbers if number not in _YEARS]
    return figures[: 2 if " and the " in expected else 1]


def _is(expected: Decimal, found: Decimal) -> bool:
    """Equal as rounded in the expected answer, in any unit of scale: 1,097 million is 1.097 billion."""
    exponent = expected.normalize().as_tuple().exponent
    places = max(0, -exponent) if isinstance(exponent, int) else 0
    step = Decimal(1).scaleb(-places)
    return any(
        abs(abs(found) * scale - expected) <= step / 2 or abs(abs(found) / scale - expected) <= step / 2
        for scale in _SCALES
    )


def measure_pages(cases: Sequence[Case], assistant: LocalAssistant) -> dict[str, Any]:
    """Recall@5 of the pages, over the passages that a search gives."""
    found: list[int] = []
    times: list[float] = []
    for number, case in enumerate(cases):
        show_progress(number, len(cases))
        began = time.perf_counter()
        passages = assistant.search(case.question, _CUT)
        times.append(time.perf_counter() - began)
        found.append(pages_found(case, passages))
    return {
        "any": Share(sum(count > 0 for count in found), len(cases)).as_json(),
        "all": Share(
            sum(count == len(case.pages) for count, case in zip(found, cases, strict=True)), len(cases)
        ).as_json(),
        "ms": round(1000 * statistics.median(times), 1),
    }


def measure_answers(cases: Sequence[Case], assistant: LocalAssistant, *, show: bool) -> dict[str, Any]:
    """Right answers, refusals and times."""
    right = refused = 0
    times: list[float] = []
    for number, case in enumerate(cases):
        show_progress(number, len(cases))
        began = time.perf_counter()
        events = list(assistant.ask(case.question))
        times.append(time.perf_counter() - began)
        answer = next(event.answer for event in reversed(events) if isinstance(event, Finished))
        is_good = is_right(case, answer)
        right += is_good
        refused += answer.refused
        if show:
            tell(f"{case.id} {'right' if is_good else 'wrong'}, as {answer.task}: {' '.join(case.question.split())}")
            tell(f"    expected: {case.answer}\n    said: {' '.join(answer.text.split())[:600]}")
    return {
        "generator": assistant.parts.generator.name,
        "right": Share(right, len(cases)).as_json(),
        "refused": refused,
        "median_s": round(statistics.median(times), 1),
    }


def main(arguments: Sequence[str] | None = None) -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    default = REPOSITORY.parent / "shared/data/files_qa/financebench_dev"
    parser.add_argument("data", nargs="?", type=Path, default=Path(os.environ.get("FINANCEBENCH_DATA", default)))
    parser.add_argument("--only", choices=["pages", "quotes", "written"])
    parser.add_argument("--show", action="store_true")
    add_options(parser)
    options = parser.parse_args(arguments)
    if not (options.data / "questions.jsonl").is_file():
        print(f"skipped: there is no questions.jsonl in {options.data}")  # noqa: T201
        return
    cases = read_cases(options.data)
    tell(this_machine().shown)
    measured: dict[str, Any] = {"machine": this_machine().as_json(), "questions": len(cases)}
    ways: tuple[tuple[str, Reader], ...] = (("quotes", "extractive"), ("written", "auto"))
    for way, reader in ways:
        if options.only not in (None, way) and not (options.only == "pages" and way == "quotes"):
            continue
        with library("financebench", options.data / "pdfs", options, reader) as assistant:
            if way == "written" and not has_language_model(assistant):
                tell("skipped: there is no language model that answers better than quotes do (assistant models list)")
                continue
            if "page_recall_at_5" not in measured:
                measured["page_recall_at_5"] = measure_pages(cases, assistant)
                tell(f"page Recall@5: {measured['page_recall_at_5']}")
            if options.only != "pages":
                measured[way] = measure_answers(cases, assistant, show=options.show)
                tell(f"{way}: {measured[way]}")
    print(json.dumps(measured, ensure_ascii=False))  # noqa: T201


if __name__ == "__main__":
    main()
