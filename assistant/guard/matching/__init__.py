"""Tools of the detectors: plain views of disguised text, patterns with a time limit, segments.

May import: nothing else of ours.
"""
