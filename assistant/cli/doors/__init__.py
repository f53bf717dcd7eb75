"""Commands of the doors for other programs. May import: cli, doors, app, config."""
