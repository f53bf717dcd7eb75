"""Bends inputs, runs targets in a process of their own, and keeps what goes wrong."""
