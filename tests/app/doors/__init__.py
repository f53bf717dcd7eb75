"""What other programs may have."""
