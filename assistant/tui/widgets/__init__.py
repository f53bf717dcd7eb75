"""One widget a file. May import: tui.actions, tui.jobs, tui.screens, tui.state, chat,
app.ports."""
