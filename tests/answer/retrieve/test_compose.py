"""Passages in a prompt: numbered by rank, labelled, never over the budget."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from assistant.answer.compose import PromptComposer, label_of, numbered
from assistant.domain.records.passages import Turn
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


def test_a_conversation_goes_on_from_its_excerpts_where_they_hold_what_is_needed() -> None:
    making = composer(100)
    first = making.compose("What is the rent?", numbered([passage("The rent is 900. It is due on Monday.")]), [])
    history = [Turn("What is the rent?", "\u201cThe rent is 900.\u201d [1]\n\nEUR 900. [1]")]
    other = numbered([passage("It is due on Monday. Keys come back in May.")])
    again = making.compose("When is it due?", other, history, ["It is due on Monday."])
    assert again.passages == first.passages and again.history[0].answer == "EUR 900. [1]"
    turns = [*history, Turn("When is it due?", "On Monday. [1]")]
    assert making.compose("And the keys?", other, turns, ["Keys come back in May."]).passages == other


def test_another_conversation_does_not_get_the_excerpts_of_the_last() -> None:
    making = composer(100)
    making.compose("What is the rent?", numbered([passage("The rent is 900.")]), [])
    other = numbered([passage("So the rent is 900. Indeed.")])
    assert making.compose("And?", other, [Turn("Who pays?", "Nora.")], ["rent is 900"]).passages == other
    assert making.compose("And?", other, [], ["rent is 900"]).passages == other


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
