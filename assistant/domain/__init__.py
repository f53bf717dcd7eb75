"""The nouns of the program: records, events, errors, scope, and the ports of the stages.

May import: nothing of ours.
"""
