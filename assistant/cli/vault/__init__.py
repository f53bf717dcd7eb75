"""`assistant vault`: the library under a key, and the passphrase that opens it."""
