"""`assistant ask`: the command, its options, and how it prints. May import: cli, tui, chat, app."""
