"""`assistant ask`: the command, and how it prints. May import: cli, chat, app."""
