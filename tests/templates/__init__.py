"""One example of each thing that can be added: its new file, the lines of the registry (where.toml) and its test.

CONTRIBUTING.md shows these files; `tests/architecture/test_adding.py` adds each to a copy of the program
and runs its test.
"""
