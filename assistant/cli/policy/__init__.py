"""`assistant policy` and `assistant audit`. May import: cli, app, config."""
