"""The process that recognises text: opens the graphs, then gives up its rights as a parser process does.

Invariant: when the first byte of a foreign file is read, the process is caged and the graphs are in its memory.
"""

from __future__ import annotations

import os
import sys
from pathlib import Path

from assistant.ingest.parse.process.child import main as read_files
from assistant.ingest.parse.scans import reader
from assistant.ingest.parse.scans.kinds import SUFFIXES

_KINDNESS = 10  # of 19: what a person waits for goes first


def main(memory_bytes: int, cpu_s: float) -> None:
    """Read files until the jobs end; the folder of the graphs is the last argument of the command line."""
    from PIL import Image

    if os.name == "posix":
        os.nice(_KINDNESS)
    reader.open_models(Path(sys.argv[-1]))
    Image.preinit()
    Image.init()  # the modules of all kinds of pictures, before none can be loaded
    read_files(memory_bytes, cpu_s, dict.fromkeys(SUFFIXES, reader.__name__))
