"""Questions in a box over a screen.

May import: tui.actions, tui.screens, tui.show, tui.state, tui.widgets, chat, app.ports, config.
"""
