"""What leaves the app as text: an answer for the clipboard, a conversation as Markdown or JSON for a file.

Invariant: only released, cleaned text that the guard's `log` stage let through; an exported file holds no
link or image that a viewer could load by itself, and replaces no other file.
"""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Sequence
from dataclasses import asdict, replace
from pathlib import Path
from typing import TYPE_CHECKING

from assistant.chat.told.account import account_lines
from assistant.chat.words import kept_decision, when
from assistant.domain.errors import AssistantError, UsageError
from assistant.text.clean import clean, json_text, one_line
from assistant.text.pages import file_and_page

if TYPE_CHECKING:
    from assistant.chat.exchange import Exchange
    from assistant.domain.records.chats import StoredAccount, StoredQuote, StoredTurn

_ENDINGS = {
    "refused": "*Nothing in the files answered this.*",
    "blocked": "*A rule stopped this answer.*",
    "interrupted": "*The answer was interrupted.*",
}
_FORGOTTEN = "*The answer was made from a file that has been forgotten, and went with it.*"
_NAME_CHARS = 48


def answer_text(exchange: Exchange | None) -> str:
    """The answer with its sources below; "" where there is none."""
    if exchange is None or exchange.state not in ("answered", "interrupted", "writing") or not exchange.text:
        return ""
    lines = [clean(exchange.text).strip()]
    if exchange.citations:
        lines.append("")
    lines += [
        f"[{cited.number}] {file_and_page(cited.path, cited.page, cited.recognised)}" for cited in exchange.citations
    ]
    return "\n".join(lines)


def turns_of(exchanges: Sequence[Exchange], check_log: Callable[[str], str]) -> list[StoredTurn]:
    """The ended exchanges as stored turns, also of a conversation that is not kept."""
    return [
        exchange.kept or _turn(exchange, check_log)
        for exchange in exchanges
        if exchange.kept is not None or exchange.answer is not None
    ]


def _turn(exchange: Exchange, check_log: Callable[[str], str]) -> StoredTurn:
    from assistant.domain.records.chats import StoredQuote, StoredTurn, account_of, decisions_of, state_of

    answer = exchange.answer
    assert answer is not None, "the exchange has ended"
    quotes = tuple(
        StoredQuote(
            cited.number,
            cited.path,
            cited.page,
            cited.start,
            cited.end,
            check_log(cited.quote),
            recognised=cited.recognised,
        )
        for cited in answer.citations
    )
    return StoredTurn(
        exchange.number,
        check_log(exchange.question),
        check_log(exchange.text),
        state_of(answer),
        answer.generator,
        exchange.asked,
        quotes,
        decisions=decisions_of(answer.verdicts),
        account=_checked(account_of(answer), check_log),
    )


def _checked(account: StoredAccount, check_log: Callable[[str], str]) -> StoredAccount:
    steps = tuple(one_line(check_log(step)) for step in account.steps)
    return replace(account, steps=steps, query=check_log(account.query))


def as_markdown(title: str, turns: Sequence[StoredTurn]) -> str:
    """The conversation for a reader: questions as headings, answers, sources with quotes, what the rules did."""
    parts = [f"# {inert(one_line(title))}\n"]
    for turn in turns:
        parts.append(f"## {inert(one_line(turn.question)) or '(not kept)'}\n")
        parts.append(f"*{when(turn.asked)}, {inert(one_line(turn.generator))}*\n")
        if turn.forgotten:
            parts.append(f"{_FORGOTTEN}\n")
        elif turn.answer and turn.state != "refused":
            parts.append(f"{inert(turn.answer).strip()}\n")
        if turn.state in _ENDINGS and not turn.forgotten:
            parts.append(f"{_ENDINGS[turn.state]}\n")
        parts += [f"- {inert(line)}" for line in _account(turn.account)]
        parts += [f"- {inert(kept_decision(decision))}" for decision in turn.decisions]
        parts += [_source(quote) for quote in turn.quotes]
        if turn.decisions or turn.quotes or _account(turn.account):
            parts.append("")
    return "\n".join(parts).rstrip() + "\n"


