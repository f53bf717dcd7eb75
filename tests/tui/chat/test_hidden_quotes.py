"""A quote of which a rule hides a part is still shown where it stands in the file."""

from __future__ import annotations

from assistant.chat.exchange import Source
from assistant.tui.widgets.chat.passage import find_quote

PAGE = "First.\nThe patient is Mrs Anna Keller, born on 12.03.1971.\nLast."
START, END = PAGE.index("The"), PAGE.index("\nLast")


def test_its_place_is_marked() -> None:
    quote = "The patient is Mrs [PERSON-1], born on ••.••.••71."
    assert find_quote(PAGE, Source(1, "a.md", 1, START, END, quote)) == (START, END)


def test_a_file_that_has_changed_is_not() -> None:
    quote = "The patient is Mrs [PERSON-1], born on ••.••.••71."
    changed = PAGE.replace("born on", "died on")
    assert find_quote(changed, Source(1, "a.md", 1, START, END, quote)) is None


def test_what_is_hidden_before_the_quote_moves_it() -> None:
    masked = PAGE.replace("First.", "First [PERSON-1].").replace("Anna Keller", "[PERSON-2]")
    place = masked.index("The"), masked.index("\nLast")
    for hidden in ("Mrs [PERSON-2], born on 12.03.1971.", "Mrs [PERSON-1], born on ••.••.••71."):
        assert find_quote(masked, Source(1, "a.md", 1, START, END, f"The patient is {hidden}")) == place


def test_of_two_equal_sentences_the_cited_one_is_marked() -> None:
    page = "It rains. [X] It snows. It rains."
    assert find_quote(page, Source(1, "a.md", 1, 22, 31, "It rains.")) == (24, 33)
    assert find_quote(page, Source(1, "a.md", 1, 2, 11, "It rains.")) == (0, 9)
