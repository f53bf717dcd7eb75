"""Questions that may be offered: made from sentences, titles, names and rows; asked before they are offered."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace

import pytest

from assistant.app.offered.suggest import is_answered
from assistant.domain.records.answers import Answer, Citation
from assistant.domain.records.results import ResultTable
from assistant.evaluation.own.choose import PagedFile
from assistant.evaluation.own.offered import Offered, offered_questions, values_of_page

PAPERS = {
    "/a/lease.pdf": "The deposit is EUR 1,850.00, paid in three parts. It was signed by Ada Ferrant in Port Ellery.",
    "/a/club.txt": "The minimum term is twelve months. We meet in the hall near Port Ellery every week.",
    "/a/letter.md": "The next meeting is on 14 March 2025, and we meet in Port Ellery as always.",
    "/a/lantern.py": "# The deposit is EUR 12 and the fee is EUR 13, so that nothing is lost in Port Ellery.",
    "/a/bank.csv": "\n".join(
        f"date: 2024-0{month}-06; category: {what}; payee: Quay; amount: -{amount}"
        for month, what, amount in ((1, "groceries", "20.10"), (2, "groceries", "5.20"), (3, "groceries", "7.00"),
                                    (3, "wages", "9.00"))
    ),
}  # fmt: skip


@pytest.mark.parametrize(
    ("text", "question", "expected"),
    [
        ("The deposit is EUR 1,850.00, paid in three parts.", "How much is the deposit?", "EUR 1,850.00"),
        ("3.1 In all cases the notice period is three months.", "How long is the notice period?", "three months"),
        ("The next meeting is on 14 March 2025.", "When is the next meeting?", "14 March 2025"),
        ("The running fees were EUR 30.", "How much were the running fees?", "EUR 30"),
        ("A new tyre costs EUR 88.", "What does the new tyre cost?", "EUR 88"),
        ("The tower will cost about $20 million.", "What will the tower cost?", "$20 million"),
        ("The bicycle was bought in May 2021 for EUR 840.00.", "What did the bicycle cost?", "EUR 840.00"),
        ("Your contract ends on 30 June 2027.", "When does the contract end?", "30 June 2027"),
        ("The second half is due on 1 July 2025.", "When is the second half due?", "1 July 2025"),
        ("Port Ellery Lighthouse was built in 1871 of granite.", "When was Port Ellery Lighthouse built?", "1871"),
        ("The caretaker of the house is Mr Pruitt.", "Who is the caretaker of the house?", "Mr Pruitt"),
        ("Ada Ferrant is the head of the choir.", "Who is the head of the choir?", "Ada Ferrant"),
        ("Port Ellery Choir was founded by Ada Ferrant.", "Who founded Port Ellery Choir?", "Ada Ferrant"),
        (
            "The population of Port Ellery was 8,278 at the last count.",
            "What was the population of Port Ellery?",
            "8,278",
        ),
        ("The oven temperature is 190 \u00b0C at first.", "What is the oven temperature?", "190 \u00b0C"),
        ("Monthly Fee: EUR 39.00", "How much is the monthly fee?", "EUR 39.00"),
        ("Class teacher: Ms Ada Ferrant", "Who is the class teacher?", "Ms Ada Ferrant"),
        ("Operating income was $12 million in the year.", "How much was operating income?", "$12 million"),
        ("Die Kaution beträgt 900 Euro und liegt auf einem Konto.", "Wie hoch ist die Kaution?", "900 Euro"),
        ("Die Kündigungsfrist beträgt drei Monate.", "Wie lang ist die Kündigungsfrist?", "drei Monate"),
        ("Der Vertrag endet am 3. Mai 2027.", "Wann endet der Vertrag?", "3. Mai 2027"),
        ("Der Wandkalender kostet im Laden 9 Euro.", "", ""),  # the value does not follow its verb
        ("Vorsitzender ist Emil Sandberg.", "Wer ist Vorsitzender?", "Emil Sandberg"),
        ("Die Rechnung ist für Sie.\nRechnungsdatum: 12.05.2025", "Was ist das Rechnungsdatum?", "12.05.2025"),
        ("La cuota es de 30 euros al mes y se paga en efectivo.", "¿De cuánto es la cuota?", "30 euros al mes"),
        ("El seguro vence el 2 de mayo de 2026.", "¿Cuándo vence el seguro?", "2 de mayo de 2026"),
        ("Le loyer est de 780 euros, payé avec les charges.", "À combien s'élève le loyer ?", "780 euros"),
        (
            "La directrice est madame Sylvie Garnier, elle est dans le bureau.",
            "Qui est la directrice ?",
            "madame Sylvie Garnier",
        ),
    ],
)
def test_a_sentence_that_says_one_thing_of_one_thing_gives_its_question(
    text: str, question: str, expected: str
) -> None:
    made = [(one.question, one.expected) for one, _ in values_of_page(text, "/a/x.md", 1)]
    assert (question, expected) in made if question else not made


@pytest.mark.parametrize(
    "text",
    [
        "The deposit is kept apart from the landlord's own money.",  # no value
        "Spare parts that matter for the function are kept for at least ten years.",  # of half a sentence
        "The function is ten years old.",  # has no length
        "The value is EUR 12.",  # nobody knows which
        "The coolant is changed after five years.",  # the value belongs to another verb
        "In the fridge the starter lasts for two weeks.",  # true in the fridge alone
        "For the motor the warranty is ten years.",
        "The patient is unfit for work until 3 May 2024.",
        "The one of 2024 is EUR 12.",
        "The first was EUR 12.",
        "It is EUR 12.",
        "The fee of EUR 30 is EUR 30.",  # the question would give the answer away
        "The contract lapses if they are not made within six months.",
        "Work began in 1850.",
        "The film was directed by Ada Ferrant.",  # which film?
        "The population is growing, and 12 of them know it.",
        "The line was opened in 1884.",  # which line?
        "The owner is Python.",  # one word is no person
        "1. The fee ........ 12",
        "Total: EUR 39.00",  # of what?
        "Page: 3",
    ],
)
def test_what_no_person_would_ask_gives_none(text: str) -> None:
    assert list(values_of_page(text, "/a/x.md", 1)) == []


def made(papers: dict[str, str], titles: dict[str, str], kept_out: tuple[str, ...] = ()) -> list[Offered]:
    files = [PagedFile(path, 4 if path.endswith(".pdf") else 1) for path in papers]

    def page_text(path: str, page: int) -> str:
        return papers[path]

    return list(
        offered_questions(files, titles, 3, page_text, lambda path, page: None if path in kept_out else papers[path])
    )


def test_the_sorts_take_turns_and_files_that_were_not_asked_about_come_first() -> None:
    titles = {"/a/lease.pdf": "Lease of the flat"}
    found = made(PAPERS, titles)
    assert found == made(PAPERS, titles)  # the same library is offered the same
    assert [one.question for one in found] == [
        "When is the next meeting?",
        "How much was spent on groceries in total?",
        "How long is the minimum term?",
        "Summarise \u201cLease of the flat\u201d",
        "Which files mention Port Ellery?",
    ]  # the deposit stands on four pages of the lease, so nobody could tell which page is meant
    assert [one.expected for one in found if one.sort == "sum"] == ["32.30"]


def test_what_a_paper_is_about_is_asked_by_its_title_or_its_name() -> None:
    said = "A heat pump is a machine that takes warmth out of the air or the ground."
    for name, titles in (("/a/1.md", {"/a/1.md": "Heat Pumps"}), ("/a/heat_pump.txt", {})):
        assert [one.question for one in made({name: said}, titles)] == ["What is a heat pump?"]
    assert made({"/a/1.md": said}, {"/a/1.md": "Heating"}) == []


def test_what_several_files_say_of_themselves_is_not_asked() -> None:
    same = {f"/a/{number}.txt": f"The monthly fee is EUR {number}0." for number in (1, 2)}
    other = {"/a/3.txt": "The joining fee is EUR 25. The yearly fee is EUR 300."}
    found = made(same | other, {})
    assert {one.question for one in found} == {"How much is the joining fee?", "How much is the yearly fee?"}


def test_a_sum_is_made_of_whole_columns_of_one_sign_alone() -> None:
    rows = "\n".join(f"category: gifts; amount: {amount}" for amount in ("5.00", "-2.00", "3.00", "4.00"))
    few = "\n".join(f"category: gifts; amount: {amount}" for amount in ("5.00", "2.00"))
    words = "\n".join(f"category: gifts; amount: {amount}" for amount in ("five", "two", "some"))
    assert made({"/a/1.csv": rows, "/a/2.csv": few, "/a/3.csv": words}, {}) == []


def test_nothing_is_made_of_a_page_that_a_rule_keeps_out() -> None:
    assert made(PAPERS, {}, kept_out=tuple(PAPERS)) == []
    found = made(PAPERS, {}, kept_out=("/a/letter.md",))
    assert Counter(one.sort for one in found) == {"duration": 1, "sum": 1}  # two files are too few for a name


def test_titles_that_cannot_be_said_or_are_shared_are_not_summarised() -> None:
    titles = ["Terms of use", "Terms of use", "x" * 90, "See <a> [b] | c", "final_v2.docx", "Terms"]
    papers = {f"/a/{number}.pdf": "" for number in range(len(titles))}
    assert made(papers, dict(zip(papers, titles, strict=True))) == []


def test_names_are_whole_and_of_somebody() -> None:
    for said in ("by Based Document Image", "the Terms Conditions", "in 2019; Saltwater Ducks: 80"):
        assert made({f"/a/{number}.txt": f"It is told {said} here." for number in range(3)}, {}) == []


def an_answer(**changes: object) -> Answer:
    cited = Citation(1, "/a/lease.pdf", 3, "The deposit is EUR 1,850.00.", 0, 28)
    return replace(Answer("\u201cThe deposit is EUR 1,850.00.\u201d [1]", False, "extractive", (cited,)), **changes)  # type: ignore[arg-type]


def test_only_what_is_answered_from_its_own_page_is_offered() -> None:
    asked = Offered("How much is the deposit?", "EUR 1,850.00", "/a/lease.pdf", "money", 3)
    assert is_answered(asked, an_answer())
    elsewhere = Citation(1, "/a/other.pdf", 3, "The deposit is EUR 1,850.00.", 0, 28)
    for bad in (
        None,
        an_answer(refused=True),
        an_answer(blocked=True),
        an_answer(interrupted=True),
        an_answer(citations=()),
        an_answer(citations=(elsewhere,)),
        an_answer(citations=(replace(elsewhere, path="/a/lease.pdf", page=4),)),
        an_answer(citations=(replace(elsewhere, path="/a/lease.pdf", quote="The deposit is kept apart."),)),
    ):
        assert not is_answered(asked, bad)


def test_a_list_needs_two_files_a_summary_its_own_document_and_a_sum_its_table() -> None:
    table = ResultTable(("File", "Quote"), (("a", "b"), ("c", "d")))
    mention = Offered("Which files mention Port Ellery?", "Port Ellery", "", "mention")
    assert is_answered(mention, an_answer(table=table, task="survey"))
    assert not is_answered(mention, an_answer(table=replace(table, rows=table.rows[:1])))
    summary = Offered("Summarise \u201cLease\u201d", "", "/a/lease.pdf", "summary")
    telling = Citation(1, "/a/lease.pdf", 1, "This lease is made between the company and the tenants.", 0, 55)
    assert is_answered(summary, an_answer(task="summary", citations=(telling,)))
    assert not is_answered(summary, an_answer(task="lookup", citations=(telling,)))
    assert not is_answered(summary, an_answer(task="summary"))  # begins with a field of a form
    total = Offered("How much was spent on it in total?", "1850", "/a/lease.pdf", "sum", 1)
    assert is_answered(total, an_answer(task="table"))
    assert not is_answered(total, an_answer(task="table", text="EUR 1,851"))
    assert not is_answered(total, an_answer(task="lookup"))
