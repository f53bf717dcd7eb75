"""The actions of the views beside the conversation: library, lists, getting started."""

from __future__ import annotations

from assistant.tui.action import Action

VIEW_ACTIONS: tuple[Action, ...] = (
    Action("close_library", "escape", "Close the library", "Goes back.", place="library", footer="back"),
    Action(
        "add_folder",
        "a",
        "Add a folder",
        "Asks for a folder and indexes it.",
        place="library",
        footer="add folder",
    ),
    Action(
        "refresh_index",
        "r",
        "Look for changes",
        "Indexes what is new or changed since the last time.",
        place="library",
        footer="update",
    ),
    Action(
        "rebuild_index",
        "R",
        "Index everything again",
        "Reads every file again, changed or not.",
        place="library",
    ),
    Action(
        "pause_index",
        "p",
        "Pause or resume indexing",
        "Stops after the current file; pressed again it goes on there.",
        place="library",
        footer="pause",
    ),
    Action(
        "only_bad",
        "x",
        "Only files with problems",
        "Shows only the files that could not be read, with the reason.",
        place="library",
        footer="problems",
    ),
    Action(
        "filter",
        "slash",
        "Find a file",
        "Narrows the list to names that hold what you type.",
        place="library",
        footer="find",
    ),
    Action(
        "ask_about",
        "enter",
        "Ask about this file",
        "Limits the next question to the chosen file.",
        place="files",
        footer="ask about it",
    ),
    Action(
        "open_outside",
        "o",
        "Open in the system's viewer",
        "Opens the indexed file itself with your usual program.",
        place="library",
    ),
    Action("close_sheet", "escape,q", "Close the list", "Goes back.", place="sheet", footer="back"),
    Action("close_start", "escape", "Not now", "Goes to the conversation.", place="start", footer="not now"),
    Action(
        "index_folder",
        "ctrl+g",
        "Index the folder",
        "Reads the folder that stands in the field.",
        place="start",
        footer="index it",
    ),
)
