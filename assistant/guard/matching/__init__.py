"""What detectors work with: disguised text made plain, patterns with a time limit, segments.

May import: nothing else of ours.
"""
