"""Where the stories of a page stand, told by their words: composed pages, and what makes it hard."""

from __future__ import annotations

import random
from dataclasses import replace
from itertools import combinations
from pathlib import Path
from statistics import mean

import pytest

from issues.composing import compose, print_page
from issues.uploaded import SheetError, draw, pages_of, reading
from issues.uploaded.matching import Told, plain
from issues.uploaded.proposing import Proposed, propose, told_of
from issues.uploaded.sheet import Box, Letter, Sheet
from tests.composing_world import mixed_page
from tests.proposing import changed, likeness
from tests.tiny_pdf import Page, whole

SIZE = 0.012
FIRST = Told(
    1,
    ("水渠修好了",),
    "今年全镇种植小麦四万亩，农技员到田头查看墒情，乡亲们说日子越过越有奔头，水渠修好以后浇地不再发愁。",
)
SECOND = Told(
    2,
    ("招商大会开了",),
    "县里召开春季招商推进大会，十二个项目当天签约落地，总投资超过三十亿元，园区道路将在五月全线贯通。",
)


def column(text: str, x: float, y: float, *, wide: int = 10, size: float = SIZE) -> list[Letter]:
    """Lines of so many characters below each other, on a square page."""
    return [
        Letter(char, Box(left, top, left + size, top + size))
        for number, char in enumerate(text)
        for left, top in [(x + number % wide * size, y + number // wide * size * 1.5)]
    ]


def two_stories() -> list[Letter]:
    """Each with a headline over two columns, the first above the second."""
    letters = []
    for told, y in ((FIRST, 0.1), (SECOND, 0.4)):
        letters += column(told.headings[0], 0.1, y, size=2.5 * SIZE)
        letters += column(told.text[:30], 0.1, y + 0.05)
        letters += column(told.text[30:], 0.25, y + 0.05)
    return letters


def found(
    letters: list[Letter], *stories: Told, pictures: tuple[Box, ...] = (), frames: tuple[Box, ...] = ()
) -> list[Proposed]:
    return propose(Sheet(tuple(letters), pictures, frames), stories or (FIRST, SECOND))


def test_a_story_is_one_region_around_its_headline_and_its_columns() -> None:
    first, second = found(two_stories())
    assert (first.story, second.story) == (1, 2)
    assert first.y == pytest.approx(0.1, abs=0.01)
    assert first.y + first.height < second.y
    assert first.x + first.width == pytest.approx(0.37, abs=0.01)


def test_the_order_of_the_file_is_not_the_order_of_the_page() -> None:
    letters = two_stories()
    random.Random(7).shuffle(letters)  # noqa: S311 - For a page that is the same each time.
    assert found(letters) == found(two_stories())


def test_width_and_spaces_make_no_difference() -> None:
    assert plain("Ａ３ 版，２０２３") == plain("a3版,2023")
    spaced = [
        letter._replace(
            box=Box(
                *(value + at * SIZE if side in (0, 2) else value for side, value in enumerate(letter.box))
            )
        )
        for at, letter in enumerate(column(FIRST.headings[0], 0.1, 0.1, size=2.5 * SIZE))
    ]
    (region,) = found([*spaced, *column(FIRST.text, 0.1, 0.15)], FIRST)
    assert region.y == pytest.approx(0.1, abs=0.01)


def test_a_text_that_was_changed_after_layout_is_found_all_the_same() -> None:
    edited = [changed(told, 0.05, 3) for told in (FIRST, SECOND)]
    assert edited[0].text != FIRST.text
    assert found(two_stories(), *edited) == found(two_stories())


def test_parts_that_are_far_apart_are_regions_of_their_own() -> None:
    """A column that turns around another story."""
    letters = (
        column(FIRST.text[:30], 0.1, 0.1) + column(SECOND.text, 0.1, 0.3) + column(FIRST.text[30:], 0.1, 0.6)
    )
    regions = found(letters)
    assert [region.story for region in regions] == [1, 1, 2]


def test_vertical_type_is_read_down() -> None:
    down = [
        Letter(char, Box(0.05, 0.1 + at * 0.03, 0.074, 0.124 + at * 0.03))
        for at, char in enumerate(FIRST.headings[0])
    ]
    (region,) = found([*down, *column(FIRST.text, 0.1, 0.1)], FIRST)
    assert region.x == pytest.approx(0.05, abs=0.01)


def test_a_picture_goes_with_its_caption_and_a_frame_with_what_it_holds() -> None:
    told = replace(FIRST, captions=("农技员在田头查看墒情。王燕摄",))
    caption = column(told.captions[0], 0.5, 0.31, wide=20, size=0.8 * SIZE)
    letters = [*two_stories(), *caption]
    first, second = found(
        letters, told, SECOND, pictures=(Box(0.5, 0.1, 0.7, 0.3),), frames=(Box(0.08, 0.38, 0.4, 0.53),)
    )
    assert first.x + first.width == pytest.approx(0.7, abs=0.01)
    assert [second.x, second.y] == pytest.approx([0.08, 0.38], abs=0.005)


def test_without_text_or_stories_nothing_is_proposed() -> None:
    assert found([]) == []
    assert propose(Sheet(tuple(two_stories())), []) == []
    assert found(column("与本版稿件毫无关系的一段文字在这里", 0.1, 0.1)) == []


@pytest.mark.parametrize("share", [0.0, 0.01])
@pytest.mark.parametrize("number", [3, 8])
def test_a_composed_page_is_found_again_from_its_pdf(number: int, share: float, tmp_path: Path) -> None:
    description = mixed_page(number, tmp_path)
    composition = compose(description)
    (tmp_path / "page.pdf").write_bytes(print_page(composition).pdf)
    proposed = propose(
        draw(tmp_path / "page.pdf", 1, tmp_path),
        [changed(told_of(story), share, number) for story in description.stories],
    )
    scores = likeness(composition.regions, proposed)
    assert mean(scores.values()) > 0.85
    assert min(scores.values()) > 0.4
    for one, other in combinations(proposed, 2):
        boxes = [Box(each.x, each.y, each.x + each.width, each.y + each.height) for each in (one, other)]
        shared = boxes[0].shared(boxes[1])
        assert one.story == other.story or min(shared.width, shared.height) < 0.02
        assert Box(0, 0, 1, 1).shared(boxes[0]) == boxes[0]


# The file ------------------------------------------------------------------------------------------------


def written(folder: Path, data: bytes) -> Path:
    path = folder / "page.pdf"
    path.write_bytes(data)
    return path


def test_a_turned_page_is_measured_as_it_is_seen(tmp_path: Path) -> None:
    sheet = draw(written(tmp_path, Page(turned=90).put(60, 80, "水渠").as_pdf()), 1, tmp_path)
    assert sheet.aspect == pytest.approx(800 / 600)
    assert sheet.letters[0].box.x0 == pytest.approx(1 - 80 / 800, abs=0.02)
    assert sheet.letters[0].box.y0 == pytest.approx(60 / 600, abs=0.02)


def test_pages_are_counted_and_one_that_is_not_there_is_refused(tmp_path: Path) -> None:
    path = written(tmp_path, whole(Page(), Page()))
    assert pages_of(path) == 2
    with pytest.raises(SheetError) as refused:
        draw(path, 3, tmp_path)
    assert (refused.value.code, refused.value.detail) == ("no-such-page", "2")


def test_a_file_that_takes_too_long_or_crashes_its_reader_is_given_up(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    path = written(tmp_path, Page().as_pdf())
    monkeypatch.setattr(reading, "LOOKING_SECONDS", 0.01)
    with pytest.raises(SheetError, match="too-slow"):
        pages_of(path)
    monkeypatch.setattr(reading, "LOOKING_SECONDS", 20)
    monkeypatch.setattr(reading, "CHILD", "issues.uploaded.nowhere")
    with pytest.raises(SheetError, match="broken"):
        pages_of(path)
