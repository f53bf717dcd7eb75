"""Which questions are for files or for each file, and what they look for."""

from __future__ import annotations

import pytest

from assistant.answer.documents.each.request import follow_up, read_each
from assistant.answer.documents.request import read_follow_up, read_request
from tests.answer.documents.asked import EACHES, SURVEYS

_OTHER = (
    "How much notice do we have to give?",
    "What does the lease say about pets?",
    "Summarise the home insurance terms",
    "Wann wird der Balkon gestrichen?",
    "What is the excess of the insurance?",
    "\u00bfCu\u00e1nto cuesta la bombona?",
    "Which day is the bin emptied?",
    "hello",
    "Write a letter to the landlord",
    "What is the difference between the two policies?",
    "Is a letter needed to end the contract?",
    "List all ingredients of the plum cake",
    "",
)


@pytest.mark.parametrize("question", [one.question for one in SURVEYS])
def test_a_question_for_files_goes_before_a_search(question: str) -> None:
    assert read_request(question).fit >= 0.6
    assert read_each(question).fit < read_request(question).fit


@pytest.mark.parametrize("question", [one.question for one in EACHES])
def test_a_question_to_each_file_goes_before_one_for_files(question: str) -> None:
    assert read_each(question).fit >= 0.6
    assert read_each(question).fit > read_request(question).fit


@pytest.mark.parametrize("question", _OTHER)
def test_other_questions_are_left_to_other_tasks(question: str) -> None:
    assert read_request(question).fit < 0.3
    assert read_each(question).fit < 0.3


@pytest.mark.parametrize("question", ["Which documents do I need for the trip?", "Which letter is the longest?"])
def test_what_only_looks_like_a_question_for_files_is_a_guess(question: str) -> None:
    assert 0.3 < read_request(question).fit < 0.5


def test_a_request_is_taken_apart() -> None:
    request = read_request("Which PDFs or emails from 2024 mention Holm Island and Theo's allergy but not the cat?")
    assert [thing.words for thing in request.things] == [("holm", "island"), ("theo", "allergy")]
    assert request.things[0].is_name and request.things[1].apart and request.things[1].names == ("theo",)
    assert [thing.words for thing in request.without] == [("cat",)]
    assert [[kind.name for kind in group] for group in request.kinds] == [["PDF", "e-mail"]]
    assert request.years == {"2024"} and not request.any_thing


def test_either_thing_will_do() -> None:
    request = read_request("Which files mention mussels or crabs?")
    assert request.any_thing and [thing.words for thing in request.things] == [("mussels",), ("crabs",)]


def test_a_quoted_text_is_one_name() -> None:
    [thing] = read_request("Which files mention \u201cthe first of May\u201d?").things
    assert thing.words == ("the", "first", "of", "may") and thing.is_name


def test_a_folder_is_a_condition_and_not_looked_for() -> None:
    for question in (
        "all files in the folder travel",
        "alle Dateien im Ordner travel",
        "tous les fichiers du dossier travel",
    ):
        request = read_request(question)
        assert request.folder == ("travel",) and request.things == ()


def test_a_compound_is_a_kind_and_a_thing() -> None:
    request = read_request("Welche Stromrechnungen habe ich?")
    assert [kind.name for group in request.kinds for kind in group] == ["invoice"]
    assert [thing.words for thing in request.things] == [("strom",)]


def test_what_is_asked_of_each_file() -> None:
    request = read_each("What is the highest net pay on Nora's payslips from 2024?")
    assert request.aggregate == "greatest" and request.names == ("nora",) and request.years == {"2024"}
    assert request.labels == {"net", "pay"} and request.kind == "amount"


def test_the_total_on_each_paper_is_no_sum() -> None:
    assert read_each("What is the total on each invoice?").aggregate == ""
    assert read_each("What is the total of all invoices?").aggregate == "sum"


@pytest.mark.parametrize(
    ("question", "language"),
    [
        ("Which files mention Bad W\u00f6rishofen?", "en"),
        ("Quels documents mentionnent San Amaro ?", "fr"),
        ("Welche Dateien erw\u00e4hnen San Amaro?", "de"),
        ("\u00bfQu\u00e9 archivos mencionan a Philippa Mbeki-Strand?", "es"),
    ],
)
def test_a_name_of_another_language_does_not_change_that_of_the_question(question: str, language: str) -> None:
    request = read_request(question)
    assert request.language == language and len(request.things) == 1


