"""Where the reading of a page is uncertain, it says so: what, where, why, and what else could be."""

from __future__ import annotations

from functools import cache

import pytest
from django.utils import translation

from ingest.page import Doubt, Fragment, ParsedPage, parse_page
from ingest.page.doubts import CLOSE_CALL
from ingest.page.evidence import WEIGHTS
from ingest.page.printed import Span
from ingest.page.reasons import AGAINST, ALONE, SENTENCES, WHOLE, strongest
from ingest.words import DOUBTS, doubt_in_words
from tests.mutated_pages import practice_pages
from towns.gazetteer import Gazetteer


@cache
def heze() -> Gazetteer:
    return Gazetteer.from_register("菏泽市")


def parsed(*blocks: str) -> ParsedPage:
    return parse_page("\n\n".join(blocks), gazetteer=heze())


CANAL = ("曹县:冬修水利忙", "本报讯(记者 周宁)入冬以来,曹县普连集镇抢抓农闲疏浚沟渠,挖掘机来回作业。")
CHOIR = ("社区有个合唱团", "本报讯(通讯员 田甜)每到周末,单县莱河镇文化站里歌声阵阵,队员们排练新歌。")
NEARBY = ("社区有个合唱团", "本报讯(通讯员 田甜)每到周末,曹县大集镇文化站里歌声阵阵,队员们排练新歌。")


def doubt(page: ParsedPage, code: str) -> Doubt:
    return next(each for each in page.doubts if each.code == code)


def fragment(*blocks: str) -> Fragment:
    (found,) = parsed(*blocks).fragments
    return found


# Fragments and their stories


def test_fragment_says_to_which_story_it_went_and_what_comes_next() -> None:
    found = fragment(*CANAL, *CHOIR, "目前,普连集镇已疏浚沟渠36公里,挖掘机还在作业。")
    assert (found.story, [rival.story for rival in found.rivals]) == (0, [1, None])
    assert found.margin == found.rivals[0].behind > 0
    assert [rival.behind for rival in found.rivals] == sorted(rival.behind for rival in found.rivals)


@pytest.mark.parametrize(
    ("blocks", "because"),
    [
        ((*CANAL, *NEARBY, "目前,普连集镇已疏浚渠道36公里。"), "not:other-town"),
        ((*CANAL[:1], CANAL[1][:-1] + ",“渠通", *CHOIR, "了,地就旺了。”村民说。"), "quote-closes"),
        ((*CANAL, *CHOIR, "队员们来自附近的几个村。"), "not:leave"),
    ],
)
def test_choice_is_explained_by_its_strongest_evidence(blocks: tuple[str, ...], because: str) -> None:
    found = fragment(*blocks)
    assert (found.because, found.reason) == (because, SENTENCES[because])


def test_only_story_of_a_page_has_only_another_page_as_its_rival() -> None:
    found = fragment(*CANAL, "沟渠通了,庄稼就有了指望。")
    assert [rival.story for rival in found.rivals] == [None]


def test_every_evidence_that_can_decide_has_its_sentence() -> None:
    # What counts at the end of the page decides nothing about one fragment, and a weight of 0 nothing at all.
    decisive = {
        name: weight
        for name, weight in WEIGHTS.items()
        if weight and name not in {"left-open", "crosshead-left"}
    }
    names = {name if weight > 0 else AGAINST + name for name, weight in decisive.items()}
    assert names | {ALONE, WHOLE} == SENTENCES.keys()


def test_evidence_both_stories_have_explains_nothing() -> None:
    assert strongest({"same-town": 1.0, "waiting": 1.0}, {"same-town": 1.0}) == "waiting"


def test_choice_that_only_the_whole_page_explains_says_so() -> None:
    assert strongest({"leave": 1.0}, {}) == WHOLE


def test_text_that_fits_no_story_begins_one_of_its_own() -> None:
    page = parsed(
        CANAL[0],
        CANAL[1] + "(田甜)",
        "了解情况后,民警赶到东明县刘楼镇,“该院的孩子都安全。”(记者 安宁)",
    )
    assert [story.headline for story in page.stories] == [CANAL[0], None]
    assert doubt(page, "unattached").line == 5


@pytest.mark.parametrize(
    "blocks",
    [
        ("(上接01版)不断提升服务水平,让群众满意。",),
        ("(上接01版)", "不断提升服务水平,让群众满意。"),
        ("让群众满意", "(上接01版)不断提升服务水平,让群众满意。"),
    ],
)
def test_text_from_another_page_begins_a_story(blocks: tuple[str, ...]) -> None:
    page = parsed(*CANAL, *blocks)
    assert [story.paragraphs for story in page.stories][1] == ("不断提升服务水平,让群众满意。",)


# Doubts


def test_close_calls_and_no_others_are_doubts() -> None:
    pages = [parse_page(text, gazetteer=heze()) for text in practice_pages()]
    fragments = [found for page in pages for found in page.fragments]
    close = {(found.spans[0].start, found.because) for found in fragments if (found.margin or 0) < CLOSE_CALL}
    doubts = [each for page in pages for each in page.doubts if each.code == "weak-continuation"]
    assert {(each.span.start, each.because) for each in doubts} == close
    assert 0 < len(close) < len(fragments) / 4


@pytest.mark.parametrize(
    ("text", "code", "place"),
    [
        ("本报讯(记者 周宁)曹县天庄镇疏浚沟渠。", "town-unknown", "天庄镇"),
        ("本报讯(记者 周宁)文化站里歌声阵阵,东城街道的居民都来了。", "town-ambiguous", "东城街道"),
        ("本报讯(记者 柳学超戴子梅)曹县普连集镇疏浚沟渠。", "glued-names", "柳学超戴子梅"),
    ],
)
def test_doubtful_name_is_marked_where_it_stands(text: str, code: str, place: str) -> None:
    page = parsed("冬修水利忙", text)
    found = doubt(page, code)
    whole = f"冬修水利忙\n\n{text}"
    assert (whole[slice(*found.span)], found.line) == (place, 3)


@pytest.mark.parametrize("text", ["曹县各乡镇", "曹县重点镇", "曹县城镇", "单县莱河镇", "曹县乡村"])
def test_words_about_towns_are_no_unknown_towns(text: str) -> None:
    assert heze().strangers(text) == []


def test_names_with_a_mark_between_them_are_no_doubt() -> None:
    page = parsed("冬修水利忙", "本报讯(记者 柳学超 戴子梅)曹县普连集镇疏浚沟渠。")
    assert page.doubts == ()


def test_every_doubt_has_words_for_the_newsroom() -> None:
    codes = {
        line.strip(" `.,") for line in (Doubt.__doc__ or "").split("Codes:")[1].replace("\n", " ").split(", ")
    }
    assert {code.split("`")[0] for code in codes} <= DOUBTS.keys()


def test_words_of_a_weak_continuation_say_why() -> None:
    weak = Doubt("weak-continuation", "", 12, Span(30, 40), because="not:leave")
    with translation.override("en"):
        words = doubt_in_words(weak)
    assert words.startswith("Line 12")
    assert words.endswith(SENTENCES["not:leave"])
