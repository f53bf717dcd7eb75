"""Comparing as a task: a sentence that the program computes, a column for each side, changes between versions."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from assistant.answer.compare.figures import SideValue, compared
from assistant.answer.compare.request import CompareRequest
from assistant.answer.compare.versions import sentences_of
from assistant.answer.documents.values.value import Value
from tests.answer.archive import Archive, tasks_of
from tests.busy import processor_s
from tests.guard.scripted import ScriptedGate

PAY = "# Payslip {month}\n\nEmployee: {name}\n\nGross pay EUR {gross}\n\nNet pay EUR {net}\n"
RULES = "# House rules\n\nPets are kept on a lead in the courtyard.\n\nThe lift carries five persons.\n"
LEASE = "# Lease\n\nOne cat may be kept in the flat; other pets need consent.\n\nThe rent is EUR 900.00 a month.\n"
_LIST = (
    "# Packing list\n\nTwo towels are needed.\n\nThe boat leaves at {time} from the pier.\n\nBring a torch.\n\n"
    "Pocket money is EUR 15.00 at most.\n\n{last}\n"
)
OLD = _LIST.format(time="7:50", last="Caps for all.")
NEW = _LIST.format(time="8:10", last="A rain jacket for each child.")


@pytest.fixture
def archive(tmp_path: Path) -> Archive:
    files = {
        "pay/nora/2024-03.md": PAY.format(month="March 2024", name="Nora", gross="4,400.00", net="2,840.70"),
        "pay/nora/2025-03.md": PAY.format(month="March 2025", name="Nora", gross="4,898.30", net="2,976.64"),
        "pay/jonas/2024-03.md": PAY.format(month="March 2024", name="Jonas", gross="4,063.80", net="2,593.76"),
        "rules.md": RULES,
        "lease.md": LEASE,
        "trip/packing_v1.md": OLD,
        "trip/packing_v2.md": NEW,
    }
    return Archive(tmp_path, files)


def test_two_months_are_compared_and_the_difference_is_computed(archive: Archive) -> None:
    answer, events = archive.ask("Compare Nora's net pay in March 2024 and March 2025")
    assert tasks_of(events) == ["compare"] and answer.table is not None
    assert answer.text.startswith(
        "Nora's net pay in March 2025: EUR 2,976.64. Nora's net pay in March 2024: EUR 2,840.70. "
        "The first is higher, by EUR 135.94 (4.8 %)."
    )
    assert answer.table.columns == ("", "Nora's net pay in March 2024", "Nora's net pay in March 2025")
    assert answer.table.rows[0] == ("Value", "EUR 2,840.70", "EUR 2,976.64")
    assert {citation.quote for citation in answer.citations} == {"Net pay EUR 2,840.70", "Net pay EUR 2,976.64"}


def test_a_yes_no_question_is_answered_by_the_figures(archive: Archive) -> None:
    assert archive.ask("Is Nora's net pay higher than Jonas's in March 2024?")[0].text.startswith("Yes. ")
    assert archive.ask("Is Jonas's net pay higher than Nora's in March 2024?")[0].text.startswith("No. ")


def test_a_follow_up_compares_the_same_sides(archive: Archive) -> None:
    history = [("Compare Nora's net pay in March 2024 and March 2025", "2,840.70 and 2,976.64", "compare")]
    answer, events = archive.ask("and the gross pay?", history)
    assert tasks_of(events) == ["compare"] and "by EUR 498.30" in answer.text


def test_without_figures_both_sides_are_quoted(archive: Archive) -> None:
    answer, events = archive.ask("compare the house rules with the lease about pets")
    assert tasks_of(events) == ["compare"] and answer.table is not None
    quotes = dict(zip(answer.table.columns, answer.table.rows[0], strict=True))
    assert "“Pets are kept on a lead in the courtyard.” [1]" in quotes["house rules"]
    assert "other pets need consent.”" in quotes["lease"] and len(answer.citations) == len(set(answer.citations))


def test_a_model_writes_only_what_the_quotes_carry(archive: Archive) -> None:
    archive.says("Pets are kept on a lead in the courtyard. ")
    assert (
        "Pets are kept on a lead in the courtyard. ["
        in archive.ask("compare the house rules with the lease about pets")[0].text
    )
    archive.says("Fourteen crocodiles cost EUR 77 in the lift. ")
    text = archive.ask("compare the house rules with the lease about pets")[0].text
    assert "crocodiles" not in text and "77" not in text


def test_a_side_that_no_file_tells_of_hands_over(archive: Archive) -> None:
    answer, events = archive.ask("which is cheaper, the submarine or the helicopter?")
    assert tasks_of(events) == ["compare", "lookup"] and answer.refused


def test_what_changed_between_two_versions(archive: Archive) -> None:
    answer, events = archive.ask("what changed between the two versions")
    assert tasks_of(events) == ["compare"] and answer.table is not None
    assert answer.text.startswith(
        "packing_v1.md beside packing_v2.md: 1 changed, 1 added, 1 removed, 4 sentences the same."
    )
    changed, *others = answer.table.rows
    assert changed == (
        "changed",
        "“The boat leaves at 7:50 from the pier.” [1]",
        "“The boat leaves at 8:10 from the pier.” [2]",
    )
    assert sorted(row[0] for row in others) == ["added", "removed"]


def test_versions_of_what_is_named(archive: Archive) -> None:
    assert "packing_v1.md" in archive.ask("differences between the two versions of the packing list")[0].text
    assert archive.ask("differences between the two versions of the lease")[0].refused


def test_what_a_rule_drops_is_in_no_cell(archive: Archive) -> None:
    archive.gate = ScriptedGate({"8:10": "drop_passage"})
    answer, _ = archive.ask("what changed between the two versions")
    assert "8:10" not in answer.text


def side(
    label: str, kind: str, written: str, number: str = "0", currency: str = "", day: date | None = None
) -> SideValue:
    return SideValue(label, Value(kind, written, 0, len(written), Decimal(number), currency, day))  # type: ignore[arg-type]


REQUEST = CompareRequest(0.9, "en", ("A", "B"))


def test_only_like_values_are_compared() -> None:
    euros, dollars = side("A", "amount", "EUR 5", "5", "EUR"), side("B", "amount", "USD 4", "4", "USD")
    assert compared([euros, dollars], REQUEST) == "" and compared([euros], REQUEST) == ""
    assert compared([side("A", "text", "x"), side("B", "text", "y")], REQUEST) == ""


def test_dates_lengths_and_equals() -> None:
    days = [
        side("A", "date", "1 May 2024", day=date(2024, 5, 1)),
        side("B", "date", "4 May 2024", day=date(2024, 5, 4)),
    ]
    assert compared(days, REQUEST) == "B: 4 May 2024. A: 1 May 2024. The first is later, by 3 days."
    months = [side("A", "duration", "24 months", "720"), side("B", "duration", "12 months", "360")]
    assert compared(months, REQUEST) == "A: 24 months. B: 12 months. The first is longer, by 12 months."
    mixed = [side("A", "duration", "2 years", "730"), side("B", "duration", "six months", "180")]
    assert compared(mixed, REQUEST) == "A: 2 years. B: six months. The first is longer."
    assert compared([side("A", "amount", "EUR 5", "5", "EUR")] * 2, REQUEST) == "Both are the same: EUR 5."


def test_three_sides_are_ranked() -> None:
    three = [side(name, "number", number, number) for name, number in (("A", "2"), ("B", "9"), ("C", "4"))]
    assert compared(three, REQUEST) == "From the highest to the lowest: B: 9; C: 4; A: 2."


def test_figures_are_written_as_the_language_writes_them() -> None:
    two = [side("A", "amount", "EUR 5", "5", "EUR"), side("B", "amount", "EUR 1.005,50", "1005.50", "EUR")]
    assert "um EUR 1.000,50 (20.010,0 %)" in compared(two, CompareRequest(0.9, "de", ("A", "B")))


def test_two_long_documents_are_compared_in_bounded_time(tmp_path: Path) -> None:
    long = {
        f"trip/list_v{number}.txt": "".join(f"Thing {at * number} is packed.\n\n" for at in range(3_000))
        for number in (1, 2)
    }
    archive = Archive(tmp_path, long)
    started = processor_s()
    answer, _ = archive.ask("what changed between the two versions")
    assert processor_s() - started < 60 and answer.text
    assert len(sentences_of(archive.library.document(archive.path("trip/list_v1.txt")))) == 2_000
