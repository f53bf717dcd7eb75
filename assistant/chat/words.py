"""What the screens say: states, guard decisions and problems of files in plain words.

Invariant: a state is shown by a word or a sign, never by colour alone; nothing here is markup.
"""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Iterable, Mapping
from pathlib import PurePath
from typing import TYPE_CHECKING

from assistant.text.clean import one_line
from assistant.text.quantity import count

if TYPE_CHECKING:
    from assistant.domain.events import Checked
    from assistant.domain.records.answers import LibrarySummary
    from assistant.domain.records.chats import StoredDecision
    from assistant.domain.records.program import OtherPrograms
    from assistant.domain.records.verdicts import Action, Finding, Stage

# Where a rule found something.
_WHERE: dict[Stage, str] = {
    "ingest": " in a file",
    "input": " in the question",
    "retrieval": " in a passage",
    "prompt": " in what the model reads",
    "output": " in the answer",
    "final": " in the answer",
    "log": " in what is kept",
}

REASONS: dict[str, str] = {
    "empty": "empty",
    "no_text": "no text in it (a scan?)",
    "picture": "a picture without text",
    "needs_password": "needs a password",
    "damaged": "damaged",
    "unsupported": "unknown kind of file",
    "too_large": "too large",
    "limit": "took too long or too much",
    "crashed": "its reader crashed",
    "unreadable": "not readable",
    "policy": "kept out by a rule",
    "not_stored": "could not be stored",
}


# Why a scan leaves a file or folder out.
LEFT_OUT: dict[str, str] = {
    "ignored": "by an ignore rule",
    "hidden": "hidden",
    "system": "of the system or of programs",
    "kind": "of a kind that is not read",
    "binary": "without an ending, and no text",
    "link": "linked",
    "special": "special (a pipe, a device)",
    "loop": "seen already",
    "too_deep": "too deep down",
    "online_only": "only in a cloud",
    "unreadable": "not readable",
    "unsettled": "changing just now",
    "too_large": "too large",
}


def left_out_phrase(counts: Mapping[str, int], most: int) -> str:
    """What a look leaves out, the most frequent first: "12 .jpg, 4 linked, 3 other kinds"; "" for nothing."""
    shown = [f"{number:,} {LEFT_OUT.get(why, one_line(why, 20))}" for why, number in list(counts.items())[:most]]
    more = [f"{len(counts) - most} other kinds"] if len(counts) > most else []
    return ", ".join(shown + more)


# What a person can do about each reason; the library's keys are named where they help.
REMEDIES: dict[str, str] = {
    "no_text": "For a scan: assistant models pull scans fetches what reads it; then i reads again.",
    "needs_password": "u asks for its password.",
    "damaged": "Open it with its own program and save it again; i tries again.",
    "too_large": "The setting library.max_file_mb says what is too large (f4).",
    "limit": "The setting library.parse_timeout_s gives it more time (f4); i tries again.",
    "crashed": "The app went on without it; i tries again.",
    "unreadable": "Check that you may read it; r looks again.",
    "policy": "f2 shows the rule that keeps it out.",
    "not_stored": "i tries again; if it fails again, please report it.",
}


def decisions(*checks: Checked) -> list[str]:
    """What the rules did, a sentence for each rule, however often it acted and in however many files."""
    counts: Counter[tuple[str, str, Action, Stage]] = Counter()
    for check in checks:
        verdict = check.verdict
        found = [(finding.rule, _what(finding), finding.action, verdict.stage) for finding in verdict.findings]
        left_out = dict.fromkeys(key for key in found if key[2] == "drop_passage")  # once, however much is in it
        counts.update([*left_out, *(key for key in found if key not in left_out)])
        counts.update([] if found else [("", "", verdict.action, verdict.stage)])
    return [_sentence(*key, times) for key, times in counts.items()]


def kept_decision(decision: StoredDecision) -> str:
    """What a rule did in a kept turn; its findings are not kept."""
    return _sentence(decision.rule, "", decision.action, decision.stage, decision.times)


def _what(finding: Finding) -> str:
    return "" if finding.action == "drop_passage" else one_line(finding.label or finding.category, 60)


def _sentence(rule: str, what: str, action: Action, stage: Stage, times: int) -> str:
    by = f"the rule {one_line(rule, 60)}" if rule else "a rule"
    found = f": {what}" if what else ""
    often = f" {times:,} times" if times > 1 else ""
    match action:
        case "drop_passage":
            return f"{count(times, 'passage')} {'was' if times == 1 else 'were'} left out by {by}"
        case "redact":
            return f"{what or 'something'} was hidden{often}{_WHERE[stage]} by {by}"
        case "block":
            return f"{by} stopped {'the question' if stage == 'input' else 'the answer'}{found}"
        case "rewrite":
            return f"{by} rephrased the question"
        case "ask":
            return f"{by} asked for your consent{often}"
        case _:
            return f"{by} {'warns' if action == 'warn' else 'noted something'}{often}{_WHERE[stage]}{found}"


