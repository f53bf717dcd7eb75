"""Models as the program uses them: which are chosen, what there is, how they are fetched, made and measured.

May import: models, generate, guard, answer, ingest and what lies below them.
"""
