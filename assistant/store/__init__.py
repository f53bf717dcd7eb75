"""The library on disk: the ledger (the truth), its two searches, and forgetting. May import: sandbox and below."""
