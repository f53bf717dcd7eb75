"""The line that says an answer: a value where the quotes agree on one, else the best quote, never anything else."""

from __future__ import annotations

from dataclasses import replace

import pytest

from assistant.chat.exchange import Exchange
from assistant.chat.told.guarded import told_checks, told_kept, without_rules
from assistant.chat.told.saying import laid_out
from assistant.chat.told.sureness import sureness
from assistant.domain.events import Checked
from assistant.domain.records.answers import Citation
from assistant.domain.records.chats import StoredDecision
from assistant.domain.records.documents import Chunk
from assistant.domain.records.passages import Evidence, Passage
from assistant.domain.records.verdicts import Finding, Verdict

LEASE = "/home/ada/lease.pdf"
PAGE = (
    "18. Notice\n\n18.1 The tenants may give notice on the third working day. "
    "This amounts to a notice\nperiod of three months.\n\n18.2 For the landlord it is longer.\n"
)


def answered(question: str, *quotes: str, below: str = "", task: str = "lookup", page: str = PAGE) -> Exchange:
    """An exchange whose quotes all stand on page 6 of the lease."""
    exchange = Exchange(1, question, state="answered", task=task)
    exchange.text = "\n".join(f"\u201c{quote}\u201d [{number}]" for number, quote in enumerate(quotes, start=1)) + below
    exchange.citations = tuple(Citation(number, LEASE, 6, quote, 0, 1, 7) for number, quote in enumerate(quotes, 1))
    exchange.passages = (Passage(Chunk(7, LEASE, 6, 0, len(page), (), "", page), page, 0.9, 1),)
    return exchange


@pytest.mark.parametrize(
    ("question", "quote", "lead"),
    [
        ("How much notice does the lease ask for?", "This amounts to a notice period of three months.", "Three months"),
        ("How long is the warranty?", "The warranty runs for twenty-four months from delivery.", "Twenty-four months"),
        ("What is the deposit?", "The deposit is EUR 1,850.00, paid in three parts.", "EUR 1,850.00"),
        ("Wie hoch ist die Miete?", "Die Miete betr\u00e4gt 780,50 EUR im Monat.", "780,50 EUR im Monat"),
        ("\u00bfCu\u00e1nto cuesta el curso?", "El curso cuesta 120 euros por mes.", "120 euros por mes"),
        ("Combien de temps dure la garantie ?", "La garantie dure deux ans.", "Deux ans"),
        ("When does the lease begin?", "The lease begins on 1 September 2022.", "1 September 2022"),
        ("How heavy is the parcel?", "The parcel weighs 12.5 kg with its box.", "12.5 kg"),
    ],
)
def test_one_value_of_the_kind_asked_for_leads(question: str, quote: str, lead: str) -> None:
    laid = laid_out(answered(question, quote))
    assert laid.lead == lead and laid.number == 1
    assert laid.lead.casefold() in quote.casefold()
    assert [one.said for one in laid.quotes] == [quote]


@pytest.mark.parametrize(
    ("question", "quotes"),
    [
        ("What is the excess?", ("The excess is EUR 150. For storms the excess is EUR 500.",)),
        ("How long is the notice?", ("Not for the first twenty-four months.", "The period is three months.")),
        ("How long is the notice?", ("It is given in writing.", "A period of six weeks applies to the garage.")),
        ("Who is the landlord?", ("The landlord is Ada Ferrant.",)),
        ("Is a cat allowed?", ("Cats need the landlord's consent within 14 days.",)),
    ],
)
def test_where_no_single_value_is_sure_the_best_quote_leads_whole(question: str, quotes: tuple[str, ...]) -> None:
    laid = laid_out(answered(question, *quotes))
    assert laid.lead == f"\u201c{quotes[0]}\u201d"
    assert [one.said for one in laid.quotes] == list(quotes[1:])


def test_what_most_quotes_say_leads_with_the_source_that_says_it() -> None:
    quotes = (
        "Not for the first twenty-four months.",
        "This amounts to a notice period of three months.",
        "Savings with three months' notice.",
    )
    laid = laid_out(answered("How much notice does the lease ask for?", *quotes))
    assert (laid.lead, laid.number, laid.place) == ("Three months", 2, "clause 18.1")


def test_several_files_do_not_outvote_each_other() -> None:
    exchange = answered("What is the excess?", "Excess: EUR 500.", "The excess is EUR 500.", "Only EUR 150 here.")
    assert laid_out(exchange).lead == "EUR 500"
    first, *others = exchange.citations
    exchange.citations = (replace(first, path="/home/ada/car.pdf"), *others)
    assert laid_out(exchange).lead == "\u201cExcess: EUR 500.\u201d"


def test_a_value_of_the_question_itself_is_no_answer() -> None:
    asked = "What happens with the deposit of EUR 500, how much is it?"
    assert laid_out(answered(asked, "The deposit of EUR 500 is kept apart.")).lead.startswith("\u201c")


