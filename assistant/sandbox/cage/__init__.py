"""The cage of a process that interprets foreign bytes (Linux). What it says it is held by, the kernel has accepted.

May import: sandbox."""