def _account(account: StoredAccount) -> list[str]:
    """How an answer came about, a line each: own words, way, receipt, the calculation and its query, the steps."""
    lines = account_lines(account)
    if account.query:
        lines.append(f"query: {one_line(account.query)}")
    if account.steps:
        lines.append(f"steps: {'; '.join(account.steps)}")
    return lines


def as_json(title: str, turns: Sequence[StoredTurn]) -> str:
    """Schema 2: {"schema", "title", "turns": [the fields of StoredTurn, `asked` in seconds since 1970, and `table`,
    the first table of the answer or null]}. Schema 1 had neither `account` nor `table`."""
    told = [{**asdict(turn), "table": _table(turn)} for turn in map(_cleaned, turns)]
    value = {"schema": 2, "title": one_line(title), "turns": told}
    return json_text(value, indent=2) + "\n"


def _table(turn: StoredTurn) -> dict[str, object] | None:
    from assistant.domain.records.results import find_table

    table = find_table(turn.answer)
    return None if table is None else asdict(table)


def write_export(file: str, title: str, turns: Sequence[StoredTurn]) -> Path:
    """Write the conversation into `file`, readable by its owner alone; returns the whole path.

    Raises UsageError for another suffix than .md and .json, a folder that is not there or a file that is, and
    AssistantError where the disk refuses.
    """
    path = Path(file).expanduser().absolute()
    if path.suffix.lower() not in (".md", ".json"):
        raise UsageError(f"{path.name!r} ends neither in .md nor in .json.", "Name the file with one of the two.")
    text = as_json(title, turns) if path.suffix.lower() == ".json" else as_markdown(title, turns)
    return write_new_file(path, text)


def write_new_file(path: Path, text: str) -> Path:
    """Write `text` as it is into the new file at `path` (absolute), readable by its owner alone; returns the path.

    Raises UsageError for a folder that is not there or that takes no exports and for a file that is there, and
    AssistantError where the disk refuses.
    """
    if not path.parent.is_dir():
        raise UsageError(f"There is no folder {str(path.parent)!r}.", "Make it first, or name another.")
    from assistant.app.ports.outside import outside

    porter = outside()
    try:
        (porter.create_file if porter is not None else _create)(path, text)
    except FileExistsError:
        raise UsageError(f"{str(path)!r} is there already.", "Name another file; nothing is overwritten.") from None
    except OSError as error:
        raise AssistantError(f"{str(path)!r} cannot be written: {error.strerror}.", "Name another place.") from error
    return path


def _create(path: Path, text: str) -> None:
    flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL
    with os.fdopen(os.open(path, flags, 0o600), "w", encoding="utf-8", newline="") as stream:
        stream.write(text)
        stream.flush()
        os.fsync(stream.fileno())


def suggested_file(title: str) -> str:
    """A file in the home folder named after the conversation."""
    words = re.sub(r"[^\w]+", "-", one_line(title).casefold()).strip("-_")[:_NAME_CHARS].strip("-")
    return f"~/{words or 'conversation'}.md"


def _source(quote: StoredQuote) -> str:
    standing = {"same": "", "changed": " (the file has changed since)", "gone": " (no longer in the library)"}
    where = inert(file_and_page(quote.path, quote.page, quote.recognised))
    return f"- [{quote.number}] {where}{standing[quote.standing]}: \u201c{inert(one_line(quote.quote))}\u201d"


def inert(text: str) -> str:
    """`text` without what a Markdown viewer loads or runs by itself: images, links, HTML."""
    return clean(text).replace("](", "]\\(").replace("![", "!\\[").replace("<", "&lt;")


def _cleaned(turn: StoredTurn) -> StoredTurn:
    quotes = tuple(replace(quote, quote=clean(quote.quote)) for quote in turn.quotes)
    generator = one_line(turn.generator)
    steps, query = tuple(map(clean, turn.account.steps)), clean(turn.account.query)
    return replace(
        turn,
        question=clean(turn.question),
        answer=clean(turn.answer),
        generator=generator,
        quotes=quotes,
        account=replace(turn.account, steps=steps, query=query),
    )
