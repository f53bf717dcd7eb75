"""The doors for other programs: protocols over what `app/doors` gives out. May import: chat, app, config."""
