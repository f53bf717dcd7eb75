"""One widget a file. May import: tui.actions, tui.screens, tui.state, chat."""
