"""What was changed in the ledger behind the program's back."""
