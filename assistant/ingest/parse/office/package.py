"""The common structure of Word, Excel and PowerPoint packages: parts, the relations between them, and a title.

Invariant: only parts inside the package are returned; an external relation is skipped.
"""

from __future__ import annotations

import posixpath
import re
from collections.abc import Sequence
from typing import Any, NamedTuple

from assistant.domain.errors import ParseFailure
from assistant.ingest.parse.office.zipped import Archive, local_name
from assistant.ingest.parse.source import Source
from assistant.text.clean import one_line

_PLAIN_PATH = re.compile(r"[^/.][^/]*(?:/[^/.][^/]*)*")


class Relation(NamedTuple):
    """The target of a relation: the last word of its type ("worksheet", "notesSlide"), and the part's name."""

    kind: str
    part: str


def relations(archive: Archive, part: str) -> dict[str, Relation]:
    """The relations of `part` by their id; those of the package for ""."""
    folder, name = posixpath.split(part)
    root = archive.xml(posixpath.join(folder, "_rels", f"{name}.rels"))
    found: dict[str, Relation] = {}
    for relation in [] if root is None else root.iter("{*}Relationship"):
        if relation.get("TargetMode") != "External":
            kind = relation.get("Type", "").rpartition("/")[2]
            found[relation.get("Id", "")] = Relation(kind, _part(folder, relation.get("Target", "")))
    return found


def _part(folder: str, target: str) -> str:
    """The name of the part that a relation of a part in `folder` names."""
    above, inside = (folder.rpartition("/")[0], target[3:]) if target.startswith("../") else (folder, target)
    if above and _PLAIN_PATH.fullmatch(inside):  # as nearly all are
        return f"{above}/{inside}"
    return posixpath.normpath(posixpath.join("/", folder, target)).lstrip("/")


def related(archive: Archive, part: str, kind: str) -> list[str]:
    """The names of the parts that `part` names as `kind`."""
    return [relation.part for relation in relations(archive, part).values() if relation.kind == kind]


def main_part(archive: Archive, usual: str, root: str) -> tuple[str, Any]:
    """The name of the package's main part (`usual` if the package names none), and its tree.

    Raises ParseFailure if the tree's root is not a `root` ("workbook", "presentation").
    """
    name = next(iter(related(archive, "", "officeDocument")), usual)
    tree = archive.xml(name)
    if tree is None or local_name(tree) != root:
        raise ParseFailure("damaged", f"It holds no {root}.", "Check that the file has the right ending.")
    return name, tree


def title_of(archive: Archive) -> str:
    """The title in the document's properties, "" if there is none."""
    properties = archive.xml("docProps/core.xml")
    title = properties.find("{*}title") if properties is not None else None
    return one_line(title.text or "") if title is not None else ""


def note_missing(archive: Archive, source: Source, parts: Sequence[str]) -> None:
    """Note how many of the sheets or slides `parts` are not in the package. Raises ParseFailure if none of them is."""
    missing = len(set(parts).difference(archive.names))
    if parts and missing == len(set(parts)):
        raise ParseFailure("damaged", f"None of its {source.page_word}s is in the file: it is damaged or cut off.")
    if missing:
        source.note(f"{missing:,} of {len(parts):,} {source.page_word}s are missing in the file.")


def relation_id(element: Any) -> str:
    """The id of the relation that an element refers to (r:id), not the element's own id."""
    for key, value in element.attrib.items():
        if key.startswith("{") and key.endswith("}id"):
            return str(value)
    return ""


def count_pictures(root: Any) -> int:
    """How many pictures a part shows: a form that was scanned is one."""
    pictures = root.iter("{*}blip", "{*}imagedata")
    return sum(1 for picture in pictures if next(picture.iterancestors("{*}Fallback"), None) is None)
