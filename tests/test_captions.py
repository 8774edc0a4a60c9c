"""The trade's checks of a caption, on captions as they are printed."""

from __future__ import annotations

import subprocess
import sys

import pytest

from articles.photos import captions
from articles.photos.captions import Code, Parted
from ingest.page import read_page
from newsroom.demo import SAMPLE

FIRE = (
    "为进一步提高辖区群众的安全防范意识和自救能力,12月19日,鲁西新区消防人员积极开展冬季防火宣传和预防一氧化碳"
    "中毒宣传活动。此次宣传提高了居民的火灾防范意识和自救互救能力。"
)
STOLEN = "近日,巨野县公安局西城派出所成功破获系列储藏室被盜案,抓获犯罪嫌疑人8名。 通讯员 马丽娜 翟雪莹 摄"


def codes(caption: str, *names: str, is_text: bool = False) -> set[Code]:
    return {remark.code for remark in captions.remarks(caption, names=names, is_text=is_text)}


def alt_codes(alt_text: str, caption: str = "图为田庄镇雪后的麦田") -> set[Code]:
    return {remark.code for remark in captions.alt_remarks(alt_text, caption=caption)}


def test_the_sample_page_as_printed_has_its_credits_beside_its_captions() -> None:
    assert "通讯员 马丽娜 翟雪莹 摄" in read_page(SAMPLE)
    assert codes(STOLEN) == {Code.CREDIT_INSIDE}
    assert codes(FIRE, is_text=True) == set()


@pytest.mark.parametrize(
    "caption",
    [
        "图为田庄镇雪后的麦田",
        "▲巨野县龙堌镇村民正在采摘大棚蔬菜。",
        "上图：王燕在车间采访",
        "图片为菏泽市牡丹区的花农",
    ],
)
def test_a_caption_that_points_and_names_is_fine(caption: str) -> None:
    assert Code.NAMES_NOTHING not in codes(caption, "王燕")


@pytest.mark.parametrize(
    ("caption", "pointer"),
    [
        ("图为群众正在采摘", "图为"),
        ("▲工人正在紧张工作。", "▲"),
        ("上图：志愿者在打扫", "上图："),
        ("图片为活动现场", "图片为"),
        ("近日，秋收开始。图为收割机在作业", "图为"),
    ],
)
def test_a_caption_that_points_names_a_place_or_a_person(caption: str, pointer: str) -> None:
    found = next(r for r in captions.remarks(caption) if r.code == Code.NAMES_NOTHING)
    assert caption[found.start : found.end].strip() == pointer


def test_a_caption_that_does_not_point_need_not_name() -> None:
    assert codes("田间的农机手") == set()


@pytest.mark.parametrize(
    "caption",
    [
        "田间的农机手。",
        "图为田庄镇雪后的麦田。",
        "经过治理，本市市容市貌焕然一新。这是某区街道一景。",
        "麦收开始了。图为田庄镇的麦田。",
    ],
)
def test_a_phrase_ends_without_a_full_stop(caption: str) -> None:
    found = next(r for r in captions.remarks(caption) if r.code == Code.STOP_AFTER_PHRASE)
    assert caption[found.start : found.end] == "。"


@pytest.mark.parametrize(
    "caption",
    [
        "行进中的学生方队",
        "经过治理，本市市容市貌焕然一新。这是某区街道一景",
        "图为田庄镇村民正在采摘苹果。",
        "图为田庄镇村民在采摘苹果。",
        "消防宣传员帮村民查找家中的隐患。",
        FIRE,
    ],
)
def test_what_the_standard_allows_is_not_remarked_on(caption: str) -> None:
    assert not codes(caption) & {Code.STOP_AFTER_PHRASE, Code.STOP_MISSING}


def test_full_sentences_end_with_their_full_stop() -> None:
    assert Code.STOP_MISSING in codes("12月19日，消防人员走进农户。宣传员讲解了用火常识")


@pytest.mark.parametrize(
    ("caption", "rest", "credit"),
    [
        ("图为麦田。 记者 王燕 通讯员 刘菲 摄", "图为麦田。", "记者 王燕 通讯员 刘菲 摄"),
        ("图为麦田。记者王燕摄", "图为麦田。", "记者王燕摄"),
        ("图为麦田（王燕 摄）", "图为麦田", "（王燕 摄）"),
        ("图为麦田 本报记者 王 燕 摄", "图为麦田", "本报记者 王 燕 摄"),
        ("图为麦田。 郭绪雷 摄", "图为麦田。", "郭绪雷 摄"),
        ("图为麦田。(摄影:李保珠)", "图为麦田。", "(摄影:李保珠)"),
        ("记者在拍摄", "记者在拍摄", ""),
        ("群众在镜头前接受航拍拍摄", "群众在镜头前接受航拍拍摄", ""),
        ("记者 王燕 摄", "记者 王燕 摄", ""),
    ],
)
def test_the_credit_is_told_from_the_caption(caption: str, rest: str, credit: str) -> None:
    assert captions.part(caption) == Parted(rest, credit)


@pytest.mark.parametrize("row", [" 记者王", " 记者", "、通讯员王", " 王"])
def test_a_long_row_of_labels_and_names_is_read_in_one_way(row: str) -> None:
    """Read in every way that it might be meant, it would take longer than the paper exists."""
    script = f"from articles.photos.captions import CREDIT; print(CREDIT.search('。{row * 300}x'))"
    found = subprocess.run([sys.executable, "-c", script], capture_output=True, check=True, timeout=60)
    assert found.stdout.strip() == b"None"


def test_a_caption_is_neither_a_word_nor_an_article() -> None:
    assert codes("合影") == {Code.TOO_SHORT}
    assert Code.TOO_LONG in codes("麦田返青，" * 30)
    assert Code.TOO_LONG not in codes("麦田返青，" * 30, is_text=True)


def test_nothing_is_said_of_what_is_not_there() -> None:
    assert codes(" \n") == set()


def test_alternative_text_says_what_is_seen() -> None:
    assert alt_codes("两名农民站在雪后的麦田里查看墒情") == set()
    assert alt_codes("") == {Code.ALT_MISSING}
    assert alt_codes("田庄镇雪后的麦田。") == {Code.ALT_REPEATS}
    assert alt_codes("图片：一片麦田") == {Code.ALT_NEEDLESS_START}
    assert alt_codes("一张照片，上面是麦田") == {Code.ALT_NEEDLESS_START}
