"""Functions on text that several stages share: clean, fold, split into sentences and words, compare.

May import: nothing else of ours.
"""
