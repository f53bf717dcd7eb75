"""Model files on this machine: what there is, what fits, what is verified. May import: disk."""
