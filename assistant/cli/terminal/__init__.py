"""Colours, how much is told, the live line, and what is asked before a loss. May import: nothing else of ours."""
