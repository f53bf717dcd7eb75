"""Silences libraries that log while a graph is made, and gives them names without the address of the network card.

Invariant: afterwards everything is as it was before.
"""

from __future__ import annotations

import logging
import uuid
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def errors_only() -> Iterator[None]:
    """Inside the block the root logger shows errors only, and the names of temporary files are random.

    `onnx` makes them by `uuid1`, which opens an internet socket to ask for the network card's address.
    """
    logger = logging.getLogger()
    before, by_address = logger.level, uuid.uuid1
    logger.setLevel(logging.ERROR)
    uuid.uuid1 = lambda *_: uuid.uuid4()
    try:
        yield
    finally:
        logger.setLevel(before)
        uuid.uuid1 = by_address
