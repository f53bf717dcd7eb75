"""What the app asks of the system: clipboard, other programs, garbage collection. May import: app.ports."""
