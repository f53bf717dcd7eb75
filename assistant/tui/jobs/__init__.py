"""What the app does off its own thread, and what it makes of what comes back.

May import: tui.state, app.ports, chat.
"""
