"""Lines of a picture: found, read, turned, with the places of their words."""

from __future__ import annotations

import math
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from assistant.domain.errors import ModelRefused
from assistant.ingest.parse.scans.recognise import Recogniser
from assistant.ingest.parse.scans.regions import Region, find_regions, usual_angle
from tests.ingest.parse.scans.graphs import draw_line, write_graphs


@pytest.fixture(scope="module")
def recogniser(tmp_path_factory: pytest.TempPathFactory) -> Recogniser:
    return Recogniser(write_graphs(tmp_path_factory.mktemp("models") / "graphs"))


def paper(width: int = 640, height: int = 320) -> Image.Image:
    return Image.new("RGB", (width, height), "white")


def test_each_line_says_its_words_with_their_places_and_how_sure_that_is(recogniser: Recogniser) -> None:
    page = paper()
    draw_line(page, 40, 60, "ab b")
    draw_line(page, 64, 200, "bba")
    first, second = sorted(recogniser.recognise(page).lines, key=lambda line: line.box.y)
    assert (first.text, second.text) == ("ab b", "bba")
    assert min(first.confidence, second.confidence) > 0.9
    assert abs(first.box.y - 70) < 2
    assert abs(second.box.y - 210) < 2
    word = first.words[1]
    middle = first.box.x + ((word.start + word.end) / 2 - 0.5) * first.box.length
    assert abs(middle - (40 + 24 * 7.5)) < 16


@pytest.mark.parametrize("turn", [1, 3])
def test_a_page_that_lies_on_its_side_is_turned(recogniser: Recogniser, turn: int) -> None:
    page = paper()
    draw_line(page, 40, 60, "ab b")
    draw_line(page, 40, 200, "ab b")
    ways = {1: Image.Transpose.ROTATE_90, 3: Image.Transpose.ROTATE_270}
    found = recogniser.recognise(page.transpose(ways[turn]))
    assert found.size == page.size
    assert found.turn in (1, 3)
    assert {line.text for line in found.lines} <= {"ab b", "b ba"}


def test_a_picture_without_lines_has_none(recogniser: Recogniser) -> None:
    assert recogniser.recognise(paper(33, 17)).lines == ()


@pytest.mark.parametrize("degrees", [-6.0, -1.5, 0.0, 3.0, 8.0])
def test_a_skewed_line_has_its_angle(degrees: float) -> None:
    angle = math.radians(degrees)
    rows, columns = np.mgrid[0:300, 0:400]
    along = (columns - 200) * math.cos(angle) + (rows - 150) * math.sin(angle)
    down = (rows - 150) * math.cos(angle) - (columns - 200) * math.sin(angle)
    map_of_lines = np.zeros((300, 400), dtype=np.float32)
    for height in (-60, 0, 60):
        map_of_lines[(abs(along) < 120) & (abs(down - height) < 5)] = 0.9
    regions = find_regions(map_of_lines)
    assert len(regions) == 3
    assert usual_angle(regions) == pytest.approx(angle, abs=0.01)
    middle = min(regions, key=lambda region: abs(region.y - 150))
    assert abs(middle.x - 200) < 2
    assert abs(middle.y - 150) < 2
    assert middle.length > 240
    assert 10 < middle.thickness < 40


def test_what_hangs_together_is_one_line_and_what_is_faint_is_none() -> None:
    likelihood = np.zeros((40, 60), dtype=np.float32)
    likelihood[5:15, 5:25] = likelihood[14:20, 25:50] = 0.8  # two parts that touch at a corner
    likelihood[30:38, 5:50] = 0.4  # never sure
    (region,) = find_regions(likelihood)
    assert region.length > 45
    assert find_regions(np.zeros((10, 10), dtype=np.float32)) == []
    assert usual_angle([]) == 0.0
    assert usual_angle([Region(0, 0, 100, 10, 0.1), Region(0, 0, 10, 10, 0.5)]) == 0.1


def test_graphs_that_are_none_are_refused_with_the_remedy(tmp_path: Path) -> None:
    folder = write_graphs(tmp_path / "graphs")
    (folder / "read.onnx").write_bytes(b"no graph")
    with pytest.raises(ModelRefused) as refused:
        Recogniser(folder)
    assert "models pull scans" in refused.value.hint
