"""What code that took over a parser would try: attempts to read, write, spy, multiply, signal and send. Linux.

Invariant: an attempt that succeeds does no harm: it touches only the bait, asks whether it might (signal 0, an address
that does not exist), or sets a value to what it is.
"""
