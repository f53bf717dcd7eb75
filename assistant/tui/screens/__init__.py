"""One screen a file. May import: tui, chat, domain, text."""
