"""Hits that score alike in an order that does not hang on when their files were read: by path, then place in the file.

Invariant: the same files give the same order, whatever the ids of their chunks are.
"""

from __future__ import annotations

from collections.abc import Sequence

from assistant.store.ledger.database import Database

_DIGITS = 6  # of a cosine that count: the same text has the same vector but for the last ones, which hang on its batch
_BATCH = 500


def in_order(database: Database, hits: Sequence[tuple[int, float]], digits: int = _DIGITS) -> list[tuple[int, float]]:
    """(chunk id, score), best first; of equals the path that comes first, and in a file the earlier place.

    Scores are equal that are so with that many `digits` behind the point.
    """
    if len({round(score, digits) for _, score in hits}) == len(hits):
        return sorted(hits, key=lambda hit: -hit[1])
    places = _places(database, [chunk_id for chunk_id, _ in hits])
    return sorted(hits, key=lambda hit: (-round(hit[1], digits), *places.get(hit[0], ("", 0)), hit[0]))


def _places(database: Database, ids: Sequence[int]) -> dict[int, tuple[str, int]]:
    """The first path and the number in its document of each chunk."""
    found: dict[int, tuple[str, int]] = {}
    for start in range(0, len(ids), _BATCH):
        part = ids[start : start + _BATCH]
        rows = database.rows(
            "SELECT c.id, (SELECT min(f.path) FROM files f WHERE f.document_id = c.document_id), c.number "
            f"FROM chunks c WHERE c.id IN ({', '.join('?' * len(part))})",
            part,
        )
        found |= {int(row[0]): (str(row[1] or ""), int(row[2])) for row in rows}
    return found
