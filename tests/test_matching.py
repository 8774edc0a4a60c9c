"""Which story of a corrected page is which of the text before: by their characters, one by one."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from ingest.matching import is_known, match

WHEAT = "麦田返青 本报讯(通讯员 安宁)巨野县田庄镇的麦田返青了,农户们忙着浇水施肥。"
CANAL = "冬修水利忙 本报讯(记者 周宁)曹县普连集镇抢抓农闲疏浚沟渠,挖掘机来回作业。"
LOST = "遗失声明 单县杨士梁遗失营业执照副本,声明作废。"


def test_a_corrected_story_is_the_same_story() -> None:
    corrected = WHEAT.replace("返青了", "泛青了").replace("安宁", "安 宁")
    assert match({"wheat": WHEAT, "canal": CANAL}, {1: CANAL, 2: corrected}) == {1: "canal", 2: "wheat"}


def test_another_story_of_the_same_form_is_another_story() -> None:
    assert match({"wheat": WHEAT}, {1: CANAL, 2: LOST}) == {}


def test_a_text_that_broke_off_is_known_by_its_beginning() -> None:
    whole = WHEAT + "合作社的农机手来回奔忙,镇里的技术员蹲在地头看墒情,教大家怎样除草、怎样防冻。" * 2
    assert match({"wheat": WHEAT}, {1: whole}) == {1: "wheat"}
    assert match({"wheat": whole}, {1: WHEAT}) == {1: "wheat"}


def test_a_word_that_a_long_text_has_too_makes_no_story_of_it() -> None:
    assert match({"wheat": WHEAT}, {1: "麦田返青"}) == {}


def test_the_most_alike_come_first_and_each_is_taken_once() -> None:
    notices = {name: LOST.replace("杨士梁", name) for name in ("杨士梁", "张守信", "李玉兰")}
    changed = {1: notices["李玉兰"], 2: notices["张守信"]}
    assert match(notices, changed) == {1: "李玉兰", 2: "张守信"}


def test_stories_of_the_same_characters_keep_their_order() -> None:
    assert match({"first": LOST, "second": LOST}, {1: LOST, 2: LOST, 3: LOST}) == {1: "first", 2: "second"}


def test_what_the_page_had_anywhere_is_known() -> None:
    assert is_known(WHEAT, CANAL + WHEAT + LOST)
    assert not is_known(WHEAT, CANAL + LOST)


texts = st.lists(st.text("麦田返青曹县冬修水利的了,。\n", max_size=60), max_size=6)


@given(old=texts, new=texts)
def test_no_story_is_two_and_what_is_unchanged_is_found(old: list[str], new: list[str]) -> None:
    joined = match(dict(enumerate(old)), dict(enumerate(new)))
    assert len(set(joined.values())) == len(joined)
    same = match(dict(enumerate(old)), dict(enumerate(old)))
    long = {key for key, text in enumerate(old) if len("".join(text.split())) > 1}
    assert set(same) == long
    assert all("".join(old[there].split()) == "".join(old[here].split()) for here, there in same.items())
