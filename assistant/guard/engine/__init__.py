"""Rules decide: detectors are run, hits become verdicts, streams are held back.

May import: guard.audit, guard.detectors, guard.matching, guard.policy, models.
"""
