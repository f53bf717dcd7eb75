"""The process that listens for programs over TCP."""
