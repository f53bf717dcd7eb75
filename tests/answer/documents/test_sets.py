"""Which files a question to each of several means, asked of whole small archives."""

from __future__ import annotations

from pathlib import Path

import pytest

from assistant.answer.documents.each.sets import find_set
from tests.answer.archive import Archive

_GAS = "Nordgas\n{month} 2024\nUsage 31 m3\nGas bill total EUR {total}\n"
_FILES = {
    "bills/gas/march.txt": _GAS.format(month="March", total="61.10"),
    "bills/gas/april.txt": _GAS.format(month="April", total="48.75"),
    "bills/broadband/march.txt": "Swiftline bill\nMarch 2024\nLine rental EUR 20.00\nTotal EUR 29.90\n",
    "sales/invoice_07.txt": "Invoice 07\nFor the Bakery Lind\nTax EUR 19.00\nTotal due EUR 119.00\n",
    "sales/invoice_08.txt": "Invoice 08\nFor Petra Holm\nTax EUR 38.00\nTotal due EUR 238.00\n",
    "sales/credit_07.txt": "Credit note for 07\nTotal credited EUR 12.00\n",
    "kiln/firing_1.txt": "Firing of 4 May\nTop temperature 1040 degrees\nCones 9\n",
    "kiln/firing_2.txt": "Firing of 9 May\nTop temperature 1220 degrees\nCones 11\n",
    "wages/petra_may.txt": "Payslip May\nNet pay EUR 1,900.00\n",
    "wages/petra_june.txt": "Payslip June\nNet pay EUR 1,950.00\n",
    "wages/olaf_may.txt": "Payslip May\nNet pay EUR 2,000.00\n",
}


@pytest.fixture(scope="module")
def archive(tmp_path_factory: pytest.TempPathFactory) -> Archive:
    return Archive(tmp_path_factory.mktemp("sets"), _FILES)


def _values(archive: Archive, question: str) -> dict[str, str]:
    answer, _ = archive.ask(question)
    assert answer.task == "each"
    rows = [line.split(" | ") for line in answer.text.splitlines() if line.startswith("| ") and "." in line[:60]]
    return {row[0].removeprefix("| "): row[1] for row in rows}


def test_a_describing_word_chooses_by_the_folder_and_leaves_out_other_bills(archive: Archive) -> None:
    found = _values(archive, "What is the total of each gas bill?")
    assert found == {"bills/gas/march.txt": "EUR 61.10", "bills/gas/april.txt": "EUR 48.75"}


def test_a_describing_word_of_another_language_chooses_too(archive: Archive) -> None:
    assert set(_values(archive, "Wie hoch ist die Summe jeder Gasrechnung?")) == {
        "bills/gas/march.txt",
        "bills/gas/april.txt",
    }


def test_invoices_are_not_the_bills_nor_the_credit_notes_beside_them(archive: Archive) -> None:
    found = _values(archive, "Tax on each invoice")
    assert found == {"sales/invoice_07.txt": "EUR 19.00", "sales/invoice_08.txt": "EUR 38.00"}


def test_files_of_no_listed_kind_are_named_by_their_folder_or_name(archive: Archive) -> None:
    found = _values(archive, "top temperature in every firing?")
    assert {name: value.split()[0] for name, value in found.items()} == {
        "kiln/firing_1.txt": "1040",
        "kiln/firing_2.txt": "1220",
    }


def test_two_names_mean_the_papers_of_both(archive: Archive) -> None:
    found = _values(archive, "net pay on each payslip of Petra and Olaf")
    assert set(found) == {"wages/petra_may.txt", "wages/petra_june.txt", "wages/olaf_may.txt"}


def test_one_name_means_the_papers_of_one(archive: Archive) -> None:
    assert set(_values(archive, "net pay on each payslip of Petra")) == {"wages/petra_may.txt", "wages/petra_june.txt"}


def test_a_sum_of_what_each_says_is_added_although_each_is_said(archive: Archive) -> None:
    answer, _ = archive.ask("Add up the total due of each invoice")
    assert "357.00" in answer.text.splitlines()[0]


def test_of_copies_the_one_with_the_shortest_name_is_cited(tmp_path: Path) -> None:
    archive = Archive(tmp_path, {"a/kiln log (copy).txt": "The kiln is hot.", "b/kiln log.txt": "The kiln is hot."})
    answer, _ = archive.ask("Which files mention the kiln?")
    assert [Path(citation.path).name for citation in answer.citations] == ["kiln log.txt"]
    assert "kiln log (copy).txt" in answer.text


def test_a_group_is_named_by_words_that_names_of_files_hold() -> None:
    chosen = find_set(["weight", "in", "every", "parcel", "slip"], {"parcel"}.__contains__)
    assert chosen is not None and chosen.group == ("parcel",) and chosen.is_every
    assert find_set(["weight", "in", "every", "parcel", "slip"], lambda word: False) is None


@pytest.mark.parametrize("question", ["rent each quarter", "rent month by month", "miete jeden monat"])
def test_times_alone_name_the_files_that_say_it(question: str) -> None:
    chosen = find_set(question.split(), lambda word: False)
    assert chosen is not None and chosen.is_period


@pytest.mark.parametrize(
    "question",
    ["usage on the gas bills, one by one", "m3 per month on the gas bills", "verbrauch auf den rechnungen jeweils"],
)
def test_files_in_the_plural_are_each_meant_where_it_says_so(question: str) -> None:
    chosen = find_set(question.replace(",", " ,").split(), lambda word: False)
    assert chosen is not None and chosen.is_every


def _files_found(archive: Archive, question: str) -> set[str]:
    answer, _ = archive.ask(question)
    assert answer.task == "survey"
    return {row.removeprefix("| ").split(" | ")[0] for row in answer.text.splitlines() if row.startswith("| ")} - {
        "---"
    }


@pytest.mark.parametrize(
    "question",
    ["Which notes mention Petra?", "Which of my notes are about Petra?", "Welche Notizen erw\u00e4hnen Petra?"],
)
def test_notes_stand_for_any_paper_where_no_file_of_notes_fits(archive: Archive, question: str) -> None:
    found = _files_found(archive, question)
    assert {"sales/invoice_08.txt", "wages/petra_may.txt", "wages/petra_june.txt"} <= found
    assert "wages/olaf_may.txt" not in found


def test_of_letters_none_is_found_where_none_is_there(archive: Archive) -> None:
    answer, _ = archive.ask("Which letters mention Petra?")
    assert "wages/petra_may.txt" not in answer.text


def test_notes_are_files_of_notes_where_such_files_fit(tmp_path: Path) -> None:
    files = {
        "notes/garden.txt": "Notes\nPrune the pear in March.\n",
        "letters/club.txt": "Dear club,\nthe pear is ill.\n",
    }
    answer, _ = Archive(tmp_path, files).ask("Which notes mention the pear?")
    assert "notes/garden.txt" in answer.text
    assert "letters/club.txt" not in answer.text
