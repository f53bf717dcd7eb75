"""Deleting for certain: removed, wiped, and looked for afterwards. May import: store.ledger, store.index, sandbox."""
