"""A page's text becomes its stories: each rule on a small page of its own, and the sample page as printed."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from hypothesis import given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from ingest.page import PageError, ParsedPage, ParsedStory, decode_page, parse_page, read_page
from ingest.page.titles import read_title
from towns.gazetteer import Gazetteer

DATA = Path(__file__).parent / "data"
SAMPLE = Path(__file__).parent.parent / "ingest" / "sample" / "seed-page.txt"


@cache
def heze() -> Gazetteer:
    return Gazetteer.from_register("菏泽市")


def parsed(*blocks: str) -> ParsedPage:
    return parse_page("\n\n".join(blocks), gazetteer=heze())


def story(page: ParsedPage, headline: str | None) -> ParsedStory:
    return next(each for each in page.stories if each.headline == headline)


def names(each: ParsedStory) -> list[tuple[str, str]]:
    return [(credit.role, credit.name) for credit in each.credits]


CANAL = (
    "曹县:冬修水利忙",
    "本报讯(记者 周宁)入冬以来,曹县普连集镇抢抓农闲疏浚沟渠,挖掘机在河道里来回作业。",
)
CHOIR = (
    "社区有个合唱团",
    "本报讯(通讯员 田甜)每到周末,单县莱河镇文化站里歌声阵阵,合唱团的队员们正在排练新歌。",
    "合唱团成立五年来,队员由最初的8人增加到46人,演出走进了敬老院和学校。",
)
PICTURE = ("近日,东明县刘楼镇的梨农正在给果树剪枝。 记者 周宁 摄",)


# The sample page


@pytest.fixture(scope="module")
def sample() -> ParsedPage:
    return parse_page(read_page(SAMPLE), gazetteer=heze())


@pytest.fixture(scope="module")
def truth() -> dict[str, Any]:
    loaded: dict[str, Any] = json.loads((DATA / "seed-page.truth.json").read_text(encoding="utf-8"))
    return loaded


def test_sample_page_has_the_printed_stories(sample: ParsedPage, truth: dict[str, Any]) -> None:
    expected = [(s["kind"], s["kicker"], s["headline"], s["deck"]) for s in truth["stories"]]
    assert [(s.kind, s.kicker, s.headline, s.deck) for s in sample.stories] == expected


@pytest.mark.parametrize("field", ["towns", "county", "dateline", "paragraphs"])
def test_sample_page_stories_say_what_is_printed(
    sample: ParsedPage, truth: dict[str, Any], field: str
) -> None:
    def plain(value: Any) -> Any:
        return list(value) if isinstance(value, tuple) else value

    assert [plain(getattr(s, field)) for s in sample.stories] == [s[field] for s in truth["stories"]]


def test_sample_page_credits_everyone(sample: ParsedPage, truth: dict[str, Any]) -> None:
    expected = [[(c["role"], c["name"]) for c in s["credits"]] for s in truth["stories"]]
    assert [names(s) for s in sample.stories] == expected


def test_lead_story_gets_its_continuation_back(sample: ParsedPage) -> None:
    assert sample.stories[0].lines == ((3, 11), (43, 53))


# Titles


@pytest.mark.parametrize(
    ("lines", "kicker", "headline", "deck"),
    [
        (["修好渠 种好田"], None, "修好渠 种好田", None),
        (["修好渠 种好田", "普连集镇冬修水利见行动"], "修好渠 种好田", "普连集镇冬修水利见行动", None),
        (["普连集镇:", "冬修水利见行动"], None, "普连集镇:冬修水利见行动", None),
        (["让渠水清起来", "让田埂绿起来"], None, "让渠水清起来 让田埂绿起来", None),
        (["“大喇叭”响", "了三十年的村庄"], None, "“大喇叭”响了三十年的村庄", None),
        (["冬修水利见行动", "——曹县普连集镇走笔"], None, "冬修水利见行动", "曹县普连集镇走笔"),
        (["兴修水利", "普连集镇:", "挖渠挖出新面貌"], "兴修水利", "普连集镇:挖渠挖出新面貌", None),
    ],
)
def test_title_lines_divide(lines: list[str], kicker: str | None, headline: str, deck: str | None) -> None:
    title = read_title(lines)
    assert (title.kicker, title.headline, title.deck) == (kicker, headline, deck)


def test_headline_broken_inside_a_word_is_one_headline() -> None:
    title = read_title(["一条水渠唤醒千亩良", "田好风景"], text_below="千亩良田重现生机。")
    assert title.headline == "一条水渠唤醒千亩良田好风景"


def test_title_runs_above_a_story_with_its_byline_at_the_end() -> None:
    page = parsed(*CHOIR, "普连集镇:冬修水利忙", "入冬以来,曹县普连集镇抢抓农闲疏浚沟渠。(记者 周宁)")
    assert names(story(page, "普连集镇:冬修水利忙")) == [("reporter", "周宁")]


def test_crossheads_stay_inside_their_story() -> None:
    page = parsed(
        *CANAL,
        "从“看天吃饭”到“旱涝保收”",
        "沟渠通了,庄稼就有了指望,村里的老人都说这是大好事。",
        "从“各管各的”到“一起来管”",
        "如今每条沟渠都有了管护员,名字写在渠边的牌子上。",
    )
    (only,) = page.stories
    assert len(only.paragraphs) == 5


def test_indented_crosshead_goes_with_the_paragraph_under_it() -> None:
    page = parsed(
        CANAL[0],
        "　　" + CANAL[1],
        "　　一、渠通了",
        "　　普连集镇的挖掘机开到了最远的沟渠旁边,沟渠疏浚一新。",
        "　　二、地活了",
        "　　沟渠两边的麦田都浇上了水。",
    )
    assert [len(each.paragraphs) for each in page.stories] == [5]


@pytest.mark.parametrize(
    ("piece", "rest"),
    [
        ("普连集镇将社保、医保、计生等业", "务集中到一个大厅,窗口人员一岗多能。"),
        ("普连集镇利用闲置厂房建成", "展示馆,陈列着老物件。"),
        ("冬日的清晨,薄雾散去", ",沟渠边热闹起来。"),
        ("一处曾经堆满杂物的废弃坑", "塘,如今栽上了月季。"),
    ],
)
def test_short_first_piece_of_a_paragraph_is_no_title(piece: str, rest: str) -> None:
    page = parsed(*CANAL, piece, rest)
    assert [each.paragraphs[1:] for each in page.stories] == [(piece + rest,)]


@pytest.mark.parametrize(
    "title",
    [("破旧俗 树新风", "莱河镇:红白理事会管出新风尚"), ("莱河镇开展消防演练",)],
)
def test_piece_of_the_story_before_is_no_kicker(title: tuple[str, ...]) -> None:
    piece = "普连集镇还组织26名村民疏浚"
    page = parsed(*CANAL, piece, *title, CHOIR[1])
    assert (story(page, CANAL[0]).paragraphs[-1], story(page, title[-1]).kicker) == (
        piece,
        (None, *title)[-2],
    )


def test_title_above_a_short_first_piece_keeps_it_as_its_text() -> None:
    page = parsed(*CANAL, "莱河镇:歌声飘出文化站", "每到周末,单县莱河镇文化站", "里歌声阵阵。(通讯员 田甜)")
    assert story(page, "莱河镇:歌声飘出文化站").paragraphs == ("每到周末,单县莱河镇文化站里歌声阵阵。",)


def test_boxed_byline_above_the_text_does_not_end_the_story() -> None:
    page = parsed("曹县:冬修水利忙", "□ 本报记者 周宁", "入冬以来,曹县普连集镇抢抓农闲疏浚沟渠,挖掘机在河")
    assert names(page.stories[0]) == [("reporter", "周宁")]
    assert not page.stories[0].complete


def test_dateline_and_end_byline_of_one_paragraph_leave_it_a_story() -> None:
    page = parsed(*CANAL, "本报讯 单县莱河镇文化站里歌声阵阵。(通讯员 田甜)", "合唱团成立五年来演出不断。")
    assert [names(each) for each in page.stories] == [[("reporter", "周宁")], [("correspondent", "田甜")]]


def test_headline_ending_like_a_notice_is_a_headline() -> None:
    page = parsed("曹县气象局发布寒潮提示", "本报讯(记者 周宁)12月3日,曹县气象局发布寒潮提示。")
    assert page.stories[0].headline == "曹县气象局发布寒潮提示"


# Paragraphs, columns, continuations


def test_paragraph_cut_by_a_column_is_joined() -> None:
    page = parsed(*CANAL, "今年全县计划疏浚沟渠120公里,惠及水利、医", "保、教育等部门联系的46个村。")
    assert (
        page.stories[0].paragraphs[1]
        == "今年全县计划疏浚沟渠120公里,惠及水利、医保、教育等部门联系的46个村。"
    )


def test_story_goes_on_after_another_one() -> None:
    page = parsed(
        *CANAL, "今年全县计划疏浚沟", *CHOIR, "渠120公里,普连集镇的挖掘机已经开到了最远的沟渠旁边。"
    )
    assert story(page, CANAL[0]).paragraphs[1].startswith("今年全县计划疏浚沟渠120公里")
    assert story(page, CANAL[0]).complete


def test_new_paragraph_goes_back_to_the_story_it_speaks_of() -> None:
    page = parsed(*CANAL, *CHOIR, "目前,普连集镇已疏浚沟渠36公里,挖掘机还在河道里作业。")
    assert len(story(page, CANAL[0]).paragraphs) == 2


COURT = ("把法庭搬到村口", "本报讯(通讯员 田甜)单县法院的法官到村里开庭。", "原告和被告坐在一张桌边。")
SCHOOL = ("操场上的早晨", "本报讯(记者 周宁)单县一所小学的学生在跑步。", "老师说,校园里热闹多了。")


@pytest.mark.parametrize(
    ("paragraph", "headline"),
    [
        ("判决之后,当事人握手言和,旁听的人上了一堂普法课。", COURT[0]),
        ("家长看了课堂也说好,孩子的作业比过去少了。", SCHOOL[0]),
    ],
)
def test_paragraph_goes_to_the_story_of_its_field(paragraph: str, headline: str) -> None:
    page = parsed(*COURT, *SCHOOL, *PICTURE, paragraph)
    assert story(page, headline).paragraphs[-1] == paragraph


def test_story_that_has_said_what_is_to_come_takes_no_more() -> None:
    more = "记者看到,来的人越来越多。"
    page = parsed(*COURT, *SCHOOL, *PICTURE, more)
    assert story(page, SCHOOL[0]).paragraphs[-1] == more
    page = parsed(*COURT, *SCHOOL[:2], "下一步,学校将继续开放操场。", *PICTURE, more)
    assert story(page, COURT[0]).paragraphs[-1] == more


def test_picture_inside_a_story_does_not_end_it() -> None:
    page = parsed(*CHOIR[:2], *PICTURE, CHOIR[2])
    assert len(story(page, CHOIR[0]).paragraphs) == 2


def test_story_cut_off_for_good_is_not_complete() -> None:
    page = parsed(*CANAL, "今年全县计划疏浚沟", *CHOIR)
    assert not story(page, CANAL[0]).complete
    assert "cut-off" in {doubt.code for doubt in story(page, CANAL[0]).doubts}


def test_jump_line_is_taken_out_and_the_story_is_cut_off() -> None:
    page = parsed(*CANAL, "今年全县计划疏浚沟渠120公里。(下转04版)")
    assert page.stories[0].paragraphs[-1].endswith("120公里。")
    assert not page.stories[0].complete


def test_kept_column_lines_become_paragraphs() -> None:
    page = parse_page(
        "曹县:冬修水利忙\n"
        "　　本报讯(记者 周宁)入冬以来,曹县普连集镇抢\n抓农闲疏浚沟渠,挖掘机在河道里来回作业,一车车淤\n"
        "泥被运到田头,晒干以后就是上好的肥料。\n"
        "　　今年全县计划疏浚沟渠120公里,目前已经完\n成了大半,剩下的要在春节以前全部完工,让来年的麦\n"
        "田浇得上水。\n",
        gazetteer=heze(),
    )
    assert [p[-4:] for p in page.stories[0].paragraphs] == ["的肥料。", "得上水。"]


def test_line_that_ends_its_sentence_before_the_column_does_ends_the_paragraph() -> None:
    column_lines = (
        "曹县:冬修水利忙",
        "　　本报讯(记者 周宁)入冬以来,曹县普连集镇抢抓",
        "农闲疏浚沟渠,挖掘机在河道里来回作业,一车一车淤泥",
        "社区有个合唱团",
        "　　本报讯(通讯员 田甜)每到周末,单县莱河镇文化",
        "站里都歌声阵阵,合唱团队员们正在排练新歌曲子呢。",
        "被运到田头,晒干以后就是上好的肥料,庄稼人都说好使",
        ",今年的麦田一定会有好收成。",
    )
    page = parse_page("\n".join(column_lines), gazetteer=heze())
    assert [len(each.paragraphs) for each in page.stories] == [1, 1]
    assert (
        story(page, CANAL[0]).paragraphs[0].endswith("一车一车淤泥被运到田头" + "".join(column_lines[6:])[5:])
    )


def test_short_paragraphs_of_like_length_are_no_column_lines() -> None:
    lines = [f"沟渠疏浚到第{number}段的时候,村民都来帮忙了。" for number in range(10, 20)]
    page = parsed(*CANAL, *lines)
    assert page.stories[0].paragraphs[1:] == tuple(lines)


def test_page_without_blank_lines_reads_the_same() -> None:
    blocks = [*CANAL, *CHOIR]
    dense = parse_page("\n".join(blocks), gazetteer=heze())
    assert [s.paragraphs for s in dense.stories] == [s.paragraphs for s in parsed(*blocks).stories]


# Pictures, briefs, furniture


def test_credit_on_the_line_below_makes_a_caption() -> None:
    page = parsed("梨园剪枝", "近日,东明县刘楼镇的梨农正在给果树剪枝。", "记者 周宁 通讯员 田甜 摄")
    (photo,) = page.stories
    assert (photo.kind, photo.headline, photo.towns) == ("photo", "梨园剪枝", ("刘楼镇",))
    assert names(photo) == [("photographer", "周宁"), ("photographer", "田甜")]


def test_briefs_are_stories_without_headline() -> None:
    page = parsed("简讯", "●近日,郓城县程屯镇完成5处危桥改造。(周宁)", "●郓城县图书馆12月3日举办故事会。")
    assert [(s.headline, s.paragraphs) for s in page.stories] == [
        (None, ("近日,郓城县程屯镇完成5处危桥改造。",)),
        (None, ("郓城县图书馆12月3日举办故事会。",)),
    ]


def test_brief_cut_by_a_column_is_whole_again() -> None:
    page = parsed(
        *CANAL,
        "简讯",
        "●近日,郓城县程屯镇的施工队完成5",
        "处危桥改造。(周宁)",
        "●郓城县图书馆12月3日举办了少儿故事会。",
    )
    assert [each.paragraphs for each in page.stories[1:]] == [
        ("近日,郓城县程屯镇的施工队完成5处危桥改造。",),
        ("郓城县图书馆12月3日举办了少儿故事会。",),
    ]


@pytest.mark.parametrize(
    "line",
    [
        "菏泽日报",
        "A3 县区新闻",
        "第03版:要闻",
        "2023年12月19日 星期二 责编:周宁 版式:田甜",
        "HEZE DAILY",
        "责任编辑:周宁 电话:0530-0000000",
        "今日天气:晴间多云,北风3到4级,气温-4℃~6℃",
        "综合新闻",
        "(下转04版)",
        "丨",
        "国内统一连续出版物号CN37-0067",
        "新闻热线:0530-0000000",
        "T3 特别报道",
        "04-05版",
        "要闻·02",
        "中共菏泽市委机关报",
        "民生关注",
        "权威发布",
        "空气质量指数 65 良",
        "富强 民主 文明 和谐",
    ],
)
def test_furniture_belongs_to_no_story(line: str) -> None:
    page = parsed(CANAL[0], CANAL[1], line, *CHOIR)
    assert line in {each.text for each in page.furniture}
    assert len(page.stories) == 2


def test_notice_inside_a_story_is_left_out() -> None:
    page = parsed(*CHOIR[:2], "遗失声明", "单县周宁遗失营业执照副本,注册号000000,声明作废。", CHOIR[2])
    assert story(page, CHOIR[0]).paragraphs[1] == CHOIR[2]
    assert {each.reason for each in page.furniture} == {"notice"}


def test_body_that_signs_a_notice_goes_with_it() -> None:
    page = parsed("停水通知", "因管道检修,3月10日停水,敬请广大用户谅解。", "曹县自来水公司", *CANAL)
    assert [each.headline for each in page.stories] == [CANAL[0]]


NOTICES = (
    ("注销公告", "曹县某商贸公司拟注销,请债权人自公告发布之日起45日内申报债权。", "清算组", "2024年3月5日"),
    ("征地公告", "现将拟征收土地有关事项公告如下:", "一、土地位于普连集镇,面积3.5公顷。", "曹县人民政府"),
    ("拍卖公告", "定于3月15日公开拍卖旧车一批。", "咨询电话:0530-5600000", "菏泽某某拍卖有限公司"),
    ("致歉信", "因系统升级带来不便,我们深表歉意。"),
    ("吉房出租", "沿街门面房一处,面积120平方米,价格面议。"),
)


@pytest.mark.parametrize("notice", NOTICES)
@pytest.mark.parametrize("at", [0, 2, 3, 4])
def test_whole_notice_is_left_out_wherever_it_stands(notice: tuple[str, ...], at: int) -> None:
    blocks = [*CANAL, "今年计划疏浚沟渠120公里,惠及水利、医", "保、教育等部门联系的46个村。", *CHOIR]
    alone, page = parsed(*blocks), parsed(*blocks[:at], *notice, *blocks[at:])
    assert [each.paragraphs for each in page.stories] == [each.paragraphs for each in alone.stories]
    assert {each.text for each in page.furniture} == set(notice)


@pytest.mark.parametrize("line", ["平安菏泽", "文明实践", "拒绝酒驾 平安回家", "奋进新征程 建功新时代"])
def test_line_inside_a_sentence_is_no_part_of_it(line: str) -> None:
    page = parsed(*CANAL, "今年计划疏浚沟渠120公里,惠及水利、医", line, "保、教育等部门联系的46个村。")
    assert page.stories[0].paragraphs[1].endswith("惠及水利、医保、教育等部门联系的46个村。")
    assert [each.text for each in page.furniture] == [line]


def test_column_name_between_column_lines_is_no_last_line_of_a_paragraph() -> None:
    lines = ["　　入冬以来,曹县普连集镇抢抓农闲疏浚沟渠,各村", "都来了人,挖掘机在河道里来回作业,一车车淤泥"]
    page = parse_page(
        "\n".join(["修渠忙", *lines * 4, "一句话新闻", "　　◆近日,各村修渠。"]), gazetteer=heze()
    )
    assert "一句话新闻" in {each.text for each in page.furniture}


def test_lines_of_a_story_leave_out_the_picture_between_them() -> None:
    page = parse_page("\n".join([*CHOIR[:2], *PICTURE, CHOIR[2]]), gazetteer=heze())
    assert story(page, CHOIR[0]).lines == ((1, 2), (4, 4))


def test_section_name_above_a_title_is_remembered() -> None:
    page = parsed("乡村振兴进行时", *CANAL)
    assert (page.stories[0].section, page.stories[0].kicker) == ("乡村振兴进行时", None)


def test_town_that_two_counties_have_is_marked_as_doubtful() -> None:
    page = parsed("社区里的合唱团", "本报讯(记者 周宁)每到周末,东城街道文化站里歌声阵阵。")
    assert "town-ambiguous" in {doubt.code for doubt in page.stories[0].doubts}


# Bad input


@pytest.mark.parametrize(
    ("data", "code", "line"),
    [
        (b"", "empty", None),
        ("　\n \n".encode(), "empty", None),
        ("标题\n正\x00文".encode(), "control-character", 2),
        ("标题\n正文".encode()[:-1], "not-utf8", 2),
        (b"a" * (512 * 1024 + 1), "too-large", None),
        (("标题\n" * 3000).encode(), "too-large", 2001),
    ],
)
def test_what_is_no_page_is_refused(data: bytes, code: str, line: int | None) -> None:
    with pytest.raises(PageError) as caught:
        decode_page(data)
    assert (caught.value.code, caught.value.line) == (code, line)


def test_text_of_five_megabytes_is_refused() -> None:
    with pytest.raises(PageError) as caught:
        parse_page("修渠忙。" * 420_000, gazetteer=heze())
    assert caught.value.code == "too-large"


def test_byte_order_mark_is_no_part_of_the_page() -> None:
    assert decode_page("\ufeff标题".encode()) == "标题"


def test_missing_file_is_a_page_error(tmp_path: Path) -> None:
    with pytest.raises(PageError, match="cannot be read"):
        read_page(tmp_path / "none.txt")


def lines_of(page: ParsedPage) -> set[int]:
    of_stories = {n for s in page.stories for first, last in s.lines for n in range(first, last + 1)}
    return of_stories | {each.line for each in page.furniture}


PIECES = [
    *CANAL,
    *CHOIR,
    *PICTURE,
    "简讯",
    "●近日,各村修渠。",
    "遗失声明",
    "声明作废。",
    "——走笔",
    "记者 周宁 摄",
    "丨",
]


@given(st.lists(st.one_of(st.sampled_from(PIECES), st.text(max_size=30)), max_size=25))
@hypothesis_settings(max_examples=150)
def test_no_line_is_lost_whatever_the_text(blocks: list[str]) -> None:
    text = "\n".join(blocks)
    try:
        page = parse_page(text, gazetteer=heze())
    except PageError:
        return
    printed = {n for n, line in enumerate(text.splitlines(), start=1) if line.strip()}
    assert printed <= lines_of(page)


# The command


def test_command_writes_a_file_for_each_page(tmp_path: Path) -> None:
    call_command("parse_page", str(SAMPLE), "--out", str(tmp_path / "out"))
    page = json.loads((tmp_path / "out" / "seed-page.json").read_text(encoding="utf-8"))
    assert (page["page_id"], len(page["stories"])) == ("seed-page", 12)


def test_command_names_every_bad_file_and_writes_the_good_ones(tmp_path: Path) -> None:
    (tmp_path / "empty.txt").write_bytes(b"")
    (tmp_path / "bad.txt").write_bytes(b"ok\n\xff")
    with pytest.raises(CommandError, match=r"(?s)empty\.txt.*bad\.txt.*2"):
        call_command(
            "parse_page",
            *map(str, (tmp_path / "empty.txt", tmp_path / "bad.txt", SAMPLE)),
            "--out",
            str(tmp_path / "o"),
        )
    assert [path.name for path in (tmp_path / "o").iterdir()] == ["seed-page.json"]


def test_command_refuses_two_files_with_one_output(tmp_path: Path) -> None:
    (tmp_path / "seed-page.txt").write_text("标题", encoding="utf-8")
    with pytest.raises(CommandError, match="seed-page"):
        call_command("parse_page", str(SAMPLE), str(tmp_path / "seed-page.txt"), "--out", str(tmp_path / "o"))
