"""What code that took over a parser would try; what succeeds does no harm: it touches the bait, or asks if it might.

May import: sandbox."""
