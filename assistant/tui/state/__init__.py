"""What the app knows; no widget is here. May import: chat, app.ports."""
