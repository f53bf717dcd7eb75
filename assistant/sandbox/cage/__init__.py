"""The cage of a process that interprets foreign bytes: it can read code, answer, and nothing else. Linux.

Invariant: what a process says it is held by was accepted by the kernel before it read the first foreign byte.
"""
