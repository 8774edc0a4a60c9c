"""How a story reads: titles, openings, credit lines. No database."""

from __future__ import annotations

from collections.abc import Iterable

from django.test import SimpleTestCase
from django.utils import translation

from articles.models import Article, Credit
from reader import story as reading
from reader.paging import STORIES_A_PAGE
from reader.story import CreditGroup

Role = Credit.Role


def credit(name: str, role: str, title: str = "") -> Credit:
    return Credit(printed_text=name, role=role, title=title)


def said(groups: Iterable[CreditGroup]) -> str:
    """A credit line as one string."""
    return " ".join(
        " ".join(filter(None, [group.label, *(each.printed_text for each in group.credits), group.ending]))
        for group in groups
    )


class ReadingTests(SimpleTestCase):
    def test_openings_as_printed(self) -> None:
        cases = (
            ("本报讯", "记者 王燕", "本报讯（记者 王燕）"),
            ("本报讯", "（记者 王燕）", "本报讯（记者 王燕）"),
            ("本报讯", "", "本报讯"),
            ("", "记者 王燕", ""),
        )
        for dateline, byline, expected in cases:
            with self.subTest(dateline=dateline, byline=byline):
                story = Article(dateline=dateline, printed_byline=byline)
                self.assertEqual(reading.opening(story), expected)

    def test_only_a_features_deck_begins_with_a_dash(self) -> None:
        self.assertEqual(reading.deck_line(Article(genre="feature", deck="侧记")), "——侧记")
        self.assertEqual(reading.deck_line(Article(genre="news", deck="侧记")), "侧记")
        self.assertEqual(reading.deck_line(Article(genre="feature")), "")

    def test_a_title_turns_at_its_marks_where_every_phrase_is_short(self) -> None:
        cases = (
            ("“一亩田”里种出“好日子”", True),
            ("大义镇：普及家庭教育知识 守护孩子健康", True),
            ("太平镇：念好乡村振兴“人才经”", True),
            ("聚合高质量发展的强劲动能", False),
            ("太平镇：聚合高质量发展的强劲动能", False),
        )
        for title, expected in cases:
            with self.subTest(title=title):
                self.assertEqual(reading.turns_at_marks(title), expected)

    def test_photographers_share_one_ending(self) -> None:
        with translation.override("zh-hans"):
            line = said(
                reading.credit_line(
                    [credit("王燕", Role.PHOTOGRAPHER, "记者"), credit("刘菲", Role.PHOTOGRAPHER, "通讯员")]
                )
            )
        self.assertEqual(line, "记者 王燕 通讯员 刘菲 摄")

    def test_a_photo_without_credits_has_no_credit_line(self) -> None:
        self.assertEqual(list(reading.credit_line([])), [])

    def test_names_of_one_role_stand_together(self) -> None:
        groups = list(
            reading.by_role(
                [credit("甲", Role.REPORTER), credit("乙", Role.REPORTER), credit("丙", Role.CORRESPONDENT)]
            )
        )
        self.assertEqual([len(group.credits) for group in groups], [2, 1])

    def test_a_label_that_says_page_is_not_told_again(self) -> None:
        with translation.override("zh-hans"):
            self.assertEqual(reading.printed_label("A3"), "A3版")
            self.assertEqual(reading.printed_label("第四版"), "第四版")

    def test_a_beginning_has_whole_paragraphs_and_cuts_the_last(self) -> None:
        story = Article(dateline="本报讯", body="一" * 50 + "\n## 小标题\n" + "二" * 100 + "\n三")
        first, second = reading.beginning(story, 110)
        self.assertEqual(first, "本报讯" + "一" * 50)
        self.assertEqual(second, "二" * 56 + "…")

    def test_a_page_of_a_list_has_twenty_stories(self) -> None:
        self.assertEqual(STORIES_A_PAGE, 20)
