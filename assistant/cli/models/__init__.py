"""`assistant models`: list, pull, discover, use, export, import. May import: cli, chat, app, config."""
