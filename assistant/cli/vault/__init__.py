"""`assistant vault`: the library under a key, and the passphrase that opens it. May import: cli, app, config."""
