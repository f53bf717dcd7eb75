"""The models that can be fetched: their sources and the hashes of their files. May import: disk."""
