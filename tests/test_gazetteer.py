"""Towns and counties in printed text."""

from __future__ import annotations

import pytest

from towns.gazetteer import Gazetteer, Place


@pytest.fixture(scope="module")
def heze() -> Gazetteer:
    return Gazetteer.from_register("菏泽市")


def towns(gazetteer: Gazetteer, text: str) -> list[tuple[str, str]]:
    return [(mention.town, mention.county) for mention in gazetteer.find(text)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("巨野县太平镇念好人才经", [("太平镇", "巨野县")]),
        ("太平镇和大义镇", [("太平镇", "巨野县"), ("大义镇", "巨野县")]),
        ("佃户屯办事处开展活动", [("佃户屯街道", "鲁西新区")]),
        ("佃户屯街道办事处开展活动", [("佃户屯街道", "鲁西新区")]),
        ("大黄集镇的集市", [("大黄集镇", "牡丹区")]),
        ("太平 镇的集市", [("太平镇", "巨野县")]),
        ("单县东城街道", [("东城街道", "单县")]),
        ("牡丹区的东城街道", [("东城街道", "牡丹区")]),
        ("东城街道", [("东城街道", "")]),
        ("沙土集村的幸福院、丹阳路、西城派出所", []),
        ("太平镇路面改造", [("太平镇", "巨野县")]),
        ("住在太平镇小区", []),
        ("龙固镇热电有限公司", []),
        ("太平镇一家纺织企业有限公司", [("太平镇", "巨野县")]),
    ],
)
def test_towns_are_found_with_their_county(
    heze: Gazetteer, text: str, expected: list[tuple[str, str]]
) -> None:
    assert towns(heze, text) == expected


def test_county_of_the_page_decides_between_towns_of_one_name(heze: Gazetteer) -> None:
    (mention,) = heze.find("东城街道的蒜农", county_hint="单县")
    assert (mention.county, mention.reason) == ("单县", "county-hint")


def test_mention_tells_where_it_stands(heze: Gazetteer) -> None:
    text = "在太 平镇,"
    (mention,) = heze.find(text)
    assert text[mention.start : mention.end] == mention.matched == "太 平镇"


@pytest.mark.parametrize(
    ("title", "paragraphs", "county"),
    [
        ("太平镇:念好人才经", [], "巨野县"),
        ("交警夜查", ["单县公安局交警大队连日来开展整治。"], "单县"),
        ("交警夜查", ["巨野法院开庭。"], "巨野县"),
        ("牡丹开了", ["满园牡丹竞相开放。"], None),
        ("签约", ["菏泽经济技术开发区集中签约。"], "鲁西新区"),
        ("修渠", ["曹县王集镇修渠。", "村民到过单县学习。"], "曹县"),
    ],
)
def test_county_of_a_story(heze: Gazetteer, title: str, paragraphs: list[str], county: str | None) -> None:
    assert heze.county_of(title, paragraphs) == county


def test_county_may_stand_in_the_dateline(heze: Gazetteer) -> None:
    assert heze.county_of("修渠", ["各村修渠。"], dateline="本报巨野讯") == "巨野县"


def test_villages_lead_to_their_town(heze: Gazetteer) -> None:
    assert heze.villages_in("在杜庙村,村民们议开了")["杜庙村"] == {"黄堽镇"}


def test_a_village_stands_for_the_only_town_of_the_county(heze: Gazetteer) -> None:
    """姜楼村 is in two counties."""
    places = {"定陶区": ["仿山镇"], "牡丹区": ["何楼街道"], None: [], "曹县": []}
    for county, expected in places.items():
        found = heze.find_villages("近日,姜 楼村的麦田返青了", county=county)
        assert [mention.town for mention in found] == expected
        assert all(mention.matched == "姜 楼村" for mention in found)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("鄄城县郑营的麦田", ["郑营镇"]),
        ("鄄城县郑营、董口等地", ["郑营镇", "董口镇"]),
        ("鄄城县郑营", ["郑营镇"]),
        ("鄄城县郑营镇的麦田", []),
        ("鄄城县郑营村的麦田", []),
        ("鄄城县郑营中学", []),
        ("巨野县郑营的麦田", []),
        ("郑营的麦田", []),
    ],
)
def test_behind_its_county_a_town_may_lack_its_suffix(
    heze: Gazetteer, text: str, expected: list[str]
) -> None:
    assert [mention.town for mention in heze.find_short(text)] == expected


def test_aliases_and_rows_of_the_caller_are_enough() -> None:
    own = Gazetteer([Place("河口镇", "东山县", aliases=("老河口镇",)), Place("河口镇", "西山县")])
    assert towns(own, "东山县老河口镇、西山县河口镇") == [("河口镇", "东山县"), ("河口镇", "西山县")]


def test_gazetteer_without_places_finds_nothing() -> None:
    empty = Gazetteer([])
    assert not empty.find("太平镇")
    assert empty.county_of("太平镇") is None
