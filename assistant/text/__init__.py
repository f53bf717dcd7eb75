"""Text as every stage treats it: cleaned, folded, split into sentences and words, compared.

May import: nothing else of ours.
"""
