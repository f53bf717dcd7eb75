"""The two colour themes of the app. Invariant: text keeps a contrast of at least 4.5 to 1 on its background."""

from __future__ import annotations

from textual.theme import Theme

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
