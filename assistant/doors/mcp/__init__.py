"""The Model Context Protocol over standard input and output. May import: chat, app, config."""
