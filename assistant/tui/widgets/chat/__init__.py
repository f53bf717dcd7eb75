"""The widgets of the conversation. May import: tui, chat."""
