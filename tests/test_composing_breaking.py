"""Lines of Chinese: which marks may stand where (GB/T 15834), what stays whole, what the last line is."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from issues.composing.breaking import CLOSING, INDENT, OPENING, full_width, lines, spaced
from issues.composing.faces import Face, FontsMissingError, metrics, printable
from issues.composing.headings import parted

WIDTH = 13.0
HAN = "为经济发展绘蓝图今年以来鲁西新区不断深化体制机制改革招商引资是一个地方产业升级的重要抓手"
CHINESE = st.text(
    alphabet=st.sampled_from(list(HAN + HAN + "，。、；：？！“”《》（）…—")), min_size=1, max_size=160
)
# Runs of marks that nobody writes: there a rule has to give way, as long as nothing is lost.
ANY = st.text(alphabet=st.sampled_from(list(HAN + "，。“”《》（）……—— 12aB%.#*`\\$[]😀㐂")), max_size=200)


def written(text: str) -> bool:
    """Whether marks stand as people write them: at most two in a row, and none at the beginning."""
    run = 0
    for character in text:
        run = run + 1 if character in CLOSING + OPENING + "…—" else 0
        if run > 2:
            return False
    return text[0] not in CLOSING and text[-1] not in OPENING


def broken(text: str, width: float = WIDTH, **others: float) -> list[str]:
    return [text[line.start : line.end] for line in lines(text, width, **others)]


@settings(max_examples=150, deadline=None)
@given(CHINESE.filter(written))
def test_no_line_begins_with_a_closing_mark_or_ends_with_an_opening_one(text: str) -> None:
    for line in broken(text):
        assert line[0] not in "，。、；：？！”》）"
        assert line[-1] not in "“《（"


@settings(max_examples=150, deadline=None)
@given(ANY)
def test_no_character_is_lost_and_none_is_set_twice(text: str) -> None:
    assert "".join("".join(broken(text)).split()) == "".join(text.split())


@settings(max_examples=150, deadline=None)
@given(CHINESE.filter(written))
def test_every_line_fits_once_its_marks_are_squeezed(text: str) -> None:
    """What a line is too wide, the empty halves of its marks give."""
    for number, line in enumerate(lines(text, WIDTH)):
        room = WIDTH - (INDENT if number == 0 else 0)
        halves = 0.5 * sum(
            character in "，。、；：？！“”《》（）" for character in text[line.start : line.end]
        )
        assert line.width <= room + halves + 0.01


@pytest.mark.parametrize("mark", ["——", "……"])
@pytest.mark.parametrize("before", range(6, 16))
def test_a_dash_and_an_ellipsis_are_not_split(mark: str, before: int) -> None:
    found = broken("今" * before + mark + "明" * 5)
    assert any(mark in line for line in found)


@pytest.mark.parametrize("before", range(6, 16))
def test_a_number_stays_whole(before: int) -> None:
    assert any("37.5%" in line for line in broken("今" * before + "37.5%的村民"))


def test_the_first_line_is_shorter_by_two_characters() -> None:
    assert list(map(len, broken("村" * 40))) == [11, 13, 13, 3]


def test_a_mark_is_squeezed_into_the_line_where_another_gives_its_half() -> None:
    """The comma at the end takes half a cell, the two inside give a quarter each."""
    assert broken("一二三四，五六，七八九十二，四五六", indent=0.0)[0] == "一二三四，五六，七八九十二，"


@pytest.mark.parametrize("length", range(20, 60))
def test_the_last_line_is_no_single_character(length: int) -> None:
    last = broken("今年以来，全镇修好水渠" + "村" * length + "。")[-1]
    assert len(last.rstrip("。")) > 1


def test_a_word_that_no_column_holds_is_parted() -> None:
    found = broken("网址是" + "a" * 120)
    assert len(found) > 3
    assert all(metrics(Face.SONG).width(line) <= WIDTH + 0.6 for line in found)


def test_an_empty_text_has_no_lines() -> None:
    assert broken("") == broken("　 　") == []


@pytest.mark.parametrize(
    ("typed", "printed"),
    [
        ("今年以来,全镇共有8,000人", "今年以来，全镇共有8,000人"),
        ("田庄镇:招商引资", "田庄镇：招商引资"),
        ("8:30开会", "8:30开会"),
        ("(记者 王燕)近日", "（记者 王燕）近日"),
        ("海希储能科技(山东)有限公司", "海希储能科技（山东）有限公司"),
        ("f(x)", "f(x)"),
    ],
)
def test_half_width_marks_beside_chinese_are_set_full_width(typed: str, printed: str) -> None:
    assert full_width(typed) == printed


def test_a_blank_between_two_phrases_of_a_headline_is_a_cell() -> None:
    assert spaced("以审促廉 助力经济建设") == "以审促廉　助力经济建设"
    assert spaced("KPI 考核") == "KPI 考核"


# Faces


@pytest.mark.parametrize("face", Face)
def test_every_face_has_gb2312_and_its_dash_fills_the_cell(face: Face) -> None:
    found = metrics(face)
    everything = (bytes((high, low)) for high in range(0xB0, 0xF8) for low in range(0xA1, 0xFF))
    assert not found.missing("".join(code.decode("gb2312", errors="ignore") for code in everything))
    assert [found.advances[mark] for mark in "—…“”·，"] == [1.0] * 6


def test_what_a_face_lacks_is_set_as_a_geta_mark() -> None:
    assert printable("村民😀说", Face.SONG) == "村民〓说"


def test_a_folder_without_fonts_is_named(tmp_path: Path) -> None:
    with pytest.raises(FontsMissingError, match="Newsroom-Song-Regular"):
        metrics(Face.SONG, tmp_path)


@pytest.mark.parametrize(
    ("title", "count"),
    [
        ("佃户屯街道党工委确保主题教育落地落实", 2),
        ("聚合高质量发展的强劲动能", 2),
        ("全市乡村振兴工作现场会在巨野县田庄镇召开", 3),
        ("市委常委会召开会议传达学习重要讲话精神", 3),
    ],
)
def test_no_line_of_a_headline_ends_inside_a_word(title: str, count: int) -> None:
    lines = parted(title, count)
    words = "街道 党工委 高质量 发展 强劲 动能 现场会 田庄镇 常委会 讲话 主题 教育".split()
    assert (len(lines), "".join(lines)) == (count, title)
    assert [word for word in words if word in title and not any(word in line for line in lines)] == []
