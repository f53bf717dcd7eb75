"""One screen a file. May import: tui, chat, app.ports, config."""
