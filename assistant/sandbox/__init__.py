"""The seal against the internet, limits of child processes, and the few processes outside the seal.

May import: config.
"""
