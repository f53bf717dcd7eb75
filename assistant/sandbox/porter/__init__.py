"""A small process at the door of the sealed program: the few things that it does outside of our own places.

May import: sandbox."""
