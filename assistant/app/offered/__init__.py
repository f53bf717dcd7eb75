"""Questions that the app offers: made from the library, and asked before they are shown.

May import: app, answer, evaluation, config.
"""
