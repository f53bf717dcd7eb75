"""Keys as the person chose them in the settings: `app.keys`, by action id.

Invariant: in an accepted keymap every key has a single meaning wherever it can be pressed, and every character can be
typed.
"""

from __future__ import annotations

import difflib
import unicodedata
from collections.abc import Iterator, Mapping

from assistant.domain.errors import ConfigError
from assistant.tui.actions.action import Action, Area, key_name
from assistant.tui.actions.registry import ACTIONS

SETTING = "app.keys"
_NAMED = {
    "escape", "enter", "tab", "space", "backspace", "delete", "insert", "home", "end", "pageup", "pagedown",
    "up", "down", "left", "right", "slash", "backslash", "minus", "plus", "underscore", "at", "circumflex_accent",
    *(f"f{number}" for number in range(1, 25)),
}  # fmt: skip
_MODIFIERS = ("ctrl", "alt", "shift", "super")
_SAME = {"ctrl+i": "tab", "ctrl+m": "enter", "return": "enter", "/": "slash"}  # what a terminal cannot tell apart
# Areas whose keys work at the same time. The keys of "everywhere" work in all areas.
_TOGETHER: tuple[frozenset[str], ...] = (
    frozenset({"chat", "prompt"}),
    frozenset({"chat", "table"}),
    frozenset({"library", "files"}),
    *(frozenset({"sheet", view}) for view in ("policy", "models", "settings")),
)
_TYPED_IN: tuple[Area, ...] = ("everywhere", "prompt", "chat")


def check_keymap(keys: Mapping[str, str]) -> dict[str, str]:
    """`keys` (comma-separated, by action id) as Textual wants them, by binding id.

    Raises ConfigError for an unknown action, what is no key, a character that could then not be typed, a key that the
    prompt itself needs, and two actions on the same key.
    """
    if not keys:
        return {}
    known = {action.id: action for action in ACTIONS}
    for action_id, written in keys.items():
        if action_id not in known:
            near = difflib.get_close_matches(action_id, known, n=1)
            hint = f"Did you mean {near[0]!r}?" if near else "f1 in the app lists the actions with their ids."
            raise ConfigError(f"Setting {SETTING!r}: there is no action {action_id!r}.", hint)
        _check_written(known[action_id], written)
    _check_clashes(keys)
    return dict(_by_binding(keys, known))


def shown_key(action: Action, keymap: Mapping[str, str]) -> str:
    """The first key of `action` as it is printed on a keyboard; the nine keys of a numbered action as "1-9"."""
    if action.id not in keymap:
        return action.first_key
    keys = keymap[action.id].replace(" ", "")
    return f"{key_name(keys)}\u2026{keys.split(',')[-1]}" if action.numbered else key_name(keys)


def clashes(keys: Mapping[str, str]) -> list[tuple[Action, Action, str]]:
    """Pairs of actions that a key would call in the same area, with the key."""
    found: list[tuple[Action, Action, str]] = []
    for number, first in enumerate(ACTIONS):
        for second in ACTIONS[number + 1 :]:
            if _work_together(first.area, second.area):
                both = _pressed(first, keys) & _pressed(second, keys)
                found += [(first, second, key) for key in sorted(both)]
    return found


def taken_by_the_prompt() -> set[str]:
    """The keys that move and edit in the prompt: only an action of the prompt or of everywhere goes before them."""
    from textual.binding import Binding
    from textual.widgets import TextArea

    pairs = [binding.key if isinstance(binding, Binding) else binding[0] for binding in TextArea.BINDINGS]
    return {key for keys in pairs for key in keys.split(",")} - {"escape"}


def _check_written(action: Action, written: str) -> None:
    keys = _split(written)
    if action.numbered and len(keys) != 9:
        raise ConfigError(f"Setting {SETTING!r}: {action.id!r} needs nine keys.", "Write them with commas between.")
    for key in keys:
        if not _is_key(key):
            raise ConfigError(
                f"Setting {SETTING!r}: {key!r} for the action {action.id!r} is no key.",
                "Keys are written like f12, ctrl+x, alt+left, escape or a single sign, with commas between them.",
            )
        if action.area in _TYPED_IN and not action.numbered and _is_typed(key):
            raise ConfigError(
                f"Setting {SETTING!r}: {key!r} for the action {action.id!r} could not be typed any more.",
                "Take a key like f12, ctrl+x or alt+left.",
            )
        if action.area == "chat" and key in taken_by_the_prompt():
            raise ConfigError(
                f"Setting {SETTING!r}: {key!r} for the action {action.id!r} is needed for editing in the prompt.",
                "Take another key.",
            )


def _check_clashes(keys: Mapping[str, str]) -> None:
    for first, second, key in clashes(keys):
        if first.id in keys or second.id in keys:
            raise ConfigError(
                f"Setting {SETTING!r}: {key!r} would mean both {first.id!r} and {second.id!r}.",
                "Give one of them another key.",
            )


def _by_binding(keys: Mapping[str, str], known: Mapping[str, Action]) -> Iterator[tuple[str, str]]:
    for action_id, written in keys.items():
        if known[action_id].numbered:
            for number, key in enumerate(_split(written), start=1):
                yield f"{action_id}.{number}", key
        else:
            yield action_id, ",".join(_split(written))


def _split(written: str) -> list[str]:
    return [_SAME.get(key, key) for key in (part.strip() for part in written.split(","))]


def _pressed(action: Action, keys: Mapping[str, str]) -> set[str]:
    return set(_split(keys.get(action.id, action.keys)))


def _work_together(first: Area, second: Area) -> bool:
    return first == second or "everywhere" in (first, second) or frozenset({first, second}) in _TOGETHER


def _is_key(key: str) -> bool:
    *modifiers, base = key.split("+") if key != "+" else [key]
    if len(set(modifiers)) != len(modifiers) or not set(modifiers) <= set(_MODIFIERS):
        return False
    return base in _NAMED or (len(base) == 1 and base.isprintable() and not base.isspace()) or _is_named_sign(base)


def _is_named_sign(base: str) -> bool:
    """Whether `base` is a sign by its Unicode name, as "question_mark"."""
    try:
        return bool(base) and base == base.lower() and unicodedata.lookup(base.replace("_", " ")).isprintable()
    except KeyError:
        return False


def _is_typed(key: str) -> bool:
    return "+" not in key[1:] and (len(key) == 1 or key in ("space", "slash", "backslash", "minus", "plus", "at")
                                   or _is_named_sign(key))  # fmt: skip
