"""Keyed checksums of what the ledger holds: made when it is written, compared when it is read.

May import: store.ledger, disk."""
