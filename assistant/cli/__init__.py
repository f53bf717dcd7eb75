"""The command line: one command a file. May import: tui, doors, chat, app, config."""
