"""Decides where a rule applies, and what is exempt from it.

Invariant: folders are compared by whole path components, never by prefix of a name ("hr" is not "hrvatska").
"""

from __future__ import annotations

from functools import lru_cache

from assistant.domain.records.documents import Span
from assistant.guard.detectors.detector import Content, Hit
from assistant.guard.matching.patterns import Pattern
from assistant.guard.policy.policy import Rule
from assistant.text.folding import fold_path


def inside(path: str, folder: str) -> bool:
    """Whether `path` lies in `folder`: an absolute folder from the root, a relative folder anywhere above it."""
    if not path:
        return False
    parts = _components(path)[:-1]
    wanted = _components(folder)
    if folder.startswith(("/", "\\")) or (len(folder) > 1 and folder[1] == ":"):
        return parts[: len(wanted)] == wanted
    return any(parts[at : at + len(wanted)] == wanted for at in range(len(parts) - len(wanted) + 1))


def applies(rule: Rule, content: Content) -> bool:
    """Whether the rule applies. The paths of a content are its own and those of its passages and their copies.
    The rule's folder must hold any of them, and its `except` folders must not hold all of them."""
    paths = [content.path] if content.path else []
    for passage in content.passages:
        paths += [passage.path, *passage.chunk.also_at]
    if rule.folder is not None and not any(inside(path, rule.folder) for path in paths):
        return False
    exempt_folders = [exemption.folder for exemption in rule.exempt if exemption.folder is not None]
    return not (
        exempt_folders and paths and all(any(inside(path, folder) for folder in exempt_folders) for path in paths)
    )


def exempt_patterns(rule: Rule) -> tuple[Pattern, ...]:
    """The rule's `except: text` entries as patterns."""
    return tuple(_literal(exemption.text) for exemption in rule.exempt if exemption.text is not None)


def is_exempt(hit: Hit, spans: list[Span]) -> bool:
    """Whether the hit lies inside an exempt text. A hit about the whole text never does."""
    if hit.span is None:
        return False
    start, end = hit.span
    return any(first <= start and end <= last for first, last in spans)


@lru_cache(maxsize=1000)
def _literal(text: str) -> Pattern:
    import regex

    return Pattern(regex.escape(text, special_only=True, literal_spaces=True))


def _components(path: str) -> list[str]:
    unified = fold_path(path).replace("\\", "/")
    return [part for part in unified.split("/") if part not in ("", ".")]
