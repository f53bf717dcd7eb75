"""A process outside the seal that listens at one port of this machine, and hands what comes in to the sealed program.

May import: sandbox."""
