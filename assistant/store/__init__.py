"""The library on disk: the ledger (the truth), its two searches, and forgetting. May import: nothing else of ours."""
