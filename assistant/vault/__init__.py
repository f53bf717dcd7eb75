"""The vault: the key, what opens it, and the databases and small files under it. May import: disk."""
