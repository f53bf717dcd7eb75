"""Room for the frames of Python's calls, so that a busy loop does not map and unmap memory at each call.

CPython keeps a thread's frames in chunks of 16 KiB, and gives a chunk back as soon as its first frame ends. A loop that
stands so deep that its calls begin a new chunk pays two system calls and a page fault for each of them: 88 microseconds
instead of 0.04 (2,000 calls, Python 3.11, Linux, busy machine). Importing Chroma did so 505,000 times, which was 1.9 of
the 4.6 seconds that it took. Source: https://github.com/python/cpython/issues/142183, mended in later 3.13 and 3.14.
"""

from __future__ import annotations

import functools
from collections.abc import Callable
from types import FunctionType
from typing import ParamSpec, TypeVar

Parameters = ParamSpec("Parameters")
Result = TypeVar("Result")

# Of 8 bytes. A frame of 160 kB makes CPython take a chunk of 256 KiB, whose rest holds some 600 frames of usual size.
# The memory is only reserved: no byte of it is used before a call needs it.
_SLOTS = 20_000


def roomy(function: Callable[Parameters, Result]) -> Callable[Parameters, Result]:
    """`function`, run where one chunk holds all frames of the thread, but for very deep recursion."""

    def call(*args: Parameters.args, **kwargs: Parameters.kwargs) -> Result:
        return function(*args, **kwargs)

    wide = FunctionType(call.__code__.replace(co_stacksize=_SLOTS), {}, closure=call.__closure__)
    return functools.wraps(function)(wide)
