"""The Python interface: a library asked from other programs in Python, by a sealed process of our own.

`assistant` exports its names. May import: chat, app, doors.mcp."""
