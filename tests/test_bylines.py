"""The forms of bylines and credit lines, each as printed, with what must be read out of it."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from hypothesis import given
from hypothesis import strategies as st

from people.bylines import bare_names, parse_byline, parse_closing, parse_opening

Row = tuple[str, str | None, list[tuple[str, str]]]

FORMS: list[Row] = [
    ("本报通讯员 周宁 本报记者 田甜", None, [("correspondent", "周宁"), ("reporter", "田甜")]),
    ("本报12月19日讯(记者 周宁)各村忙修渠。", "本报12月19日讯", [("reporter", "周宁")]),
    ("(图文由曹县文化馆提供)", None, [("provider", "曹县文化馆")]),
    # Openings
    (
        "本报讯(记者 周宁 通讯员 田甜)入冬以来,各村忙修渠。",
        "本报讯",
        [("reporter", "周宁"), ("correspondent", "田甜")],
    ),
    (
        "本报讯（记者：周宁，通讯员：田甜）入冬以来。",
        "本报讯",
        [("reporter", "周宁"), ("correspondent", "田甜")],
    ),
    ("本报讯(记者周宁 通讯员田甜)入冬以来。", "本报讯", [("reporter", "周宁"), ("correspondent", "田甜")]),
    (
        "本报柳州讯(记者/周宁通讯员/田甜)近日。",
        "本报柳州讯",
        [("reporter", "周宁"), ("correspondent", "田甜")],
    ),
    ("本报讯(通讯员 周　宁、田甜)近日。", "本报讯", [("correspondent", "周宁"), ("correspondent", "田甜")]),
    ("本报讯 记者 周宁 报道 入冬以来,各村忙修渠。", "本报讯", [("reporter", "周宁")]),
    (
        "本报讯 通讯员周宁、田甜报道:入冬以来。",
        "本报讯",
        [("correspondent", "周宁"), ("correspondent", "田甜")],
    ),
    (
        "本报讯(记者 周宁 通讯员 田甜 近日,各村忙修渠。",
        "本报讯",
        [("reporter", "周宁"), ("correspondent", "田甜")],
    ),
    ("(记者 周 宁)9月27日,各村忙修渠。", None, [("reporter", "周宁")]),
    (
        "新华社北京7月3日电(记者周宁 田甜)今天上午。",
        "新华社北京7月3日电",
        [("reporter", "周宁"), ("reporter", "田甜")],
    ),
    ("本报北京11月10日电 (记者周宁)今天上午。", "本报北京11月10日电", [("reporter", "周宁")]),
    (
        "菏泽日报讯(见习记者 周宁 实习生 田甜)近日。",
        "菏泽日报讯",
        [("trainee_reporter", "周宁"), ("intern", "田甜")],
    ),
    ("本报讯(特约记者 周宁)近日。", "本报讯", [("special_reporter", "周宁")]),
    (
        "本报讯(全媒体记者 欧阳宁 通讯员 古丽·买买提)近日。",
        "本报讯",
        [("reporter", "欧阳宁"), ("correspondent", "古丽·买买提")],
    ),
    ("本报讯 12月3日,各村忙修渠。", "本报讯", []),
    # Ends
    ("各村忙修渠。(周宁)", None, [("writer", "周宁")]),
    ("各村忙修渠。(周 宁)", None, [("writer", "周宁")]),
    ("各村忙修渠。(特约通讯员:周宁)", None, [("correspondent", "周宁")]),
    ("各村忙修渠。(记者 周宁)[责任编辑 田甜]", None, [("reporter", "周宁")]),
    ("各村忙修渠。(记者 周宁 文/图)", None, [("reporter", "周宁"), ("photographer", "周宁")]),
    # Pictures
    ("记者 周宁 通讯员 田甜 摄", None, [("photographer", "周宁"), ("photographer", "田甜")]),
    ("图为修渠现场。日报通讯员田甜摄", None, [("photographer", "田甜")]),
    ("修渠现场 田甜 摄", None, [("photographer", "田甜")]),
    ("图为修渠现场。(摄影:田甜)", None, [("photographer", "田甜")]),
    ("(本报记者\n周宁 田甜 摄)", None, [("photographer", "周宁"), ("photographer", "田甜")]),
    ("新华社发(周宁 摄)", None, [("photographer", "周宁")]),
    ("图为修渠现场。图片由单县融媒体中心提供", None, [("provider", "单县融媒体中心")]),
    ("图片由通讯员 田甜 提供", None, [("provider", "田甜")]),
    ("图为修渠现场。田甜供图", None, [("provider", "田甜")]),
    ("记者 周宁 摄影报道", None, [("reporter", "周宁"), ("photographer", "周宁")]),
    ("漫画/周宁", None, [("graphics", "周宁")]),
    # Boxed lines
    ("□记者 周宁 通讯员 田甜", None, [("reporter", "周宁"), ("correspondent", "田甜")]),
    ("■周宁 田甜", None, [("writer", "周宁"), ("writer", "田甜")]),
    ("文/周宁 图/田甜", None, [("writer", "周宁"), ("photographer", "田甜")]),
    ("记者 周宁 文 田甜 图", None, [("reporter", "周宁"), ("photographer", "田甜")]),
    ("文/图 本报记者 周宁", None, [("reporter", "周宁"), ("photographer", "周宁")]),
    (
        "作者: 周宁 田 甜 来源: 菏泽日报 发表时间: 2025-10-25 14:10",
        None,
        [("writer", "周宁"), ("writer", "田甜")],
    ),
    ("大众网记者 周宁 菏泽报道", None, [("reporter", "周宁")]),
]

NOBODY = [
    "昨日,记者在冉固镇看到,大棚里一片翠绿。",
    "近日,县委宣传部举办通讯员培训班,120余名通讯员参加培训。",
    "责编:周宁 版式:田甜 校对:王丹",
    "本报热线电话:0530-0000000",
    "记者走基层",
    "图为修渠现场。(资料图)",
    "故事还没有讲完。(待续)",
    "作者:本通",
    "修渠现场",
]


@pytest.mark.parametrize(("text", "dateline", "credits"), FORMS, ids=[row[0][:24] for row in FORMS])
def test_form_gives_its_dateline_and_credits(
    text: str, dateline: str | None, credits: list[tuple[str, str]]
) -> None:
    byline = parse_byline(text)
    assert (byline.dateline, [(c.role, c.name) for c in byline.credits]) == (dateline, credits)


@pytest.mark.parametrize("text", NOBODY)
def test_prose_and_editors_credit_nobody(text: str) -> None:
    assert parse_byline(text).credits == ()


UNITS = [
    ("本报讯(通讯员 周宁(田庄镇))近日。", [("周宁", "田庄镇")]),
    ("近日。(通讯员 周宁（巨野县） 田甜)", [("周宁", "巨野县"), ("田甜", None)]),
    ("本报讯(田庄镇 通讯员 周宁)近日。", [("周宁", "田庄镇")]),
    ("本报讯(田庄镇通讯员 周宁)近日。", [("周宁", "田庄镇")]),
    ("通讯员 周宁 田庄镇", [("周宁", "田庄镇")]),
    ("巨野县融媒体中心 周宁 田甜 摄", [("周宁", "巨野县融媒体中心"), ("田甜", "巨野县融媒体中心")]),
    ("近日,大棚里一片翠绿。(区应急局 周宁)", [("周宁", "区应急局")]),
    ("□ 巨野县融媒体中心 周宁", [("周宁", "巨野县融媒体中心")]),
    ("(通讯员 周宁 区应急局 田甜 县供电公司)", [("周宁", "区应急局"), ("田甜", "县供电公司")]),
    ("(记者 周宁 通讯员 县供电公司 田甜)", [("周宁", None), ("田甜", "县供电公司")]),
    ("(县供电公司 通讯员 田甜 记者 周宁)", [("田甜", "县供电公司"), ("周宁", None)]),
    ("(记者 周宁 通讯员 田甜 区应急局)", [("周宁", None), ("田甜", "区应急局")]),
    ("新华社记者 周宁", [("周宁", "新华社")]),
    # There is no such town: it is a name.
    ("(通讯员 陈国镇 田甜)", [("陈国镇", None), ("田甜", None)]),
]


@pytest.mark.parametrize(("text", "expected"), UNITS)
def test_a_unit_or_a_town_printed_with_a_name_is_its_own(
    text: str, expected: list[tuple[str, str | None]]
) -> None:
    byline = parse_byline(text)
    assert [(credit.name, credit.unit) for credit in byline.credits] == expected
    assert {unit for _name, unit in expected if unit} == set(byline.organisations)


def test_body_between_label_and_name_is_an_organisation() -> None:
    byline = parse_byline("本报讯(通讯员 单县融媒体中心 田甜)近日。")
    assert [c.name for c in byline.credits] == ["田甜"]
    assert byline.organisations == ("单县融媒体中心",)


def test_spans_leave_the_body_of_the_story() -> None:
    text = "本报讯(记者 周宁)各村忙修渠。(通讯员 田甜)"
    byline = parse_byline(text)
    kept = "".join(char for i, char in enumerate(text) if not any(a <= i < b for a, b in byline.spans))
    assert kept == "各村忙修渠。"
    assert byline.printed == "本报讯(记者 周宁) (通讯员 田甜)"


def test_opening_and_closing_are_read_apart() -> None:
    text = "本报讯(记者 周宁)各村忙修渠。(通讯员 田甜)"
    opening, closing = parse_opening(text), parse_closing(text)
    assert [credit.name for credit in opening.credits] == ["周宁"]
    assert [credit.name for credit in closing.credits] == ["田甜"]
    assert (opening.dateline, closing.dateline) == ("本报讯", None)


@pytest.mark.parametrize(
    ("printed", "dateline"),
    [("本报讯(记者 周宁)", "本报讯"), ("【本报讯】(记者 周宁):", "本报讯"), ("□ 记者 周宁", None)],
)
def test_the_field_of_a_story_keeps_the_names_alone(printed: str, dateline: str | None) -> None:
    assert bare_names(printed, dateline=dateline) == "记者 周宁"


def test_a_long_row_of_surnames_is_given_up_at_once() -> None:
    """There are more ways to cut it into names than could ever be tried."""
    assert parse_byline(f"各村忙修渠。(记者 {'王' * 60}的的的的的的)").credits == ()


def test_title_is_kept_as_printed() -> None:
    byline = parse_byline("□ 首席记者 周宁 特约通讯员 田甜")
    assert [credit.title for credit in byline.credits] == ["首席记者", "特约通讯员"]


@given(st.text(alphabet="本报讯记者通讯员摄文图/()（）:、,。 王燕供由提□[]·", max_size=60))
def test_any_text_is_read_without_error_and_spans_stay_inside(text: str) -> None:
    byline = parse_byline(text)
    assert all(0 <= start <= end <= len(text) for start, end in byline.spans)
    assert all(credit.name for credit in byline.credits)


def test_command_writes_one_line_for_each_case(tmp_path: Path) -> None:
    source, out = tmp_path / "in.jsonl", tmp_path / "out.jsonl"
    source.write_text('{"id": "a", "text": "□ 周宁"}\n\n{"id": "b", "text": "修渠"}\n', encoding="utf-8")
    call_command("parse_bylines", str(source), "--out", str(out))
    rows = [json.loads(line) for line in out.read_text(encoding="utf-8").splitlines()]
    assert [(row["id"], len(row["credits"])) for row in rows] == [("a", 1), ("b", 0)]


@pytest.mark.parametrize("line", ["no json", '{"id": "a"}', '{"id": "a", "text": 3}', "[]"])
def test_command_names_the_bad_line_and_writes_nothing(tmp_path: Path, line: str) -> None:
    source, out = tmp_path / "in.jsonl", tmp_path / "out.jsonl"
    source.write_text('{"id": "a", "text": "□ 周宁"}\n' + line, encoding="utf-8")
    with pytest.raises(CommandError, match=r"in\.jsonl.*2"):
        call_command("parse_bylines", str(source), "--out", str(out))
    assert not out.exists()
