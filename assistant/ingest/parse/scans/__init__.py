"""Recognises the text of scanned pages and pictures, in a sealed process of its own.

May import: ingest.parse, models.
"""
