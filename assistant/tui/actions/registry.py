"""Every action a person can take, once: bindings, footer, palette, slash commands and help are all made from here.

Invariant: an action has a key, a palette entry and a help sentence; its method is `action_<id>` on the app
(`area` "everywhere") or on the screens that serve its area. The app makes the methods of actions with a `screen`.
"""

from __future__ import annotations

from textual.binding import Binding

from assistant.tui.actions.action import Action, Area
from assistant.tui.actions.answers import ANSWER_ACTIONS
from assistant.tui.actions.conversations import CONVERSATION_ACTIONS
from assistant.tui.actions.views import VIEW_ACTIONS

_DIGITS = ",".join("123456789")

ACTIONS: tuple[Action, ...] = (
    Action(
        "stop",
        "escape",
        "Stop the answer",
        "Stops the answer that is being written and keeps what is there.",
        area="chat",
        footer="stop",
        slash="stop",
    ),
    Action(
        "send",
        "enter",
        "Send the question",
        "Asks what stands in the prompt.",
        area="prompt",
    ),
    Action(
        "new_line",
        "ctrl+j,shift+enter,alt+enter",
        "New line in the prompt",
        "Breaks the line without sending.",
        area="prompt",
        key_shown="ctrl+j",
    ),
    Action(
        "complete",
        "tab",
        "Complete the word",
        "Takes the chosen file after @ or command after /; up and down choose.",
        area="prompt",
    ),
    Action(
        "recall",
        "alt+up",
        "Earlier question",
        "Puts an earlier question into the prompt; in an empty one up does so too.",
        area="prompt",
    ),
    Action("palette", "ctrl+p", "All commands", "Opens this list of everything you can do.", footer="commands"),
    Action(
        "help",
        "f1",
        "Help",
        "Explains the keys, the signs and the commands.",
        footer="help",
        slash="help",
        screen="help.HelpScreen",
    ),
    Action(
        "library",
        "ctrl+b",
        "Library",
        "Shows your files: what is indexed, what could not be read and why.",
        footer="library",
        slash="library",
    ),
    Action(
        "search",
        "ctrl+f",
        "Search everything",
        "Finds passages while you type, with the page of each beside it; / does so too where nothing is typed.",
        footer="search",
        slash="search",
        screen="search.SearchScreen",
    ),
    Action("policy", "f2", "Policy", "Shows the rules that check questions, passages and answers.", slash="policy"),
    Action("models", "f3", "Models", "Shows the models that are here, and how to get others.", slash="models"),
    Action("settings", "f4", "Settings", "Shows every setting, its value and where it comes from.", slash="settings"),
    Action(
        "start",
        "f6",
        "Getting started",
        "Choose a folder, see what will be read, check models and policy.",
        slash="start",
    ),
    Action(
        "pause_watch",
        "f7",
        "Pause or resume watching",
        "Stops looking for changes on the disk; pressed again it looks at everything and goes on.",
        slash="watch",
    ),
    Action(
        "copy",
        "ctrl+y",
        "Copy the answer",
        "Copies the selected text, or the last answer with its sources.",
        footer="copy",
        slash="copy",
    ),
    Action(
        "open_source",
        _DIGITS,
        "Open a source",
        "Opens the passage behind [1] to [9] of the last answer, quote marked. "
        "In the prompt the digits do so while it is empty; with alt they always do.",
        area="chat",
        footer="open source",
        slash="open",
        argument="NUMBER",
        numbered=True,
        key_shown="1-9",
    ),
    Action(
        "read_passage",
        "ctrl+g",
        "Go to the next pane",
        "Gives the keys to the page beside the conversation, then to the files, then back to the prompt.",
        area="chat",
        footer="next pane",
    ),
    Action(
        "why",
        "f8",
        "Why this answer",
        "Shows what was found, how it was ranked, and every rule that spoke.",
        area="chat",
        footer="why",
        slash="why",
    ),
    Action(
        "clear",
        "ctrl+n",
        "New conversation",
        "Starts afresh: earlier questions no longer colour the next one.",
        area="chat",
        slash="new",
    ),
    Action(
        "earlier",
        "ctrl+up",
        "Show earlier messages",
        "Brings back messages that were left out to stay quick.",
        area="chat",
        slash="earlier",
    ),
    Action(
        "later",
        "ctrl+down",
        "Show later messages",
        "Goes on towards the end where later messages were left out.",
        area="chat",
        slash="later",
    ),
    Action(
        "switch_theme",
        "f5",
        "Light or dark",
        "Switches between the light and the dark theme; with a name behind it, to that one (assistant-contrast). "
        "The setting app.theme makes it last.",
        slash="theme",
        argument="NAME",
    ),
    Action(
        "lock",
        "alt+l",
        "Lock the vault",
        "Drops the key and closes the library; asks for the passphrase. Without a vault it says how to make one.",
        slash="lock",
        also="password encrypt encryption protect",
    ),
    Action("retry", "f9", "Open the library again", "Tries again to open the library after an error.", slash="retry"),
    Action("quit", "ctrl+q", "Quit", "Ends the app; a running index job goes on next time where it was.", slash="quit"),
    Action("close_passage", "escape,q", "Close the passage", "Goes back to the answer.", area="passage", footer="back"),
    Action(
        "next_page",
        "right,n",
        "Next page",
        "Shows the page after this one.",
        area="passage",
        footer="next page",
    ),
    Action(
        "previous_page",
        "left,b",
        "Previous page",
        "Shows the page before this one.",
        area="passage",
        footer="previous page",
    ),
    Action(
        "open_file",
        "o",
        "Open the file itself",
        "Opens the cited file with your usual program, if the library holds it.",
        area="passage",
        footer="open file",
    ),
    Action("close_help", "escape,q", "Close the help", "Goes back.", area="help", footer="back"),
    Action("to_quote", "home", "Back to the quote", "Scrolls to the marked place.", area="passage", footer="quote"),
    *ANSWER_ACTIONS,
    *CONVERSATION_ACTIONS,
    *VIEW_ACTIONS,
)


def bindings(area: Area) -> list[Binding]:
    """The key bindings of an area. Those of the app and the prompt go first, before a text field takes the key."""
    first = area in ("everywhere", "prompt")
    made: list[Binding] = []
    for action in ACTIONS:
        if action.area != area:
            continue
        if action.numbered:
            made += _numbered(action)
            continue
        made.append(
            Binding(
                action.keys,
                action.id,
                action.footer or action.palette,
                show=bool(action.footer),
                priority=first,
                id=action.id,
            )
        )
    return made


def _numbered(action: Action) -> list[Binding]:
    """One binding a digit; only the first is shown in the footer, for all of them."""
    return [
        Binding(
            f"{digit},alt+{digit}",
            action.command(int(digit)),
            action.footer,
            show=digit == "1",
            key_display=action.key_shown,
            id=f"{action.id}.{digit}",
        )
        for digit in action.keys.split(",")
    ]


def named(action_id: str) -> Action:
    """Raises KeyError for an unknown id."""
    for action in ACTIONS:
        if action.id == action_id:
            return action
    raise KeyError(action_id)


def by_slash(word: str) -> Action | None:
    """The action that `/word` calls."""
    return next((action for action in ACTIONS if action.slash and action.slash == word), None)
