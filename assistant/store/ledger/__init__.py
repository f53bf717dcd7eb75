"""The SQLite ledger: connection, schema, and one file a table. May import: vault, disk."""
