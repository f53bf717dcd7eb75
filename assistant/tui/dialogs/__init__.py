"""Questions in a box over a screen. May import: tui, chat, domain, text."""
