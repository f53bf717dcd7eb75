"""The seal against the internet, limits of child processes, and the helper processes outside the seal.

May import: config.
"""
