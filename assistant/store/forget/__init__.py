"""Deleting for certain: removed, wiped, and looked for afterwards. May import: store.index, store.ledger, sandbox."""
