"""The committed files are what their sources make: a source changed without a rebuild fails here."""

import shutil
from pathlib import Path

import pytest
from PIL import Image
from pypdf import PdfReader

from .build import ARCHIVE, DUPLICATE_OF, LOCKED, LOCKED_PASSWORD, SCAN, TRUNCATED, build
from .hostile import hostile_text
from .markup import read_source
from .reading import pages_of

TEXT_KINDS = {".pdf", ".docx"}
"""Kinds whose bytes depend on the version of a library; their text does not."""


def built(root: Path) -> list[str]:
    for original in DUPLICATE_OF.values():
        (root / original).parent.mkdir(parents=True)
        shutil.copyfile(ARCHIVE / original, root / original)
    return build(root)


@pytest.fixture(scope="module")
def rebuilt(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, list[str]]:
    root = tmp_path_factory.mktemp("rebuilt")
    return root, built(root)


@pytest.mark.slow
def test_rebuilding_gives_the_committed_files(rebuilt: tuple[Path, list[str]]) -> None:
    root, made = rebuilt
    for relative in made:
        fresh, committed = root / relative, ARCHIVE / relative
        if relative == TRUNCATED:
            assert fresh.read_bytes()[:8] == committed.read_bytes()[:8]
        elif fresh.suffix in TEXT_KINDS:
            password = LOCKED_PASSWORD if relative == LOCKED else ""
            assert pages_of(fresh, password) == pages_of(committed, password), relative
        elif fresh.suffix == ".jpg":
            with Image.open(fresh) as one, Image.open(committed) as other:
                assert one.size == other.size
        else:
            assert fresh.read_bytes() == committed.read_bytes(), relative


@pytest.mark.slow
def test_two_builds_are_equal_to_the_byte(rebuilt: tuple[Path, list[str]], tmp_path: Path) -> None:
    root, made = rebuilt
    assert built(tmp_path) == made
    assert [name for name in made if (root / name).read_bytes() != (tmp_path / name).read_bytes()] == []


def test_the_scan_is_a_picture_of_the_same_size(rebuilt: tuple[Path, list[str]]) -> None:
    fresh = PdfReader(rebuilt[0] / SCAN).pages[0].images[0].image
    committed = PdfReader(ARCHIVE / SCAN).pages[0].images[0].image
    assert fresh is not None and committed is not None
    assert fresh.size == committed.size


def test_an_unknown_name_in_the_hostile_source_is_an_error() -> None:
    with pytest.raises(KeyError):
        hostile_text("{NO_SUCH_CHARACTER}")


def test_a_source_keeps_its_words_in_order() -> None:
    source = read_source("title: T\n===\n# Head\n\none\ntwo\n\n- a\n- b\n  c\n\n| x | y |\n| 1 | |\n")
    kinds = [block.kind for block in source.blocks]
    assert kinds == ["heading", "paragraph", "item", "item", "table"]
    assert [block.text for block in source.blocks[:4]] == ["Head", "one two", "a", "b c"]
    assert source.blocks[4].rows == (("x", "y"), ("1", ""))
    with pytest.raises(ValueError, match="==="):
        read_source("no settings")
