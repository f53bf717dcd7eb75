"""A library as version 0.1.0 left it, before the rooms were moved, and that it opens without being read again."""
