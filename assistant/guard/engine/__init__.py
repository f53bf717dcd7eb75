"""Rules decide: detectors are run, hits become verdicts, streams are held back. May import: all of guard."""
