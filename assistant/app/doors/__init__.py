"""What other programs may have of the library: the folders that are allowed, under two policies, within a budget.

May import: app, answer, guard, generate, store, sandbox, config, disk.
"""