def test_the_place_is_the_clause_or_the_page() -> None:
    question, quote = "How much notice is asked for?", "This amounts to a notice period of three months."
    assert laid_out(answered(question, quote)).place == "clause 18.1"
    assert laid_out(answered(question, "4.2.1 Notice is three months.")).place == "clause 4.2.1"
    assert laid_out(answered(question, quote, page=quote)).place == "page 6"
    assert laid_out(answered(question, quote, page="Another text.")).place == "page 6"


def test_a_sentence_of_the_model_leads_where_no_value_does_and_the_quotes_stand_below() -> None:
    written = "\n\nAda Ferrant is the landlord [1]. She lives in Lund [1]."
    laid = laid_out(answered("Who is the landlord?", "The landlord is Ada Ferrant.", below=written))
    assert laid.lead == "Ada Ferrant is the landlord [1]." and laid.rest == "She lives in Lund [1]."
    assert len(laid.quotes) == 1


def test_other_kinds_of_answers_lead_with_their_first_sentence_and_keep_their_table() -> None:
    table = "In all EUR 12.00.\n\n| File | Net pay |\n| --- | --- |\n| a | EUR 12.00 |"
    laid = laid_out(replaced(answered("x", task="each"), table))
    assert laid.lead == "In all EUR 12.00." and laid.rest.startswith("| File")
    only_a_table = table.split("\n\n")[1]
    assert laid_out(replaced(answered("x", task="each"), only_a_table)).rest == only_a_table
    for task in ("summary", "about", "talk"):
        assert laid_out(replaced(answered("x", task=task), "Good day. How are you?")).lead == ""


def test_what_is_not_finished_is_left_as_it_is() -> None:
    exchange = answered("How long?", "It takes three months.")
    for state in ("writing", "interrupted", "blocked"):
        exchange.state = state
        assert laid_out(exchange).lead == "" and laid_out(exchange).rest == exchange.text


def replaced(exchange: Exchange, text: str) -> Exchange:
    exchange.text = text
    return exchange


@pytest.mark.parametrize(("score", "word"), [(0.95, "Likely"), (0.55, "Likely"), (0.45, "Unsure")])
def test_how_sure_it_is_is_said_in_words(score: float, word: str) -> None:
    exchange = answered("How long?", "It takes three months.")
    exchange.evidence = Evidence(True, score, 0.4)
    assert sureness(exchange).startswith(word) and not any(letter.isdigit() for letter in sureness(exchange))


def test_nothing_is_said_of_what_was_not_searched_for() -> None:
    exchange = answered("hello", "x")
    assert sureness(exchange) == ""
    exchange.evidence, exchange.own_words = Evidence(True, 0.9, 0.4), True
    assert sureness(exchange) == ""


def a_finding(action: str, category: str, rule: str = "my-rule.7", label: str = "") -> Finding:
    return Finding(rule, "pii", action, category, label=label)  # type: ignore[arg-type]


def test_what_rules_did_is_told_once_in_words_without_their_ids() -> None:
    order = a_finding("drop_passage", "injection", "injected-passage")
    dropped = Checked(Verdict("retrieval", "drop_passage", "", (order, replace(order, rule="foreign-request"))))
    phone = Checked(Verdict("output", "redact", "", (a_finding("redact", "privacy", label="phone number"),)))
    mail = Checked(Verdict("final", "redact", "", (a_finding("redact", "privacy", label="e-mail address"),)))
    told = told_checks([dropped, dropped, phone, phone, mail])
    assert told == [
        "2 passages were left out: what stands there tries to give this program orders.",
        "Hidden in this answer: phone number and e-mail address.",
    ]
    assert told_checks([]) == []


@pytest.mark.parametrize("action", ["block", "ask", "rewrite", "drop_passage", "redact", "warn"])
@pytest.mark.parametrize("category", ["injection", "privacy", "secrets", "ungrounded", "my_own"])
def test_no_action_of_a_rule_is_left_untold_and_no_id_is_told(action: str, category: str) -> None:
    told = told_checks([Checked(Verdict("output", action, "", (a_finding(action, category),)))])  # type: ignore[arg-type]
    kept = told_kept([StoredDecision("output", "my-rule.7", action)])  # type: ignore[arg-type]
    for lines in (told, kept):
        assert len(lines) == 1 and "my-rule.7" not in lines[0] and "drop_passage" not in lines[0]


def test_a_message_of_a_rule_loses_its_id_and_nothing_else() -> None:
    verdict = Verdict("output", "block", "", (a_finding("block", "hate", "hate.input"),))
    assert without_rules("Stopped by rule hate.input.", [verdict]) == "Stopped by a rule."
    assert without_rules("Plans stay out (rule hate.input).", [verdict]) == "Plans stay out."
    assert without_rules("Plans stay out.", [verdict]) == "Plans stay out."
