"""What people put on sheets and slides beside their content: comments, and the boxes and lists of a form.

Invariant: a part that is missing or of another form gives nothing, and no error.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from assistant.ingest.parse.marks.remark import comment_line
from assistant.ingest.parse.marks.ticks import tick
from assistant.ingest.parse.office.drawing import paragraph_text
from assistant.ingest.parse.office.package import Relation, relation_id
from assistant.ingest.parse.office.zipped import Archive, attribute, local_name, whole_number
from assistant.text.clean import one_line

_AUTHORS = ("ppt/commentAuthors.xml", "ppt/authors.xml")
_THREADED = "[Threaded comment]"  # what the old part says of a comment that stands in the new part


def comment_authors(archive: Archive) -> dict[str, str]:
    """The names of those who commented on slides, by their id."""
    found: dict[str, str] = {}
    for name in _AUTHORS:
        root = archive.xml(name)
        for author in [] if root is None else root:
            found[attribute(author, "id")] = attribute(author, "name")
    return found


def slide_comments(root: Any, authors: Mapping[str, str]) -> Iterator[str]:
    """The comments of a slide and the replies to them, in both forms that PowerPoint has written."""
    for comment in [] if root is None else root.iter("{*}cm", "{*}reply"):
        old = comment.find("{*}text")
        body = comment.find("{*}txBody")
        text = (old.text or "") if old is not None else ""
        if body is not None:
            text = " ".join(map(paragraph_text, body.iterchildren("{*}p")))
        if text.strip():
            yield comment_line(authors.get(attribute(comment, "authorId"), ""), text)


def sheet_comments(archive: Archive, parts: Mapping[str, Relation]) -> Iterator[str]:
    """The comments on the cells of a sheet, each with its cell; `parts`: the relations of the sheet."""
    for name in _of_kind(parts, "threadedComment"):
        people = _people(archive)
        for comment in _all(archive.xml(name), "threadedComment"):
            text = comment.findtext("{*}text") or ""
            yield comment_line(people.get(attribute(comment, "personId"), ""), text, attribute(comment, "ref"))
    for name in _of_kind(parts, "comments"):
        root = archive.xml(name)
        authors = [author.text or "" for author in _all(root, "author")]
        for comment in _all(root, "comment"):
            text = "".join(piece.text or "" for piece in comment.iter("{*}t"))
            number = whole_number(attribute(comment, "authorId"), len(authors))
            author = authors[number] if number < len(authors) else ""
            text = text.removeprefix(f"{author}:")  # the program writes the name in front, too
            if text.strip() and not text.startswith(_THREADED):
                yield comment_line(author, text, attribute(comment, "ref"))


def form_controls(archive: Archive, part: str, parts: Mapping[str, Relation]) -> dict[str, str]:
    """The tick boxes of a sheet with their labels, by their name. Other controls show the value of a cell."""
    found: dict[str, str] = {}
    if not _of_kind(parts, "ctrlProp"):
        return found
    labels = _labels(archive, parts)
    for control in archive.elements(part, "control"):
        relation, name = parts.get(relation_id(control)), control.get("name", "")
        root = archive.xml(relation.part) if relation is not None else None
        if root is not None and root.get("objectType") in ("CheckBox", "Radio"):
            found[name] = f"{tick(root.get('checked', '') in ('Checked', '1'))} {labels.get(name, name)}"
    return found


def _labels(archive: Archive, parts: Mapping[str, Relation]) -> dict[str, str]:
    """The text of each control, by the name of the control."""
    found: dict[str, str] = {}
    for drawing in _of_kind(parts, "drawing"):
        for shape in _all(archive.xml(drawing), "sp"):
            named = shape.find("{*}nvSpPr/{*}cNvPr")
            text = one_line(" ".join(map(paragraph_text, shape.iter("{*}p"))))
            if named is not None and text:
                found[named.get("name", "")] = text
    return found


def _people(archive: Archive) -> dict[str, str]:
    """The names of those who commented in threads, by their id."""
    return {
        attribute(person, "id"): attribute(person, "displayName")
        for name in archive.names
        if name.startswith("xl/persons/")
        for person in _all(archive.xml(name), "person")
    }


def _of_kind(parts: Mapping[str, Relation], kind: str) -> list[str]:
    return [relation.part for relation in parts.values() if relation.kind == kind]


def _all(root: Any, name: str) -> list[Any]:
    return [] if root is None else [element for element in root.iter() if local_name(element) == name]
