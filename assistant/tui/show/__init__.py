"""How things look: themes, styled text, words of single views. May import: tui.state, tui.widgets, chat, app."""
