"""How `assistant ask` prints."""
