"""Applies rules: runs detectors, turns hits into verdicts, holds streams back.

May import: guard.audit, guard.detectors, guard.matching, guard.policy, models, disk.
"""
