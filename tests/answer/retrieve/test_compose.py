"""Passages in a prompt: numbered by rank, labelled, never over the budget."""

from __future__ import annotations

from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.answer.compose import PromptComposer, label_of, numbered
from assistant.domain.records.passages import NumberedPassage, Prompt, Turn
from tests.answer.retrieve.made import passage


def words(text: str) -> int:
    return len(text.split())


def composer(budget: int) -> PromptComposer:
    return PromptComposer("Be brief.", budget, 100, words)


def test_numbers_count_from_one_and_stay_in_the_prompt() -> None:
    prompt = composer(100).compose("q", numbered([passage("first", 1), passage("second", 2)])[1:], [])
    assert [(given.number, given.passage.text) for given in prompt.passages] == [(2, "second")]


def test_a_label_is_one_line_with_file_page_and_section() -> None:
    assert label_of(passage("x", path="/a/le\nase.pdf", page=3)) == "le ase.pdf, page 3, Rent"
    assert label_of(passage("x", path="/a/diary.md", page=None)) == "diary.md, Rent"


def test_the_best_passage_is_cut_rather_than_left_out() -> None:
    prompt = composer(8).compose("q", numbered([passage("one two three four five six seven eight nine")]), [])
    (only,) = prompt.passages
    assert "one two three four five six seven eight nine".startswith(only.passage.text)
    assert 0 < words(only.passage.text) < 9
    assert prompt.budget is not None
    assert prompt.budget.cut


def test_only_the_last_turns_are_kept() -> None:
    history = [Turn(str(number), "a") for number in range(9)]
    assert [turn.question for turn in composer(10).compose("q", [], history).history] == ["6", "7", "8"]


GATE = object()
RENT, NAMES = "The rent is 900. It is due on Monday.", "The caretaker is Bram."
ASKED, SAID = "What is the rent?", "\u201cThe rent is 900.\u201d [1]\n\nEUR 900. [1]"
FIRST = [Turn(ASKED, SAID)]


def begun(budget: int = 100, fits: int = 1_000) -> PromptComposer:
    """A composer that has made the prompt of a first question; `fits`: the words of excerpts that fit the window."""

    def within(prompt: Prompt) -> bool:
        given = [*prompt.passages, *(each for turn in prompt.history for each in turn.passages)]
        return sum(words(each.passage.text) for each in given) <= fits

    making = PromptComposer("Be brief.", budget, 100, words, within)
    making.compose(ASKED, numbered([passage(RENT)]), [], admitted_by=GATE)
    return making


def texts(passages: Sequence[NumberedPassage]) -> list[str]:
    return [given.passage.text for given in passages]


def gone_on(making: PromptComposer, question: str, history: Sequence[Turn], *new: str, wish: str = "") -> Prompt:
    prompt = making.go_on(question, numbered([passage(text) for text in new]), history, wish=wish)
    assert prompt is not None
    return prompt


def test_a_conversation_goes_on_behind_its_last_prompt() -> None:
    prompt = gone_on(begun(), "Who is the caretaker?", FIRST, NAMES)
    (turn,) = prompt.history
    assert (turn.question, turn.answer, texts(turn.passages)) == (ASKED, "EUR 900. [1]", [RENT])
    assert texts(prompt.passages) == [NAMES]
    assert prompt.budget is not None and prompt.budget.used_tokens == words(f"{RENT} {NAMES}") + 4


def test_more_of_a_passage_has_its_number_and_another_passage_the_next() -> None:
    other = NumberedPassage(1, "keys.md", passage("Keys come back in May."))
    prompt = begun().go_on("And the keys?", [other, *numbered([passage(NAMES)])], FIRST)
    assert prompt is not None
    assert [(given.number, given.label) for given in prompt.passages] == [(2, "keys.md"), (1, "")]


def test_what_stands_already_is_not_given_again() -> None:
    making = begun()
    assert texts(making.standing(FIRST, GATE)) == [RENT]
    prompt = gone_on(making, "When is it due?", FIRST)
    turns = [*FIRST, Turn("When is it due?", "On Monday. [1]")]
    assert prompt.passages == () and texts(making.standing(turns, GATE)) == [RENT]
    assert [turn.question for turn in gone_on(making, "Who?", turns, NAMES).history] == [ASKED, "When is it due?"]


