"""Builds everything; the only room that names implementations, and what the faces see.

May import: every room but the faces.
"""
