"""What the program gives to its faces."""
