"""Shares of counted cases with what they are sure to."""

from __future__ import annotations

from math import sqrt

_Z = 1.96  # 95%


def share(found: int, of: int) -> dict[str, object]:
    """`n`, `found` and the share with its 95% interval (Wilson)."""
    if not of:
        return {"n": 0, "found": 0}
    rate = found / of
    middle = (rate + _Z**2 / (2 * of)) / (1 + _Z**2 / of)
    half = _Z * sqrt(rate * (1 - rate) / of + _Z**2 / (4 * of**2)) / (1 + _Z**2 / of)
    return {"n": of, "found": found, "share": round(rate, 3), "95%": [round(middle - half, 3), round(middle + half, 3)]}
