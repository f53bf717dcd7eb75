"""Completion for shells: the command that prints it, the names that it offers. May import: cli, chat, app, config."""
