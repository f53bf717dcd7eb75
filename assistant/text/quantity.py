"""A number with its noun, in singular or plural."""

from __future__ import annotations


def count(number: int, noun: str) -> str:
    """ "1 file", "3,902 files"."""
    return f"{number:,} {noun}" if number == 1 else f"{number:,} {noun}s"
