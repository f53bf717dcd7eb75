"""What the app does off its own thread: one object for each kind of work.

May import: tui.state, chat, app.ports, config.
"""
