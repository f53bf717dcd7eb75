"""Policy files: schema, and loading into an immutable policy.

May import: guard.detectors, guard.matching, config, disk.
"""
