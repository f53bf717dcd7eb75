"""Tests of policy files: read, joined, watched."""
