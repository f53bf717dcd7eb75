"""Forgetting: removes files, wipes the ledger, finds leftovers. May import: store.index, store.ledger, sandbox."""
