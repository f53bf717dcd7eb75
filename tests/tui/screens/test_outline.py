"""The outline: every file once, counts of all that is below, folders closed and opened."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from assistant.domain.records.files import FileRecord
from assistant.tui.dialogs.forget import ignore_pattern
from assistant.tui.state.outline import flat, folders_below_roots, inside_root, outline
from tests.tui.doubles.scripted_events import FILES, ROOT, a_file

PARTS = st.text(st.sampled_from("ab-. \u00e9"), min_size=1, max_size=3).filter(lambda part: part not in (".", ".."))
PATHS = st.lists(st.lists(PARTS, min_size=1, max_size=4).map("/".join), max_size=20, unique=True)


def test_folders_stand_above_their_files_with_counts_of_all_below() -> None:
    lines = outline(FILES, ())
    assert [(line.depth, line.name) for line in lines] == [
        (0, ROOT),
        (1, "flat"),
        (2, "lease.pdf"),
        (2, "letter.md"),
        (1, "insurance"),
        (2, "terms.pdf"),
        (1, "recipes.md"),
        (1, "scan.pdf"),
        (1, "tax.pdf"),
    ]
    root = lines[0]
    assert (root.files, root.bad, root.passages) == (6, 3, 31 + 4 + 88 + 9)
    assert root.open


def test_a_closed_folder_hides_what_is_in_it() -> None:
    closed = folders_below_roots(FILES)
    assert sorted(closed) == [f"{ROOT}/flat", f"{ROOT}/insurance"]
    names = [line.name for line in outline(FILES, closed)]
    assert names == [ROOT, "flat", "insurance", "recipes.md", "scan.pdf", "tax.pdf"]
    assert [line.name for line in outline(FILES, [ROOT])] == [ROOT]


def test_a_file_that_is_its_own_root_stands_in_its_folder() -> None:
    path = "/home/ada/one.md"
    lines = outline([a_file(path, root=path)], ())
    assert [(line.path, line.depth) for line in lines] == [("/home/ada", 0), (path, 1)]


@given(PATHS)
def test_every_file_has_one_line_and_every_count_is_right(paths: list[str]) -> None:
    files = [FileRecord(f"/r/{path}", "/r", "indexed", chunks=number) for number, path in enumerate(paths)]
    lines = outline(files, ())
    assert sorted(line.path for line in lines if line.file) == sorted(file.path for file in files)
    for line in lines:
        if line.file is None:
            below = [file for file in files if file.path.startswith(line.path + "/")]
            assert (line.files, line.passages) == (len(below), sum(file.chunks for file in below))
    assert len({line.path for line in lines if not line.file}) == sum(not line.file for line in lines)


def test_flat_names_tell_files_apart() -> None:
    assert [line.name for line in flat(FILES)][:2] == ["flat/lease.pdf", "flat/letter.md"]
    assert inside_root(a_file("/elsewhere/x.md", root="/r")) == "/elsewhere/x.md"


def test_a_pattern_leaves_out_exactly_one_path() -> None:
    assert ignore_pattern(f"{ROOT}/flat/lease.pdf", ROOT) == "/flat/lease.pdf"
    assert ignore_pattern(ROOT, ROOT) == ""
    assert ignore_pattern(f"{ROOT}x/y", ROOT) == ""
    assert ignore_pattern("/a/[1] *?.md", "/a") == "/\\[1]\\ \\*\\?.md"


@given(PATHS.filter(lambda paths: len(paths) > 1))
def test_patterns_are_read_by_the_scanner_as_they_are_meant(paths: list[str]) -> None:
    from pathspec import GitIgnoreSpec

    files = [f"/r/{path}" for path in paths]
    spec = GitIgnoreSpec.from_lines([ignore_pattern(files[0], "/r")])
    for file in files:
        inside = file == files[0] or file.startswith(files[0] + "/")
        assert spec.match_file(file.removeprefix("/r/")) == inside
