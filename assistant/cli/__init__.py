"""The command line: one command a file. May import: tui, chat, app, config."""
