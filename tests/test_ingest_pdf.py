"""A page of a PDF is read in the order a reader reads it; what is no page says why."""

from __future__ import annotations

import random
import zlib
from functools import cache

import pytest
from django.core.management import call_command
from django.test import TestCase
from hypothesis import given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from articles.models import Article
from ingest.page import PageError, ParsedStory, parse_page
from ingest.sources import page_text
from ingest.sources import pdf as pdf_package
from ingest.sources.pdf.glyphs import meant, read_glyphs
from ingest.sources.pdf.text import page_of
from tests.pdf_pages import LAYOUTS, PAGE, SAMPLES
from tests.tiny_pdf import Page, whole
from towns.gazetteer import Gazetteer
from towns.loading import load_prefecture


@cache
def heze() -> Gazetteer:
    return Gazetteer.from_register("菏泽市")


def lines(page: Page) -> list[str]:
    """The lines of the page's text, read in this process."""
    return page_of(read_glyphs(page.as_pdf())).split("\n\n")


def read(page: Page) -> str:
    return "".join(lines(page)).replace("\n", "")


# A page comes back as the stories that it was composed of


def fields(story: ParsedStory) -> tuple[object, ...]:
    titles = (story.kicker, story.headline, story.deck)
    return (*titles, story.kind, story.credits, story.towns, story.county, story.paragraphs, story.complete)


@pytest.mark.parametrize("layout", LAYOUTS)
def test_composed_page_comes_back_as_the_same_stories(layout: str) -> None:
    text = page_text((SAMPLES / f"{layout}.pdf").read_bytes())
    composed, printed = (parse_page(each, gazetteer=heze()) for each in (PAGE, text))
    assert len(composed.stories) == 4
    assert list(map(fields, printed.stories)) == list(map(fields, composed.stories))


def test_text_and_pdf_of_a_page_hold_the_same_characters() -> None:
    for layout in LAYOUTS:
        text = page_text((SAMPLES / f"{layout}.pdf").read_bytes())
        assert sorted("".join(text.split())) == sorted("".join(PAGE.split()))


class PdfCommandTests(TestCase):
    def test_a_folder_of_pdfs_becomes_drafts(self) -> None:
        load_prefecture("菏泽市")
        call_command("ingest_page", str(SAMPLES / "boxes.pdf"), date="2023-12-20", page="A3")
        headlines = set(Article.objects.exclude(headline="").values_list("headline", flat=True))
        self.assertEqual(headlines, {"大田集镇:修水渠忙", "社区来了新老人", "李村镇:老人说好"})


# Columns

LEFT = "　　甲乙丙丁戊己庚辛\n甲一乙二丙三丁四戊五\n甲一乙二丙三丁四戊五"
MIDDLE = "子一丑二寅三卯四辰五\n子一丑二。\n　　寅卯辰巳午未申酉"
RIGHT = "天一地二玄三黄四宇五\n天一地二玄三黄四宇五"


def joined(*columns: str) -> str:
    return "".join("".join(columns).split())


@pytest.mark.parametrize("gutter", [8, 12, 30])
@pytest.mark.parametrize("step", [0, 4])
def test_columns_are_read_one_after_the_other(gutter: int, step: int) -> None:
    """Whether their lines are level or not, and however the file orders them."""
    width = 100 + gutter
    page = (
        Page().column(50 + 2 * width, 100, RIGHT).column(50, 100, LEFT).column(50 + width, 100 + step, MIDDLE)
    )
    assert joined(read(page)) == joined(LEFT, MIDDLE, RIGHT)


def test_paragraphs_are_indented_and_pieces_are_not() -> None:
    page = Page().column(50, 100, LEFT).column(160, 100, MIDDLE)
    assert [line[:4] for line in lines(page)] == ["　　甲乙", "子一丑二", "　　寅卯"]


def test_headline_over_its_columns_comes_before_them() -> None:
    page = Page().column(50, 100, LEFT).column(160, 100, MIDDLE).column(270, 100, RIGHT)
    page.put(150, 80, "修好渠种好田", size=20)
    assert lines(page)[0] == "修好渠种好田"
    assert joined(read(page)) == joined("修好渠种好田", LEFT, MIDDLE, RIGHT)


