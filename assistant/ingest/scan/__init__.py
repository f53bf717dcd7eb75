"""Disk and ledger compared, and hints about changes. May import: disk."""
