"""The doors for other programs: protocols, and the Python interface. May import: chat, app, config."""
