"""Scripted implementations of the ports, hostile texts, and how a test waits."""
