"""What app, screens and palette inherit: how foreign text, keys and errors are treated.

May import: tui.actions, tui.show, tui.state, tui.widgets.
"""