def test_story_below_another_comes_after_all_its_columns() -> None:
    page = (
        Page()
        .put(150, 80, "上面的标题", size=20)
        .put(60, 180, "左下", size=16)
        .put(280, 180, "右下", size=16)
    )
    page.column(50, 100, LEFT).column(160, 100, MIDDLE).column(270, 100, RIGHT)
    page.column(50, 200, "左下一左下二左下三左").column(270, 200, "右下一右下二右下三右")
    order = [
        "上面的标题",
        LEFT,
        MIDDLE,
        RIGHT,
        "左下",
        "左下一左下二左下三左",
        "右下",
        "右下一右下二右下三右",
    ]
    assert joined(read(page)) == joined(*order)


def test_stories_side_by_side_keep_their_own_columns() -> None:
    page = Page().put(100, 80, "左标题", size=20).put(330, 80, "右标题", size=20)
    page.column(50, 100, LEFT).column(160, 100, MIDDLE).column(270, 100, RIGHT).column(380, 100, LEFT)
    assert joined(read(page)) == joined("左标题", LEFT, MIDDLE, "右标题", RIGHT, LEFT)


def test_name_of_two_characters_is_no_gutter() -> None:
    page = Page().put(50, 100, "记者王").put(90, 100, "燕摄影并报道").column(50, 115, "甲一乙二丙三丁四戊五")
    assert read(page) == "记者王　燕摄影并报道甲一乙二丙三丁四戊五"


def test_kicker_headline_and_deck_are_lines_of_their_own() -> None:
    page = (
        Page()
        .put(100, 50, "修好渠", size=14)
        .put(60, 80, "冬修水利", size=24)
        .put(60, 108, "见行动了", size=24)
    )
    page.put(80, 126, "——曹县走笔", size=12).column(50, 150, LEFT)
    assert lines(page)[:3] == ["修好渠", "冬修水利 见行动了", "——曹县走笔"]


def test_column_beside_a_lower_title_is_read_before_it() -> None:
    """The last column of the upper story ends beside the title of the lower one, which leaves it out."""
    page = Page().put(150, 80, "上面的大标题上面的", size=20).put(60, 170, "下面的题", size=20)
    page.column(50, 100, LEFT).column(160, 100, MIDDLE).column(270, 100, RIGHT).put(
        270, 142, "王燕摄", size=9
    )
    page.column(50, 190, "下一下二下三下四下五").column(160, 190, "下六下七下八下九下十")
    order = [
        "上面的大标题上面的",
        LEFT,
        MIDDLE,
        RIGHT,
        "王燕摄",
        "下面的题",
        "下一下二下三下四下五",
        "下六下七下八下九下十",
    ]
    assert joined(read(page)) == joined(*order)


# Type that is not plain


def test_vertical_headline_is_read_downwards_and_from_the_right() -> None:
    page = Page().column(50, 100, LEFT).down(200, 100, "竖排标题").down(172, 100, "也要读")
    assert joined(read(page)) == joined(LEFT, "竖排标题也要读")


def test_what_stands_on_its_side_comes_last() -> None:
    page = Page().put(20, 400, "侧排文字", angle="0 1 -1 0").column(50, 100, LEFT)
    assert joined(read(page)) == joined(LEFT, "侧排文字")


def test_page_that_the_file_turns_reads_as_it_is_seen() -> None:
    page = Page(turned=90)
    for number, line in enumerate(["甲一乙二丙三丁四戊五", "子一丑二寅三卯四辰五"]):
        page.put(300 + 15 * number, 700, line, angle="0 1 -1 0")
    assert joined(read(page)) == "甲一乙二丙三丁四戊五子一丑二寅三卯四辰五"


def test_hidden_text_is_left_out() -> None:
    page = Page().column(50, 100, LEFT).put(50, 300, "看不见的字", mode=3).put(50, 330, "极小的字", size=1)
    page.put(50, -20, "裁掉的字")
    assert joined(read(page)) == joined(LEFT)


def test_scanned_page_is_read_from_the_text_under_its_picture() -> None:
    assert joined(read(Page().put(50, 300, "扫描的版面", mode=3))) == "扫描的版面"


