"""Readers in child processes with limits, and the protocol between. May import: ingest.parse, sandbox, disk."""
