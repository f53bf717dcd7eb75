"""A query over tables in words, for a person who does not read SQL: "the sum of amount from groceries where ...".

Invariant: nothing of the query is left out; what has no words stands as it is written.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from assistant.text.clean import one_line

_TOKEN = re.compile(
    r"'(?P<text>(?:[^']|'')*)'|\"(?P<name>[^\"]*)\"|(?P<word>[^\W\d]\w*)|(?P<number>\d[\d.]*)"
    r"|(?P<sign><>|!=|<=|>=|[^\s\w])"
)
_AGGREGATES = {
    "sum": "the sum of", "total": "the sum of", "avg": "the average of", "count": "the number of",
    "min": "the lowest", "max": "the highest",
}  # fmt: skip
_SIGNS = {
    "=": "is", "<>": "is not", "!=": "is not", "<": "is less than", ">": "is more than",
    "<=": "is at most", ">=": "is at least",
}  # fmt: skip
_WORDS = {
    "select": "", "distinct": "the different", "like": "is like", "in": "is one of", "is": "is", "null": "empty",
    "having": "and only where", "as": "called", "asc": "lowest first", "desc": "highest first",
    **{word: word for word in ("from", "where", "and", "or", "not", "between", "on", "join")},
}  # fmt: skip
_PAIRS = {("group", "by"): "for each", ("order", "by"): "sorted by"}


def query_words(sql: str) -> str:
    """`sql` in words, on one line."""
    said = " ".join(word for word in _said(list(_tokens(one_line(sql)))) if word)
    return re.sub(r"\s+([,;)])", r"\1", said.replace("( ", "(")).rstrip("; ")


def _tokens(sql: str) -> Iterator[tuple[str, str]]:
    """(kind, text) of each token; a quoted text keeps quotation marks, a quoted name does not."""
    for match in _TOKEN.finditer(sql):
        kind = match.lastgroup or ""
        text = match[kind]
        yield kind, f"\u201c{text.replace(chr(39) * 2, chr(39))}\u201d" if kind == "text" else text


def _said(tokens: list[tuple[str, str]]) -> Iterator[str]:
    at = 0
    called: list[bool] = []  # for each open bracket: whether it holds the argument of an aggregate
    while at < len(tokens):
        kind, text = tokens[at]
        before = tokens[at - 1][1].lower() if at else ""
        after = tokens[at + 1][1].lower() if at + 1 < len(tokens) else ""
        low = text.lower() if kind == "word" else ""
        at += 1
        if (low, after) in _PAIRS:
            at += 1
            yield _PAIRS[low, after]
        elif low in _AGGREGATES and after == "(":
            called.append(True)
            at += 1
            yield _AGGREGATES[low]
        elif low == "limit":
            at += 1
            yield f"only the first {after}"
        elif text == "(" and kind == "sign":
            called.append(False)
            yield text
        elif text == ")" and kind == "sign":
            yield "" if called and called.pop() else text
        elif text == "*" and before in ("select", "(", ","):  # elsewhere it multiplies
            yield "rows" if called and called[-1] else "everything"
        else:
            yield _SIGNS.get(text, text) if kind == "sign" else _WORDS.get(low, text)
