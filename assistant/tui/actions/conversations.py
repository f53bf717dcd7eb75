"""What a person can do with conversations: keep them private, find, name, export and delete them."""

from __future__ import annotations

from assistant.tui.actions.action import Action

CONVERSATION_ACTIONS: tuple[Action, ...] = (
    Action(
        "history",
        "ctrl+o",
        "Earlier conversations",
        "Lists the conversations that were kept: search, open, rename, export or delete them.",
        slash="history",
        argument="WORDS",
    ),
    Action(
        "private",
        "ctrl+t",
        "Private conversation",
        "Begins a conversation of which nothing is saved, or ends it; the status line says so while it lasts. "
        "The record of decisions goes on: it holds no text.",
        area="chat",
        slash="private",
    ),
    Action(
        "limit",
        "ctrl+l",
        "Limit the questions to some files",
        "With mentions behind it: only these files from here on. @name, @folder/, @.pdf, @since:2024-03, @before:2025, "
        "@in:2024 may stand together; in a question they hold for it alone. Without any the limit is lifted.",
        area="chat",
        slash="limit",
        argument="@FILES",
    ),
    Action(
        "rename",
        "ctrl+r",
        "Rename this conversation",
        "Gives the conversation another title in the list of earlier ones.",
        area="chat",
        slash="rename",
        argument="TITLE",
    ),
    Action(
        "export",
        "ctrl+s",
        "Export this conversation",
        "Writes it into a file that you name: Markdown for .md, JSON for .json. Nothing is overwritten.",
        area="chat",
        slash="export",
        argument="FILE",
    ),
    Action(
        "better_embedder",
        "alt+e",
        "Find more in the languages of your files",
        "Where many passages are in languages that the embedding model does not know: shows the model that does, "
        "fetches it if you accept its licence, and uses it. The present vectors answer until the new ones are there.",
        area="chat",
        slash="embedder",
    ),
    Action(
        "open_chat",
        "enter",
        "Open the conversation",
        "Shows it and goes on with it: follow-up questions know what was said.",
        area="history",
        footer="open",
    ),
    Action(
        "find_chat",
        "slash",
        "Find a conversation",
        "Narrows the list to those whose title, questions or answers hold what you type.",
        area="history",
        footer="find",
    ),
    Action(
        "rename_chat",
        "r",
        "Rename the conversation",
        "Asks for another title.",
        area="history",
        footer="rename",
    ),
    Action(
        "export_chat",
        "e",
        "Export the conversation",
        "Asks for a file: Markdown for .md, JSON for .json. Nothing is overwritten.",
        area="history",
        footer="export",
    ),
    Action(
        "delete_chat",
        "d,delete",
        "Delete the conversation",
        "Asks once more, then removes it for good.",
        area="history",
        footer="delete",
    ),
    Action(
        "confirm_delete",
        "y",
        "Yes, delete it",
        "Says yes to the question whether the conversation is to be deleted; esc keeps it.",
        area="history",
        footer="yes, delete",
    ),
    Action("close_history", "escape,q", "Close the conversations", "Goes back.", area="history", footer="back"),
)
