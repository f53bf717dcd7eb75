"""Tools for those who build the program; not in the wheel. May import: assistant."""
