"""The terminal app. May import: app.ports, chat, config, text, domain."""
