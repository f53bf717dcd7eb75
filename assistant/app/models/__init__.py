"""Models as the program uses them: which are chosen, what there is, how they are fetched, made and measured.

May import: app, ingest, answer, guard, generate, store, models, config, disk.
"""
