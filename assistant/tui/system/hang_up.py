"""Ends the program when its terminal is gone, also where the system sends no signal: started through another program,
or told to ignore the signal. Textual would wait for the terminal for ever, and read its end again and again.

Invariant: what ends so is as if killed by the signal of a terminal that hangs up; the library is made for that.
"""

from __future__ import annotations

import os
import select
import sys
import threading

_EXIT = 129  # as a shell reports SIGHUP, number 1


def end_with_terminal() -> None:
    """Watch the terminal of standard input from a thread of its own, where the system can tell that it hung up."""
    if sys.__stdin__ is None or not hasattr(select, "poll") or not os.isatty(sys.__stdin__.fileno()):
        return
    threading.Thread(target=_watch, args=(sys.__stdin__.fileno(),), name="hang-up", daemon=True).start()


def _watch(terminal: int) -> None:
    poll = select.poll()
    poll.register(terminal, 0)  # no event is asked for: that it hung up is always told
    for _, event in poll.poll():
        if event & select.POLLHUP:
            os._exit(_EXIT)
