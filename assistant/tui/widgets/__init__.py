"""One widget a file. May import: tui, chat, domain, text."""
