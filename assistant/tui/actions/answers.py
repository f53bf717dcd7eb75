"""What a person can do with an answer that is there: ask for another kind, look at its steps, use its table."""

from __future__ import annotations

from assistant.tui.actions.action import Action

ANSWER_ACTIONS: tuple[Action, ...] = (
    Action(
        "other_way",
        "alt+w",
        "Answer it in another way",
        "Asks the last question again for the next likely kind of answer: a list of files, a table, a summary, ...",
        area="chat",
        footer="another way",
        slash="way",
    ),
    Action(
        "read_table",
        "alt+t",
        "Go to the table",
        "Gives the keys to the table of the last answer: arrows move, esc gives them back.",
        area="chat",
        footer="table",
        slash="grid",
    ),
    Action(
        "unfold_quotes",
        "alt+q",
        "The quotes below the answer",
        "Shows the quotes of the last answer in full, or folds them again.",
        area="chat",
        footer="quotes",
        slash="quotes",
    ),
    Action(
        "unfold_steps",
        "alt+d",
        "What was done for this answer",
        "Shows the steps of the last answer one by one, or folds them again.",
        area="chat",
        footer="steps",
        slash="steps",
    ),
    Action(
        "copy_csv",
        "alt+c",
        "Copy the table as CSV",
        "Copies the table of the last answer for a spreadsheet, with file and page of each row behind it.",
        area="chat",
        slash="csv",
    ),
    Action(
        "copy_markdown",
        "alt+m",
        "Copy the table as Markdown",
        "Copies the table of the last answer for a note, with its sources below.",
        area="chat",
        slash="markdown",
    ),
    Action(
        "sort_column",
        "s",
        "Sort by this column",
        "Sorts the table by the column under the cursor; again the other way round. A click on a heading does so too.",
        area="table",
        footer="sort",
    ),
    Action(
        "open_cited",
        "enter",
        "Open the source of the cell",
        "Opens the passage behind the citation in the cell, or else in its row.",
        area="table",
        footer="source",
    ),
)
