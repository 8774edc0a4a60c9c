"""Pages composed: nothing over, nothing over anything else, nothing lost, and the editor's wishes kept."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from itertools import combinations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from issues.composing import (
    Composition,
    Layout,
    PageDescription,
    Picture,
    Position,
    Story,
    Wishes,
    body_of,
    compose,
)
from issues.composing.composition import Text
from issues.composing.setting import texts
from tests.composing_world import FOLIO, mixed_page, sample_page

LARGEST_HOLE = 0.06  # Of the type area, for pages that have enough to fill them.
PAGES = [("sample", sample_page()), *((f"mixed {seed}", mixed_page(seed)) for seed in range(0, 10, 2))]
HOSTILE = r"#set page(fill: red) *fett* _x_ $x^2$ `code` [a](b) <b> @c \ // /* */ ~ = - + #panic()"
LONG = "村民议事会商量出结果来，大家都说好。" * 2000


def page_of(*stories: Story, is_page_one: bool = False) -> PageDescription:
    return PageDescription(FOLIO, stories, is_page_one=is_page_one)


def one(number: int = 1, *, body: str = "村里的路修好了。" * 20, **others: object) -> Story:
    return Story(number, **{"headline": f"路通了{number}", "body": body_of(body), **others})  # type: ignore[arg-type]


def read(composition: Composition) -> str:
    """All that is read on the page, blanks apart, in its order."""
    return "".join("".join(line.split()) for line in lines(composition))


def lines(composition: Composition) -> Iterator[str]:
    for item in composition.items:
        if isinstance(item, Text) and item.role != "furniture":
            yield from item.lines


def overlapping(composition: Composition) -> list[tuple[int, int]]:
    pairs = combinations(composition.areas, 2)
    return [(a, b) for (a, here), (b, there) in pairs if here.overlaps(there)]


@pytest.fixture(scope="module", params=PAGES, ids=[name for name, _page in PAGES])
def composed(request: pytest.FixtureRequest) -> Composition:
    return compose(request.param[1])


def test_nothing_is_over_and_the_page_is_full(composed: Composition) -> None:
    assert composed.overset == ()
    assert composed.hole_share < LARGEST_HOLE


def test_no_story_stands_over_another_or_beside_the_sheet(composed: Composition) -> None:
    assert overlapping(composed) == []
    for region in composed.regions:
        assert 0 <= region.x < region.x + region.width <= 1
        assert 0 <= region.y < region.y + region.height <= 1


def test_every_story_has_its_region_and_its_fit(composed: Composition) -> None:
    ids = {story.id for story in composed.description.stories}
    assert {region.story for region in composed.regions} == ids
    assert sorted(fit.story for fit in composed.fits) == sorted(ids)


def test_every_word_of_every_story_stands_on_the_page_in_its_order(composed: Composition) -> None:
    found = read(composed)
    for story in composed.description.stories:
        place = 0
        for text in texts(story):
            place = found.index("".join(text.split())[:40], place)
            for part in ("".join(text.split()),):
                assert part in found
        for picture in story.pictures:
            assert "".join(picture.credit.split()) in found


def test_no_line_of_a_page_begins_with_a_closing_mark(composed: Composition) -> None:
    for line in lines(composed):
        assert line[0] not in "，。、；：？！”》）"
        assert line[-1] not in "“《（"


def test_texts_stand_within_the_regions_of_their_page(composed: Composition) -> None:
    for item in composed.items:
        if isinstance(item, Text) and item.role != "furniture":
            assert (
                any(
                    area.x - 0.1 <= item.x
                    and item.x + item.width <= area.right + 0.1
                    and area.y - 0.1 <= item.y
                    and item.y + item.height <= area.bottom + item.size
                    for _story, area in composed.areas
                )
                or item.role == "h1"
            )


def test_the_lead_has_the_largest_headline(composed: Composition) -> None:
    titles = [item for item in composed.items if isinstance(item, Text) and item.role == "h1"]
    others = [story for story in composed.description.stories if story.position is not Position.LEAD]
    lead = next(story for story in composed.description.stories if story not in others or story is others[0])
    first = "".join(lead.headline.split())[:4].replace(":", "：")
    sizes = [item.size for item in titles if "".join(item.lines[0].split()).startswith(first)]
    assert max(sizes) == max(item.size for item in titles)


# What an editor wishes


def test_a_layout_can_be_fixed() -> None:
    page = mixed_page(6)
    made = {layout: compose(page, Wishes(layout=layout)).layout for layout in (Layout.BANNER, Layout.TIERS)}
    assert made == {Layout.BANNER: "banner", Layout.TIERS: "tiers"}


def test_stories_can_be_swapped() -> None:
    page = sample_page()
    found = read(compose(page, Wishes(order=(3, 2, 1))))
    assert found.index("".join(texts(page.stories[2])[0].split())) < found.index("为经济发展绘蓝图")


def test_a_story_can_be_given_a_width() -> None:
    composition = compose(sample_page(), Wishes(spans={4: 2}))
    narrow = next(area for story, area in composition.areas if story == 4)
    assert 230 < narrow.width < 290  # Two of eight columns, or of seven.


def test_a_headline_can_be_shrunk() -> None:
    page = page_of(*(one(n) for n in range(1, 6)))

    def size(step: int) -> float:
        composition = compose(page, Wishes(spans={3: 3}, headline_steps={3: step}))
        return next(
            item.size for item in composition.items if isinstance(item, Text) and item.lines == ("路通了3",)
        )

    assert size(-2) < size(0) < size(2)


@pytest.mark.parametrize(
    "wishes", [Wishes(layout=Layout.SIDE), Wishes(spans={1: 5, 2: 5, 3: 5}, layout=Layout.HALVES)]
)
def test_a_wish_that_no_page_can_keep_is_told_and_the_page_is_made_all_the_same(wishes: Wishes) -> None:
    stories = (one(1),) if not wishes.spans else (one(1), one(2), one(3))
    composition = compose(page_of(*stories), wishes)
    assert "wish_not_kept" in [notice.code for notice in composition.notices]
    assert composition.overset == ()
    assert len(composition.regions) == len(stories)


# Pages that nobody plans


def test_a_story_that_is_far_too_long_is_cut_and_the_cut_is_told() -> None:
    composition = compose(page_of(one(1, body=LONG), one(2)))
    (fit,) = composition.overset
    assert fit.story == 1
    assert fit.over > 500
    assert fit.characters_over > 5000
    assert fit.cut_after
    assert fit.cut_after in "".join(line for line in lines(composition))
    assert overlapping(composition) == []


def test_an_ear_that_is_too_long_is_over_and_keeps_its_height() -> None:
    page = page_of(one(1), one(2, body=LONG[:900], position=Position.EAR), is_page_one=True)
    composition = compose(page)
    assert [fit.story for fit in composition.overset] == [2]
    assert overlapping(composition) == []


@pytest.mark.parametrize("count", [0, 1, 2, 20])
def test_any_number_of_stories_makes_a_page(count: int) -> None:
    composition = compose(
        page_of(*(one(number, body="村里的路修好了。" * 12) for number in range(1, count + 1)))
    )
    assert len(composition.regions) == count
    assert overlapping(composition) == []
    assert composition.overset == ()


def test_stories_for_which_there_is_no_place_are_over_from_their_first_line() -> None:
    composition = compose(page_of(*(one(number, body="路通了。" * 9) for number in range(1, 31))))
    assert [fit.story for fit in composition.overset if fit.lines == 0] == list(range(25, 31))


def test_an_empty_page_is_a_hole() -> None:
    assert compose(page_of()).hole_share == 1.0


def test_a_page_with_too_little_tells_how_many_lines_are_missing() -> None:
    composition = compose(page_of(one(1)))
    assert composition.hole_share > 0.5
    assert composition.fits[0].under > 100


@pytest.mark.parametrize(
    "story",
    [
        one(1, headline=HOSTILE, kicker=HOSTILE, deck=HOSTILE, body=HOSTILE),
        one(1, headline="", body=""),
        one(1, headline="题" * 120, deck="副" * 160),
        one(1, body="x" * 3000),
        one(1, pictures=tuple(Picture("说明" * n, "王燕 摄", aspect=0.1 + n) for n in range(7))),
        one(1, genre="photo", headline="", body="", pictures=(Picture(),)),
        one(1, byline="记者" * 60, dateline=""),
    ],
    ids=["markup", "empty", "endless title", "one word", "seven photos", "bare photo", "endless byline"],
)
def test_odd_stories_stand_on_the_page_like_others(story: Story) -> None:
    composition = compose(page_of(story, one(2), one(3)))
    assert {region.story for region in composition.regions} == {1, 2, 3}
    assert overlapping(composition) == []


def test_characters_that_no_face_has_are_told_with_their_stories() -> None:
    composition = compose(page_of(one(1, body="好😀"), one(2, headline="𠀀字")))
    assert composition.missing == {"😀": (1,), "𠀀": (2,)}


STORIES = st.lists(
    st.builds(
        lambda length, position, photos, genre: (length, position, photos, genre),
        st.integers(0, 1200),
        st.sampled_from(list(Position)),
        st.integers(0, 2),
        st.sampled_from(["news", "feature", "comment", "brief", "photo"]),
    ),
    max_size=7,
)


@settings(max_examples=12, deadline=None)
@given(STORIES, st.booleans())
def test_whatever_stands_on_a_page_nothing_overlaps_and_nothing_is_lost_in_silence(
    given_stories: list[tuple[int, Position, int, str]], is_page_one: bool
) -> None:
    stories = [
        one(
            n,
            body="村里的路修好了，人来人往。" * (length // 13),
            position=position,
            genre=genre,
            pictures=tuple(Picture("路", "王燕 摄") for _ in range(photos)),
        )
        for n, (length, position, photos, genre) in enumerate(given_stories, start=1)
    ]
    composition = compose(page_of(*stories, is_page_one=is_page_one))
    assert overlapping(composition) == []
    over = sum(fit.characters_over for fit in composition.fits)
    body = sum(len(text) for story in stories for text in texts(story))
    printed = read(composition).count("村里的路修好了，人来人往。")
    assert printed * 13 + over + 13 * len(stories) >= body - 13


# Stories on two pages


def test_the_parts_of_a_story_on_two_pages_are_the_whole_story() -> None:
    whole = one(1, body="\n".join(f"第{n}段。" + "村里的路修好了。" * 9 for n in range(20)))
    first = replace(whole, planned_length=700, continued_on="A2")
    second = replace(whole, starts_at=700, continued_from="A1")
    joined = "".join(block.text for block in (*first.here(), *second.here()))
    assert joined == "".join(block.text for block in whole.body)
    assert "（下转A2版）" in read(compose(page_of(first)))
    assert "（上接A1版）" in read(compose(page_of(second)))


def test_the_compositor_knows_the_positions_of_the_board() -> None:
    from issues.models import Placement

    assert {position.value for position in Position} == set(Placement.Position.values)
