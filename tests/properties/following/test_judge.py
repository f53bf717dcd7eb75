"""The comparison notices what is wrong: each harm to a library that equals its tree."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.properties.following.equal import differences, names_of
from tests.properties.following.parts import opened, reconcile
from tests.properties.following.tree import Tree


@pytest.fixture(scope="module")
def tree(tmp_path_factory: pytest.TempPathFactory) -> Tree:
    made = Tree(tmp_path_factory.mktemp("tree"))
    for number, (name, size) in enumerate((("notes.md", "long"), ("page.html", "short"), ("bad.txt", "empty"))):
        made.write(made.place(number, "one", name), size)
    return made


@pytest.mark.control("P10")
@pytest.mark.parametrize(
    ("harm", "says"),
    [
        ("", ""),
        ("UPDATE files SET mtime_ns = 1 WHERE path LIKE '%notes.md'", "in a fresh build"),
        ("DELETE FROM files WHERE path LIKE '%bad.txt'", "in a fresh build"),
        ("UPDATE pages SET text = replace(text, 'says', 'hides')", "other pages"),
        ("UPDATE chunks SET header = 'another' WHERE number = 0", "other chunks"),
        ('UPDATE chunks SET "end" = "end" - 1', "other chunks"),
        ("UPDATE vectors SET vector = (SELECT max(vector) FROM vectors)", "other vectors"),
        (
            "INSERT INTO documents SELECT 999, 'key', '', 1, '[]', '[]', 0, ''",
            "a document without a file",
        ),
        ("DELETE FROM vectors WHERE chunk_id = (SELECT max(chunk_id) FROM vectors)", "a chunk without a vector"),
        ("INSERT INTO keywords (keywords) VALUES ('delete-all')", "keyword index"),
        ("INSERT INTO forms (rowid, terms) VALUES (1, 'left')", "keyword index"),
    ],
)
def test_each_harm_is_noticed(tree: Tree, tmp_path: Path, harm: str, says: str) -> None:
    with opened(tmp_path / "library") as library, opened(tmp_path / "fresh") as fresh:
        reconcile(library, tree.roots)
        reconcile(fresh, tree.roots)
        rows = library.database.rows("SELECT f.path, d.title FROM files f JOIN documents d ON d.id = f.document_id")
        titles = {one: {title} for one, title in names_of(library.files(), {row[0]: row[1] for row in rows})}
        with library.database.transaction() as connection:
            connection.execute(harm)
        found: list[str] = []
        try:
            found += differences(library, fresh, titles)
        except KeyError:
            found.append("a chunk without a vector")
        assert (not found) if not harm else any(says in one for one in found), found