def scans_left(scans: int, eta_s: float) -> str:
    """ "12 scans left, about 4 minutes"; without the time where nothing is known of it."""
    about = f", about {duration(eta_s)}" if eta_s >= 1 else ""
    return f"{count(scans, 'scan')} left{about}"


def when(seconds: float) -> str:
    """A moment in local time: "2026-11-20 14:03"."""
    return time.strftime("%Y-%m-%d %H:%M", time.localtime(seconds))


def model_name(identity: str) -> str:
    """ "all-minilm-l6-v2" of an embedder's identity, which also names revision, pooling and precision."""
    return one_line(identity.split("@")[0], 60)


def answerer(generator: str) -> str:
    """The generator's name, in words for a person who does not know "extractive"."""
    return "quotations, no language model" if generator == "extractive" else one_line(generator, 60)


def written_by(generator: str) -> str:
    """Who wrote an answer, below it."""
    return "quoted word for word" if generator == "extractive" else f"written by {one_line(generator, 40)}"


def figures(summary: LibrarySummary) -> str:
    """ "214 files, 3,902 passages"."""
    return f"{count(summary.files, 'file')}, {count(summary.passages, 'passage')}"


def status_parts(summary: LibrarySummary) -> list[str]:
    """The status line's parts, the most important first (narrow screens show only the first of them)."""
    parts = [
        *([f"! text leaves this machine: to {one_line(summary.leaves_to, 60)}"] if summary.leaves_to else []),
        figures(summary),
        "sealed" if summary.sealed else "! not sealed",
        "answers are quotes" if summary.generator == "extractive" else one_line(summary.generator, 40),
        f"policy {one_line(summary.policy.id, 30)}",
    ]
    if summary.policy.degraded:
        parts.append(f"! {count(len(summary.policy.degraded), 'detector')} missing")
    if summary.quarantined:
        parts.append(f"! {summary.quarantined:,} not readable")
    if summary.read_only:
        parts.append("! read only")
    if summary.banner:
        parts.append(f"! {one_line(summary.banner, 80)}")
    return parts


def programs_phrase(programs: OtherPrograms) -> str:
    """Who asks over `assistant mcp` and what was given today; "" where nobody has asked."""
    given = f"given {count(programs.calls, 'result')}, {programs.chars:,} characters today" if programs.calls else ""
    if not programs.connected:
        return f"other programs: {given}" if given else ""
    names = ", ".join(one_line(name, 20) for name in programs.connected[:2])
    more = f" and {len(programs.connected) - 2} more" if len(programs.connected) > 2 else ""
    return f"! {names}{more} connected{f': {given}' if given else ''}"


def duration(seconds: float) -> str:
    """ "8 s", "3 min", "1 h 20 min"."""
    whole = max(0, round(seconds))
    if whole < 90:
        return f"{whole} s"
    minutes = round(whole / 60)
    return f"{minutes} min" if minutes < 60 else f"{minutes // 60} h {minutes % 60} min"


def bar(done: int, total: int, cells: int = 16) -> str:
    """ "████░░░░ 50%": how much of `total` is done, by length and by number."""
    share = min(1.0, max(0.0, done / total)) if total > 0 else 0.0
    full = round(share * cells)
    return f"{'█' * full}{'░' * (cells - full)} {int(share * 100)}%"


def size(size_bytes: int) -> str:
    """ "812 B", "4.2 MB"."""
    value = float(size_bytes)
    for unit in ("B", "kB", "MB"):
        if value < 1000:
            return f"{value:.0f} {unit}" if unit == "B" or value >= 100 else f"{value:.1f} {unit}"
        value /= 1000
    return f"{value:.1f} GB"


def file_name(path: str, max_chars: int = 60) -> str:
    """The name of the file at `path` where there is room for a single line."""
    return one_line(PurePath(path).name or path, max_chars)


def short_names(paths: Iterable[str]) -> dict[str, str]:
    """For each path the shortest ending that tells it from the others: a name, or a name with its folders."""
    unique = set(paths)
    short: dict[str, str] = {}
    for path in unique:
        parts = PurePath(path).parts
        for length in range(1, len(parts) + 1):
            ending = parts[-length:]
            if sum(PurePath(other).parts[-length:] == ending for other in unique) == 1:
                break
        short[path] = one_line("/".join(parts[-length:]) if parts else path, 80)
    return short
