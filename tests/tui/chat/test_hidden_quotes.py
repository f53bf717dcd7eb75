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