def test_a_wish_stands_in_the_prompt_and_the_conversation_goes_on_all_the_same() -> None:
    making = begun()
    asked = gone_on(making, "Is it due?", FIRST, wish="Say it in a sentence.")
    turns = [*FIRST, Turn("Is it due?", "It is. [1]")]
    assert asked.question == "Is it due? Say it in a sentence."
    assert gone_on(making, "When?", turns).history[-1].question == asked.question


def test_of_an_answer_that_is_quotes_alone_the_first_is_read() -> None:
    quotes = [Turn(ASKED, "\u201cThe rent is 900.\u201d [1]\n\u201cIt is due on Monday.\u201d [1]")]
    (turn,) = gone_on(begun(), "And?", quotes).history
    assert turn.answer == "The rent is 900."


def test_turns_that_no_prompt_was_made_for_are_added_without_passages() -> None:
    turns = [*FIRST, Turn("How many files are there?", "Two.", "about")]
    assert [(turn.question, len(turn.passages)) for turn in gone_on(begun(), "And?", turns).history] == [
        (ASKED, 1), ("How many files are there?", 0)
    ]  # fmt: skip


def test_a_question_that_got_no_answer_leaves_no_trace() -> None:
    making = begun()
    gone_on(making, "And the keys?", FIRST, NAMES)
    again = gone_on(making, "Who is the caretaker?", FIRST, NAMES)
    assert [turn.question for turn in again.history] == [ASKED] and texts(again.passages) == [NAMES]


OTHERS = {
    "another first question": [Turn("Who pays?", "Nora.")],
    "no question yet": [],
    "a turn before it": [Turn("Hello", "Hello."), *FIRST],
}


@pytest.mark.parametrize("history", OTHERS.values(), ids=OTHERS)
def test_another_conversation_gets_nothing_of_the_last(history: list[Turn]) -> None:
    making = begun()
    assert making.standing(history, GATE) == () and making.go_on("And?", (), history) is None


def test_an_answer_that_was_changed_ends_what_stands() -> None:
    making = begun()
    gone_on(making, "When is it due?", FIRST)
    changed = [Turn(ASKED, "EUR \u2588. [1]"), Turn("When is it due?", "On Monday.")]
    assert making.standing(changed, GATE) == () and making.go_on("And?", (), changed) is None


def test_what_something_else_admitted_does_not_stand() -> None:
    making = begun()
    assert making.standing(FIRST, object()) == ()
    making.compose(ASKED, numbered([passage(RENT)]), [])  # another task's prompt
    assert making.standing(FIRST, GATE) == ()


def test_it_begins_anew_where_budget_or_window_or_turns_would_be_outgrown() -> None:
    new = numbered([passage(NAMES)])
    assert begun(budget=12).go_on("Who?", new, FIRST) is None
    assert begun(fits=words(RENT)).go_on("Who?", new, FIRST) is None
    making, turns = begun(), list(FIRST)
    for number in range(5):
        gone_on(making, str(number), turns)
        turns.append(Turn(str(number), "Yes."))
    gone_on(making, "5", turns)
    assert making.go_on("6", (), [*turns, Turn("5", "Yes.")]) is None


def test_a_conversation_that_is_kept_in_part_goes_on() -> None:
    """A chat remembers its last turns; the prompt holds those before as well."""
    making = begun()
    turns = list(FIRST)
    for number in range(3):
        gone_on(making, str(number), turns[-2:])
        turns.append(Turn(str(number), "Yes."))
    assert [turn.question for turn in gone_on(making, "3", turns[-2:]).history] == [ASKED, "0", "1", "2"]


def test_nothing_stands_once_it_is_forgotten() -> None:
    making = begun()
    making.forget()
    assert making.standing(FIRST, GATE) == () and making.go_on("And?", (), FIRST) is None


@given(st.lists(st.integers(1, 60), max_size=8), st.integers(10, 120))
def test_the_budget_holds(lengths: list[int], budget: int) -> None:
    found = [passage("w " * length, rank) for rank, length in enumerate(lengths, start=1)]
    prompt = composer(budget).compose("q", numbered(found), [])
    cost = sum(words(one.label) + words(one.passage.text) for one in prompt.passages)
    assert cost <= budget
    told = prompt.budget
    assert told is not None
    assert (told.limit_tokens, told.used_tokens) == (budget, cost)
    assert told.chunks == tuple(one.passage.chunk.id for one in prompt.passages)
    assert bool(prompt.passages) == bool(found)
