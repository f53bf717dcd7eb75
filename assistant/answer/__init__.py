"""Journey 2: question -> guard -> retrieve -> guard -> generate -> guard -> events.

May import: nothing else of ours.
"""
