"""The doors for other programs: protocols, HTTP, and the Python interface. May import: chat, app, config."""
