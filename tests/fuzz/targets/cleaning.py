"""The sanitiser: what comes out may be shown in a terminal, and cleaning it once more changes nothing."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable

from assistant.ingest.parse.page import tidy
from assistant.text.clean import clean, encodable, is_clean, json_text, one_line
from tests.fuzz.engine.interesting import WORDS
from tests.fuzz.engine.target import Target
from tests.fuzz.targets.readers import files

# Written anew, so that a fault of the sanitiser's own tables shows: controls, bidi, tags, halves of letters.
_NEVER = re.compile("[\0-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ud800-\udfff\U000e0000-\U000e007f]")


def _seeds() -> Iterable[bytes]:
    yield b"\x1b]0;title\x07\x1b[31mred\x1b[0m \x9b1mC1"
    yield "a\u202eb\u200dc \U0001f469\u200d\U0001f467 \u0627\u200c\u0628 \U000e0041 \ufeff\u2028x\r\ny".encode()
    yield b"".join(WORDS[:40])
    yield from list(files.archive(".txt"))[:5]


def _run(data: bytes) -> None:
    text = data.decode("utf-8", "surrogatepass" if data[:1] > b"m" else "replace")
    cleaned = clean(text)
    assert clean(cleaned) == cleaned and is_clean(cleaned)
    assert is_clean(text) == (cleaned == text)
    assert not _NEVER.search(cleaned)
    line = one_line(text, 40)
    assert len(line) <= 40 and "\n" not in line and is_clean(line)
    assert clean(tidy(text)) == tidy(text) == tidy(tidy(text))
    encodable(text).encode()
    assert len(encodable(text)) == len(text)
    written = json_text({"text": text, text: [text]})
    assert json.loads(written) == {"text": text, text: [text]}
    assert not _NEVER.search(written) and "\n" not in written


TARGETS = (Target("sanitiser", _seeds, _run, (UnicodeDecodeError,), most_bytes=8 * 1024),)
