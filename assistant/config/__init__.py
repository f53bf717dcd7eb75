"""The settings: their schema, their file, and where everything lies. May import: disk."""
