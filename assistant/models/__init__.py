"""Model files on this machine: finding, fetching, verifying, preparing and listing them. May import: disk."""
