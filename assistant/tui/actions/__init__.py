"""Every action a person can take, once, and the ways to call one. May import: tui, chat, domain."""