def test_character_printed_twice_for_boldness_is_read_once() -> None:
    page = Page()
    for shift in (0, 0.4, 0.8):
        page.put(50 + shift, 100, "哈哈镜", size=20)
    assert joined(read(page)) == "哈哈镜"


@pytest.mark.parametrize(
    ("char", "text"),
    [
        ("⽇", "日"),
        ("⻓", "长"),
        ("⻄", "西"),
        ("ﬁ", "fi"),
        ("︵", "("),
        ("，", "，"),
        ("\ue000", ""),
        ("\x02", ""),
    ],
)
def test_sign_is_read_as_the_character_it_stands_for(char: str, text: str) -> None:
    assert meant(char) == text


# What is no page


def rc4_locked() -> bytes:
    lock = b"/Encrypt << /Filter /Standard /V 1 /R 2 /O <%s> /U <%s> /P -4 >> /ID [<00> <00>]"
    return whole(Page().put(50, 100, "锁"), trailer=lock % (b"11" * 32, b"22" * 32))


def unpacking_to(size: int) -> bytes:
    """A page whose text is packed a thousandfold."""
    packed = zlib.compress(b" " * size, 9)
    page = Page().put(50, 100, "大")
    content = zlib.compress(b"\n".join(page.content))
    data = page.as_pdf()
    stream = b"<< /Length %d /Filter /FlateDecode >>\nstream\n%s\nendstream"
    return data.replace(stream % (len(content), content), stream % (len(packed), packed))


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (rc4_locked(), "encrypted-pdf"),
        (b"%PDF-1.7\nnothing", "broken-pdf"),
        (whole(), "broken-pdf"),
        (whole(*[Page().put(50, 100, "多")] * 300), "several-pages"),
        (whole(Page()), "no-text-layer"),
        (whole(Page().put(50, 100, "\ue000\ue001\ue002一")), "no-text-layer"),
        (whole(Page().column(50, 100, "\n".join(["字" * 10_000] * 7))), "too-large"),
        (unpacking_to(200_000_000), "no-text-layer"),
    ],
)
def test_what_is_no_page_says_why(data: bytes, code: str) -> None:
    with pytest.raises(PageError) as caught:
        page_text(data)
    assert caught.value.code == code


def test_file_that_takes_too_long_is_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pdf_package, "SECONDS", 0.01)
    with pytest.raises(PageError) as caught:
        page_text((SAMPLES / "flow.pdf").read_bytes())
    assert caught.value.code == "too-slow"


def test_reader_that_crashes_leaves_us_standing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pdf_package, "CHILD", "ingest.sources.pdf.nowhere")
    with pytest.raises(PageError) as caught:
        page_text((SAMPLES / "flow.pdf").read_bytes())
    assert caught.value.code == "broken-pdf"


@given(seed=st.integers(0, 2**32))
@hypothesis_settings(max_examples=60, deadline=None)
def test_damaged_pdf_is_read_or_refused(seed: int) -> None:
    dice = random.Random(seed)  # noqa: S311 - No secret.
    data = bytearray(Page().column(50, 100, LEFT).column(160, 100, MIDDLE).as_pdf())
    for _ in range(dice.randint(1, 12)):
        data[dice.randrange(8, len(data))] = dice.randrange(256)
    try:
        text = page_of(read_glyphs(bytes(data)))
    except PageError as error:
        assert error.code in {"broken-pdf", "encrypted-pdf", "several-pages", "no-text-layer", "too-large"}  # noqa: PT017
    else:
        assert text.strip()


places = st.tuples(
    st.integers(0, 550),
    st.integers(20, 780),
    st.sampled_from([4, 9, 10, 24, 80]),
    st.text("甲乙丙一,。 A1", max_size=12),
)


@given(st.lists(places, min_size=1, max_size=40))
@hypothesis_settings(max_examples=100, deadline=None)
def test_no_character_is_lost_wherever_it_stands(pieces: list[tuple[int, int, int, str]]) -> None:
    page = Page()
    for x, y, size, text in pieces:
        page.put(x, y, text, size=size)
    data = page.as_pdf()
    try:
        glyphs = read_glyphs(data)
    except PageError:
        return
    assert sorted("".join(page_of(glyphs).split())) == sorted(glyph.char for glyph in glyphs)
