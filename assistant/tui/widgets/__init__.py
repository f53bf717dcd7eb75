"""One widget a file. May import: tui, chat, app.ports."""
