"""`assistant ask`: the command, how it prints, and its JSON. May import: cli, chat, app."""
