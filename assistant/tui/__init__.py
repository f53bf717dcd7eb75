"""The terminal app. May import: chat, app.ports, config."""
