"""The audit record: JSON lines, each chained to the line before and sealed with a key of its own.

Invariant: a line holds no text of a document, question or answer, and nothing from which one could be guessed later:
`text` is an HMAC with a key that only this process knows and that ends with it. A record that is damaged, however,
goes on: a new chain begins behind the damage, and its first line says why.
"""

from __future__ import annotations

import hashlib
import hmac
import secrets
import threading
import time
from collections.abc import Mapping, Sequence
from contextlib import suppress
from pathlib import Path

from assistant.domain.records.documents import Span
from assistant.domain.records.verdicts import Finding
from assistant.guard.audit.chain import BEGINS, KEPT_FROM, StartKey, State, first_state, read_line, seal_line
from assistant.guard.audit.decision import Decision
from assistant.guard.audit.earlier import HEAD, is_earlier, last_number
from assistant.guard.audit.files import EARLIER, FULL, RECORD, first_line, locked, look_at_ends, read_state, write_state
from assistant.guard.audit.verify import verify
from assistant.vault.shelf import shelf_of

MAX_BYTES = 8 * 1024 * 1024

Entry = Mapping[str, object]


class AuditRecord:
    """Appends decisions. Safe to share between threads; a second process appends after the existing lines."""

    def __init__(self, folder: Path) -> None:
        """`folder` is created with mode 0700. Raises AssistantError if it cannot be used, VaultLocked."""
        self._folder = folder
        self._shelf = shelf_of(folder)
        self._shelf.make()
        self._recognise = secrets.token_bytes(32)
        self._lock = threading.Lock()
        self._state: State | None = None  # after the last line that this object wrote
        self._size = -1
        self.trouble = ""  # why the last decision could not be written; "" if it was written

    def record(self, decision: Decision, text: str) -> None:
        """Write a line for each finding. If the disk refuses, `trouble` holds the reason, and the turn goes on."""
        digest = hmac.new(self._recognise, text.encode("utf-8", "surrogatepass"), hashlib.sha256).hexdigest()
        self._append([_entry(decision, finding, digest) for finding in decision.findings])

    def note(self, what: str, **facts: str) -> None:
        """Write an event of the guard itself. If the disk refuses, `trouble` holds the reason."""
        self._append([{"event": what, "time": _now(), **facts}])

    def note_damage(self, what: str) -> None:
        """Begin a new chain, because something else than the record itself shows that lines are missing."""
        with self._lock, suppress(OSError), locked(self._folder):
            self._drop_half_line()
            self._begin(look_at_ends(self._folder).n, what)

    def begin(self) -> StartKey:
        """Set the record aside and begin a new one; returns the key of its first line, which is kept nowhere.

        Raises OSError.
        """
        with self._lock, locked(self._folder):
            self._drop_half_line()
            n = max(look_at_ends(self._folder).n, last_number(self._folder))
            state = first_state(n + 1)
            said = {"event": "the record begins", "time": _now(), BEGINS: {"earlier": self._set_aside()}}
            self._write(state, [said])
            return StartKey(n + 1, state.key)

    def _append(self, entries: Sequence[Entry]) -> None:
        if not entries:
            return
        with self._lock:
            try:
                with locked(self._folder):
                    state, opening = self._catch_up()
                    self._write(state, [{**entries[0], **opening}, *entries[1:]])
                    if self._size > MAX_BYTES:
                        self._finish_file()
                self.trouble = ""
            except OSError as error:
                self.trouble = f"The audit record cannot be written: {error.strerror}."
                self._state = None

    def _write(self, state: State, entries: Sequence[Entry]) -> None:
        lines: list[bytes] = []
        for entry in entries:
            line, state = seal_line(state, entry)
            lines.append(line)
        size = self._shelf.append(RECORD, b"".join(lines))
        write_state(self._folder, state)
        self._state, self._size = state, size

    def _catch_up(self) -> tuple[State, Entry]:
        """Where the chain stands behind the lines of any process, and what the next line has to say besides.

        A new chain begins where there is none, and where the ends of the record do not agree.
        """
        if (
            self._state is not None
            and self._state == read_state(self._folder)
            and self._size == self._shelf.size(RECORD)
        ):
            return self._state, {}
        self._drop_half_line()
        if is_earlier(self._folder):
            n = last_number(self._folder)
            earlier = self._set_aside()
            problem = str(earlier["problem"])
            after = f"the earlier record was damaged ({problem})" if problem else ""
            return (self._begin(n, after, earlier)) if after else (first_state(n + 1), {BEGINS: {"earlier": earlier}})
        ends = look_at_ends(self._folder)
        if ends.problem:
            return self._begin(ends.n, ends.problem)
        if ends.state is None:
            return first_state(ends.n + 1), {BEGINS: {}}
        full = read_line(first_line(self._folder, FULL))
        goes_on = full is not None and self._shelf.read(RECORD) is None
        return ends.state, {KEPT_FROM: full.n} if full is not None and goes_on else {}

    def _drop_half_line(self) -> None:
        """Remove the line that a crash has cut off."""
        content = self._shelf.read(RECORD) or b""
        whole = content.rfind(b"\n") + 1
        if whole < len(content):
            self._shelf.cut(RECORD, whole)

    def _begin(self, n: int, after: str = "", earlier: Entry | None = None) -> tuple[State, Entry]:
        """The first line of a new chain, which says why there is one."""
        begins: dict[str, object] = {}
        if after:
            begins["after"] = after
        if earlier is not None:
            begins["earlier"] = earlier
        what = "the record was damaged, a new chain begins" if after else "the record begins"
        self._write(first_state(n + 1), [{"event": what, "time": _now(), BEGINS: begins}])
        assert self._state is not None
        return self._state, {}

    def _finish_file(self) -> None:
        """Set a full file aside; the next line begins another one. The file that was full before goes."""
        if self._shelf.read(FULL) is not None:
            self._shelf.remove(EARLIER)  # what described it goes as well
        self._shelf.rename(RECORD, FULL)
        self._state = None

    def _set_aside(self) -> Entry:
        """Put all lines into one file of its own; returns what the new record has to say of them."""
        report = verify(self._folder)
        content = b"".join(self._shelf.read(name) or b"" for name in (EARLIER, FULL, RECORD))
        self._shelf.put(f".{EARLIER}.waiting", content, durable=True)
        half_written = [name for name in self._shelf.names() if name.startswith(f".{HEAD}.")]  # by killed processes
        for name in (FULL, RECORD, HEAD, *half_written):
            self._shelf.remove(name)
        self._shelf.rename(f".{EARLIER}.waiting", EARLIER)
        digest = hashlib.sha256(content).hexdigest()
        return {"entries": report.entries, "problem": report.problem, "sha256": digest}


def _entry(decision: Decision, finding: Finding, digest: str) -> Entry:
    return {
        "time": _now(),
        "policy": decision.policy.id,
        "policy_hash": decision.policy.hash[:16],
        "stage": decision.stage,
        "rule": finding.rule,
        "category": finding.category,
        "detector": decision.identities.get(finding.detector, finding.detector),
        "label": finding.label,
        "score": finding.score,
        "threshold": finding.threshold,
        "action": finding.action,
        "span": _offsets(finding.span),
        "ms": round(decision.milliseconds, 2),
        "text": digest,
    }


def _offsets(span: Span | None) -> list[int] | None:
    return None if span is None else list(span)


def _now() -> float:
    return round(time.time(), 3)
