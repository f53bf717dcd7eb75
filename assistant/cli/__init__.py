"""The command line: one command a file. May import: app, chat, config, text, domain."""
