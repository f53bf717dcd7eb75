"""Builds everything; the only room that names implementations, and what the faces see.

May import: evaluation, ingest, answer, guard, generate, store, models, sandbox, config, disk.
"""
