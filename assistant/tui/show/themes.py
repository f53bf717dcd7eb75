"""The colour themes of the app. Invariant: text keeps a contrast of at least 4.5 to 1 on its background."""

from __future__ import annotations

import difflib
from collections.abc import Iterable

from textual.theme import Theme

from assistant.domain.errors import ConfigError

DARK = Theme(
    name="assistant-dark",
    primary="#6cb6b0",
    secondary="#8fa6c1",
    accent="#e0b363",
    foreground="#d9dfe6",
    background="#14171c",
    surface="#1a1e25",
    panel="#232933",
    warning="#e0b363",
    error="#e57373",
    success="#8fc08a",
    dark=True,
    variables={"footer-key-foreground": "#e0b363", "footer-background": "#1a1e25"},
)

LIGHT = Theme(
    name="assistant-light",
    primary="#1b6a6d",
    secondary="#3d5a80",
    accent="#8a5200",
    foreground="#22272e",
    background="#f8f7f3",
    surface="#f0eee7",
    panel="#e4e1d7",
    warning="#8a5200",
    error="#b3261e",
    success="#2f6b2f",
    dark=False,
    variables={"footer-key-foreground": "#8a5200", "footer-background": "#f0eee7"},
)

CONTRAST = Theme(
    name="assistant-contrast",
    primary="#7fe5ff",
    secondary="#c9d1ff",
    accent="#ffd84d",
    foreground="#ffffff",
    background="#000000",
    surface="#0d0d0d",
    panel="#1f1f1f",
    warning="#ffd84d",
    error="#ff8a80",
    success="#9cff9c",
    dark=True,
    variables={"footer-key-foreground": "#ffd84d", "footer-background": "#0d0d0d"},
)

THEMES = (DARK, LIGHT, CONTRAST)


def check_theme(name: str, known: Iterable[str]) -> str:
    """`name`, or the dark theme's for "". Raises ConfigError for a theme that is not `known`."""
    if not name:
        return DARK.name
    if name not in known:
        near = difflib.get_close_matches(name, known, n=1)
        hint = f"Did you mean {near[0]!r}?" if near else f"There are: {', '.join(sorted(known))}."
        raise ConfigError(f"There is no theme {name!r}.", hint)
    return name


def other_shade(theme: Theme) -> str:
    """The name of the light theme if `theme` is dark, else of the dark theme."""
    return LIGHT.name if theme.dark else DARK.name
