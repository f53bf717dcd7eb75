"""The time of a file's last change of status (ctime): a program can set a file's time back, but not this one.

Invariant: 0 means that the system does not tell it; nothing is concluded from it then.
"""

from __future__ import annotations

import os

_LAST = (1 << 63) - 1  # the ledger's integers have 64 bits with a sign


def change_time_ns(status: os.stat_result) -> int:
    """When content, name or permissions of the file were last changed (ns), by the file system's clock."""
    if os.name == "nt":  # there it is the time at which the file was made
        return 0
    return max(0, min(status.st_ctime_ns, _LAST))