@pytest.mark.parametrize(
    ("question", "fits"),
    [
        ("How much tax did Nora pay according to her payslips?", True),
        ("Which payslip shows the highest net pay?", True),
        ("How much is on the invoice of Brightside?", False),
        ("How much is the deposit in the contract?", False),
    ],
)
def test_several_files_are_asked_and_a_single_one_is_not(question: str, fits: bool) -> None:
    assert (read_each(question).fit >= 0.6) is fits


def test_a_follow_up_asks_the_same_of_another_thing() -> None:
    request = read_follow_up("and Santa Brisa?", "Which PDFs mention Tamar?")
    assert [thing.words for thing in request.things] == [("santa", "brisa")]
    assert [kind.name for group in request.kinds for kind in group] == ["PDF"]
    assert read_follow_up("and then?", "Which files mention Tamar?").is_empty


def test_a_follow_up_asks_other_files_or_something_else() -> None:
    earlier = read_each("What is the net pay on each of Nora's payslips?")
    other = follow_up(earlier, "and on Jonas's?")
    assert other.names == ("jonas",) and other.labels == earlier.labels
    more = follow_up(earlier, "and the gross pay?")
    assert more.names == ("nora",) and more.labels == {"gross", "pay"}


def test_files_may_be_listed_by_what_they_are_called() -> None:
    request = read_each("At how many degrees does each of these bake: birthday sponge, caraway rolls and plum cake?")
    assert request.listed == ("birthday sponge", "caraway rolls", "plum cake")
    assert request.unit == "temperature" and request.fit >= 0.6


@pytest.mark.parametrize("question", ["What's in the boat lease?", "what is in the invoice"])
def test_one_document_is_no_list_of_files(question: str) -> None:
    assert read_request(question).fit <= 0.7


def test_several_documents_are() -> None:
    assert read_request("which leases mention the boat").fit > 0.7


@pytest.mark.parametrize(
    ("question", "thing"),
    [
        ("Could you please look up which files mention the kiln?", "kiln"),
        ("I need every file that mentions the kiln", "kiln"),
        ("I'm looking for all documents with the word kiln in them", "kiln"),
        ("show me all the stuff about the kiln", "kiln"),
        ("where in my papers is the kiln mentioned", "kiln"),
        ("Everywhere the kiln is mentioned", "kiln"),
        ("Please list the names of the files which contain the term kiln", "kiln"),
        ("Do I have any documents about the kiln?", "kiln"),
        ("In wie vielen Dateien steht Brennofen?", "brennofen"),
        ("Wo \u00fcberall steht etwas \u00fcber den Brennofen?", "brennofen"),
        ("alle Dateien mit dem Wort Brennofen bitte", "brennofen"),
        ("busca todo lo relacionado con el horno", "horno"),
        ("\u00bfhay archivos con la palabra horno?", "horno"),
        ("fichiers avec four dedans", "four"),
    ],
)
def test_only_the_thing_is_looked_for_however_it_is_wished(question: str, thing: str) -> None:
    request = read_request(question)
    assert request.fit > 0.6 and [one.words for one in request.things] == [(thing,)]


def test_a_family_is_looked_for_by_its_name() -> None:
    assert read_request("Which files mention the Tollivers?").things[0].words == ("tolliver",)
    assert read_request("Which files mention Tollivers?").things[0].words == ("tollivers",)


@pytest.mark.parametrize(
    "question",
    [
        "Where is the kiln?",
        "Do I have to renew the contract?",
        "Where can I park?",
        "Can you tell me what the contract says about kilns?",
        "Gibt es Dokumente, die ich unterschreiben muss?",
    ],
)
def test_a_question_for_one_fact_is_none_for_files(question: str) -> None:
    assert read_request(question).fit < 0.3


@pytest.mark.parametrize(
    "question",
    [
        "What do I have to pay each month for the kiln?",
        "How many firings does Olaf have per year?",
        "How often is the kiln swept each week?",
        "Does every firing need cones?",
        "Was kostet der Ofen jeden Monat?",
    ],
)
def test_a_rate_or_a_rule_is_none_to_each_file(question: str) -> None:
    assert read_each(question, {"firing", "kiln"}.__contains__).fit < 0.3


@pytest.mark.parametrize(
    "question",
    [
        "What does it cost on each invoice?",
        "How high is the fee on every bill?",
        "How much is charged for water on each bill?",
    ],
)
def test_what_is_paid_is_asked_for_as_a_sum(question: str) -> None:
    assert read_each(question).kind == "amount"
