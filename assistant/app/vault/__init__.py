"""A library into a vault and out of it: each step can be finished or undone after a kill.

May import: app, store, config, vault, disk.
"""
