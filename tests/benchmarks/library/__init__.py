"""How the library is read, followed and kept whole."""
