"""Every field of a parsed page points back to its characters, and no character of the page is lost."""

from __future__ import annotations

import random
from functools import cache

import pytest
from hypothesis import example, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from ingest.page import PageError, ParsedPage, ParsedStory, parse_page
from ingest.page.printed import Printed, Span
from tests.mutated_pages import (
    assert_fields_are_printed,
    assert_nothing_is_lost,
    at,
    mutated,
    practice_pages,
)
from towns.gazetteer import Gazetteer


@cache
def heze() -> Gazetteer:
    return Gazetteer.from_register("菏泽市")


def parsed(text: str) -> ParsedPage:
    return parse_page(text, gazetteer=heze())


def only(text: str) -> ParsedStory:
    (story,) = parsed(text).stories
    return story


PAGE = (
    "冬修水利\r\n普连集镇:渠通地旺\r\n——曹县水利建设走笔\r\n\r\n"
    "　　【本报讯】(记者 周　宁 通讯员 田甜)入冬以来,曹县普连集镇疏浚沟渠,惠及水利、医\r\n\r\n"
    "保、教育等部门联系的46个村。(下转04版)\r\n"
)


# Fields and their characters


@pytest.mark.parametrize(
    ("role", "printed"),
    [
        ("kicker", "冬修水利"),
        ("headline", "普连集镇:渠通地旺"),
        ("deck", "曹县水利建设走笔"),
        ("dateline", "本报讯"),
        ("byline", "【】(记者 周　宁 通讯员 田甜)"),
        (
            "paragraph",
            "入冬以来,曹县普连集镇疏浚沟渠,惠及水利、医保、教育等部门联系的46个村。",
        ),
        ("mark", "——(下转04版)"),
    ],
)
def test_each_field_points_at_its_characters(role: str, printed: str) -> None:
    assert at(PAGE, only(PAGE), role) == printed


def test_paragraph_joined_from_two_columns_has_two_places() -> None:
    spans = only(PAGE).spans("paragraph", 0)
    assert [PAGE[start:end][-2:] for start, end in spans] == ["、医", "村。"]


def test_padded_name_is_found_where_it_is_printed() -> None:
    story = only(PAGE)
    names = [[PAGE[start:end] for start, end in spans] for spans in story.credit_spans]
    assert names == [["周　宁"], ["田甜"]]


def test_name_credited_twice_has_both_its_places() -> None:
    text = "渠通地旺\n本报讯(记者 周宁)曹县普连集镇疏浚沟渠。周宁 摄"
    story = only(text)
    assert [credit.role for credit in story.credits] == ["reporter", "photographer"]
    assert [spans[0].start for spans in story.credit_spans] == [text.index("周宁"), text.rindex("周宁")]


def test_one_printing_may_stand_for_two_credits() -> None:
    text = "渠通地旺\n本报讯 曹县普连集镇疏浚沟渠。(通讯员 周宁 文/图)"
    story = only(text)
    assert len(story.credits) == 2
    assert len(set(story.credit_spans)) == 1


def test_town_points_at_each_place_that_names_it() -> None:
    story = only(PAGE)
    named = [[PAGE[start:end] for start, end in mention.spans] for mention in story.mentions]
    assert named == [["普连集镇"], ["普连集镇"]]


def test_town_cut_by_a_column_has_two_places() -> None:
    text = "渠通地旺\n本报讯 入冬以来疏浚沟渠的是曹县普连\n集镇的村民,他们连续干了好几天。"
    (mention,) = only(text).mentions
    assert [text[start:end] for start, end in mention.spans] == ["普连", "集镇"]


def test_furniture_and_doubts_have_their_places() -> None:
    text = "03 县区新闻\r\r渠通地旺\r本报讯 入冬以来,曹县普连集镇疏浚沟"
    page = parsed(text)
    (furniture,), (doubt,) = page.furniture, page.doubts
    assert (text[slice(*furniture.span)], furniture.line) == ("03 县区新闻", 1)
    assert (doubt.code, doubt.line, doubt.span.end) == ("cut-off", 4, len(text))


def test_column_name_above_a_kicker_is_kept_as_a_mark() -> None:
    text = "走基层\n冬修水利见行动\n一条水渠连万家\n渠通地旺人心齐\n\n本报讯 曹县普连集镇疏浚沟渠。"
    assert_nothing_is_lost(text, parsed(text))


# Texts made of stretches


def test_cut_of_a_text_keeps_the_places() -> None:
    text = Printed.joined([Printed("  水利、医", (Span(10, 16),)), Printed("保、教育 ", (Span(30, 35),))])
    assert text.cut(4, 8) == Printed("、医保、", (Span(14, 16), Span(30, 32)))
    assert text.stripped() == Printed("水利、医保、教育", (Span(12, 16), Span(30, 34)))


def test_nothing_is_left_of_white_space() -> None:
    assert Printed(" 　", (Span(3, 5),)).stripped() == Printed("", ())


# Whatever the text


def check(text: str) -> None:
    try:
        page = parsed(text)
    except PageError:
        return
    assert_nothing_is_lost(text, page)
    assert_fields_are_printed(text, page)


@pytest.mark.parametrize("text", practice_pages())
def test_practice_page_is_whole(text: str) -> None:
    page = parsed(text)
    assert_nothing_is_lost(text, page)
    assert_fields_are_printed(text, page)


@given(st.randoms(use_true_random=False))
@hypothesis_settings(max_examples=200)
def test_mutated_page_is_whole_or_refused(dice: random.Random) -> None:
    check(mutated(dice, practice_pages()))


@given(st.text(max_size=400))
@hypothesis_settings(max_examples=200)
@example("")
@example("\r\r\n\x85\u2028　")
@example("\ufeff\u200b")
@example("——")
@example("(上接01版)(下转04版)")
@example("本报讯(记者 王燕)\n\n\u3000")
def test_random_text_is_whole_or_refused(text: str) -> None:
    check(text)
