"""Questions as keyword queries: any string is one, and SQLite takes what is made of it."""

from __future__ import annotations

import tempfile
from collections.abc import Iterable
from functools import lru_cache
from pathlib import Path

from assistant.answer.retrieve.keyword_query import keyword_query
from assistant.answer.retrieve.spellings import Spellings
from assistant.domain.scope import Scope
from assistant.store.index.keywords import match_expression
from assistant.store.library import SqliteLibrary
from assistant.text.clean import storable
from assistant.text.forms.entry import entry
from tests.fuzz.engine.target import Target
from tests.store.libraries import open_library, put


def _seeds() -> Iterable[bytes]:
    yield 'When is the "rent of March 2024" due, in § 3 of Ann\'s lease?'.encode()
    yield "ZK-810/4? “Größe XL” NEAR(a b) OR NOT c* ^d {e} f:g AND -h +i".encode()
    yield "3.5 % of 1,200 EUR; DE89 3704; 12.03.1971; e-mail ann@acme.example; C++ & x_y \U0001f600 日本語".encode()


@lru_cache(maxsize=1)
def _library() -> SqliteLibrary:
    library = open_library(Path(tempfile.mkdtemp(prefix="fuzz-query-")))
    put(library, "a.txt", "The rent of March 2024 is 500 euros.", "Größe XL, ZK-810/4, near the sea.", seed=1)
    put(
        library, "b.txt", "Die Mietvertragskündigung ist an den Vermieter zu richten.", "每月租金为四千八百元。", seed=2
    )
    return library


def _run(data: bytes) -> None:
    text = data.decode("utf-8", "surrogatepass" if data[:1] > b"m" else "replace")
    query = keyword_query(text, Spellings(_library()).phrases(text))
    for asked in (text, query):
        assert "\n" not in match_expression(asked)
        for scope in (Scope(), Scope(folders=(text[:50] or "x",))):
            found = _library().search_keywords(asked, 5, scope)
            assert len(found) <= 5 and all(score >= 0 for _, score in found)
    _library().document_frequency(text[:200])
    _library().terms(text[:3])
    passage = storable(text)
    assert entry(passage[:100], passage) == entry(passage[:100], passage)


TARGETS = (Target("query", _seeds, _run, (UnicodeDecodeError,), most_bytes=8 * 1024),)
