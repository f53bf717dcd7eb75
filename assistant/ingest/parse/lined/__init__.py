"""Texts whose lines count: programs, settings, notebooks, subtitles, what has no ending. May import: ingest.parse."""
