"""Search: keywords, and vectors in disposable generations that are built from the ledger.

May import: store.ledger, sandbox, disk.
"""
