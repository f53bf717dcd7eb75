"""Other programs ask the sample archive, through the real protocol."""
