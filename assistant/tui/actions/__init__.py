"""All actions that a person can take, each described once, and the ways to call them. May import: tui, chat."""
