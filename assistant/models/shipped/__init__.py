"""Models that ship as a difference to public base weights. May import: disk."""
