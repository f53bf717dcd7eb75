"""Commands on the library: index, watch, search, status, forget, rebuild. May import: cli, app, chat, config."""
