"""The comments of a Word document. Invariant: each is read once, behind the paragraph or table that it is about."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from assistant.ingest.parse.marks.remark import comment_line
from assistant.ingest.parse.office.zipped import attribute


class Comments:
    """The comments by their id, each given out once."""

    def __init__(self, root: Any, text_of: Callable[[Any], str]) -> None:
        """`root` is the part with the comments, None where the document has none."""
        self._waiting: dict[str, str] = {}
        for comment in [] if root is None else root.iter("{*}comment"):
            text = " ".join(text for paragraph in comment.iter("{*}p") if (text := text_of(paragraph).strip()))
            if text:
                self._waiting[attribute(comment, "id")] = comment_line(attribute(comment, "author"), text)

    def about(self, element: Any) -> Iterator[str]:
        """The comments that refer to a place in `element`."""
        if self._waiting:
            for reference in element.iter("{*}commentReference"):
                comment = self._waiting.pop(attribute(reference, "id"), "")
                if comment:
                    yield comment

    def rest(self) -> list[str]:
        """Comments without a place."""
        waiting, self._waiting = self._waiting, {}
        return list(waiting.values())
