"""Search against the plainest truth: a scan through the folded texts of every story that is out.

The same scan is the truth on both engines, and it says the order too. So what holds here on SQLite and on
PostgreSQL also says that the two give the same results in the same order.
"""

from __future__ import annotations

import datetime as dt
import io
import random
from collections import Counter
from collections.abc import Iterator
from typing import Any, ClassVar

import pytest
from django.core.management import call_command
from django.test import TestCase

from articles import clock
from articles.models import Article
from articles.search.analyzer import RUN, fold
from articles.search.finding import Filters, Order, count, find
from articles.search.query import parse
from articles.search.texts import byline_of, text_of, title_of
from tests.make import SHANGHAI, make_county, make_published, make_town

STORIES, SUBSTRINGS, LONGEST = 400, 2500, 12
TODAY = dt.date(2026, 11, 30)
SECOND = dt.timedelta(seconds=1)
# Thousands of searches, on a busy machine too.
pytestmark = pytest.mark.timeout(900)
WIDE = {code: code + 0xFEE0 for code in range(0x21, 0x7F)}
TRADITIONAL = str.maketrans(
    "国镇会议农业产书记长东问题发开关实现经济", "國鎮會議農業產書記長東問題發開關實現經濟"
)
# With these a query says more than a text.
SPOKEN = set('"“”:\n')


class CorpusTests(TestCase):
    """Made-up stories, and the whole text of each that is out, newest first."""

    rows: ClassVar[list[Article]]
    texts: ClassVar[list[tuple[int, str]]]

    @classmethod
    def setUpTestData(cls) -> None:
        make_town()
        mudan = make_county("牡丹区", "mudan")
        for name, slug in (("万丰镇", "wanfeng"), ("佃户屯街道", "dianhutun")):
            make_town(name, slug, county=mudan)
        call_command("make_stories", STORIES, status="mixed", years=6, stdout=io.StringIO())
        related = ("towns", "tags", "credits", "photos__credits")
        cls.rows = list(Article.objects.published().newest_first().prefetch_related(*related))
        cls.texts = [(row.pk, fold(text_of(row))) for row in cls.rows]

    def scanned(self, folded: str) -> list[int]:
        """The stories in whose text it stands, newest first."""
        return [story for story, text in self.texts if folded in text]

    def every(self, typed: str, filters: Filters | None = None, order: Order = Order.NEWEST) -> list[int]:
        """All that is found, page after page."""
        query, stories, after = parse(typed, today=TODAY), list[int](), ""
        while True:
            found = find(query, filters or Filters(), order=order, after=after)
            stories += found.stories
            after = found.after
            if not after:
                return stories


class SubstringTests(CorpusTests):
    def substrings(self, how_many: int) -> Iterator[str]:
        """Of the texts as they are printed, wherever they begin and end."""
        chance = random.Random(20261130)  # noqa: S311  # No secret: the same texts at every run.
        printed = [text_of(row) for row in self.rows]
        while how_many:
            text = chance.choice(printed)
            start = chance.randrange(len(text))
            part = text[start : start + chance.randint(1, LONGEST)]
            if not SPOKEN & set(part) and RUN.search(part) and part == part.strip() and part[0] != "-":
                how_many -= 1
                yield self.said_otherwise(part, chance)

    def said_otherwise(self, part: str, chance: random.Random) -> str:
        """Some in full width, in traditional characters or in capitals."""
        ways = [part] * 4 + [part.translate(WIDE), part.translate(TRADITIONAL), part.upper(), part.lower()]
        said = chance.choice(ways)
        return part if SPOKEN & set(said) else said

    def test_everything_is_found_and_nothing_else_in_the_order_of_the_paper(self) -> None:
        wrong, seen = [], Counter[str]()
        for part in self.substrings(SUBSTRINGS):
            expected = self.scanned(fold(part))
            found = find(parse(f'"{part}"', today=TODAY), Filters())
            seen["found"] += len(expected)
            seen["other characters"] += fold(part) != part
            seen["Latin or digits"] += any(sign.isascii() and sign.isalnum() for sign in fold(part))
            if (found.counted, found.count, found.stories) != (expected, len(expected), expected[:20]):
                wrong.append((part, expected, found.counted))
        self.assertEqual(wrong, [])
        self.assertTrue(all(seen[kind] > SUBSTRINGS // 20 for kind in seen), seen)

    def test_pages_one_after_the_other_are_the_scan(self) -> None:
        for typed in ("的", "镇", "小麦", "G318", "2026年"):
            with self.subTest(typed=typed):
                self.assertEqual(self.every(typed), self.scanned(fold(typed)))

    def test_the_most_relevant_first_are_the_same_stories(self) -> None:
        for typed in ("镇", "小麦", "推进", "G318"):
            with self.subTest(typed=typed):
                self.assertEqual(
                    sorted(self.every(typed, order=Order.RELEVANT)), sorted(self.scanned(fold(typed)))
                )

    def test_words_that_all_stand_and_words_that_do_not(self) -> None:
        chance = random.Random(5)  # noqa: S311  # No secret: the same texts at every run.
        parts = [
            part for part in self.substrings(400) if not set(part) & set(" \u3000") and fold(part)[0] != "-"
        ]
        for _each in range(300):
            one, two, without = (fold(part) for part in chance.choices(parts, k=3))
            expected = [pk for pk, text in self.texts if one in text and two in text and without not in text]
            with self.subTest(one=one, two=two, without=without):
                self.assertEqual(self.every(f'"{one}" "{two}" -"{without}"'), expected)

    def test_words_of_title_and_byline(self) -> None:
        for field, text_in in (("标题", title_of), ("作者", byline_of)):
            texts = [(row.pk, fold(text_in(row))) for row in self.rows]
            words = {text[start : start + 3] for _pk, text in texts for start in range(0, len(text), 5)}
            for word in sorted(word for word in words if RUN.fullmatch(word)):
                expected = [pk for pk, text in texts if word in text]
                self.assertEqual(self.every(f"{field}:{word}"), expected, (field, word))


class FilterTests(CorpusTests):
    WORDS = ("", "镇", "小麦", "推进", "5g")

    def expect(self, filters: Filters, *, rows: list[Article], dates: str = "") -> None:
        keys = {row.pk for row in rows}
        for word in self.WORDS:
            expected = [pk for pk, text in self.texts if pk in keys and word in text]
            with self.subTest(filters=filters, dates=dates, word=word):
                self.assertEqual(self.every(f"{word} {dates}".strip(), filters), expected)

    def kept(self, of: Any) -> list[Article]:
        return [row for row in self.rows if of(row)]

    def test_towns_tags_and_people(self) -> None:
        for kind, values in (
            ("town", {town.pk for row in self.rows for town in row.towns.all()}),
            ("tag", {tag.pk for row in self.rows[:40] for tag in self.tagged_with(row)}),
            ("person", {credit.person_id for row in self.rows[:20] for credit in row.credits.all()}),
        ):
            for value in sorted(values):
                chosen = Filters(**{kind: value})
                self.expect(chosen, rows=self.kept(lambda row, k=kind, v=value: v in self.filed(row, k)))

    def filed(self, row: Article, kind: str) -> set[int | None]:
        if kind == "person":
            return {credit.person_id for credit in row.credits.all()}
        return {each.pk for each in (row.towns.all() if kind == "town" else self.tagged_with(row))}

    def tagged_with(self, row: Article) -> list[Any]:
        of: Any = row
        return list(of.tags.all())

    def test_kinds_and_years(self) -> None:
        for genre in Article.Genre:
            self.expect(Filters(genre=genre.value), rows=self.kept(lambda row, g=genre: row.genre == g))
        for year in range(2020, 2028):
            self.expect(Filters(year=year), rows=self.kept(lambda row, y=year: self.day(row).year == y))

    def day(self, row: Article) -> dt.date:
        assert row.publish_at is not None
        return row.publish_at.astimezone(SHANGHAI).date()

    def test_dates(self) -> None:
        chance = random.Random(7)  # noqa: S311  # No secret: the same texts at every run.
        days = sorted({self.day(row) for row in self.rows})
        for _each in range(20):
            first, last = sorted(chance.choices(days, k=2))
            rows = self.kept(lambda row, a=first, b=last: a <= self.day(row) <= b)
            self.expect(Filters(), rows=rows, dates=f"日期:{first}..{last}")

    def test_an_issue(self) -> None:
        numbers = tuple(row.pk for row in self.rows[::7])
        self.expect(Filters(stories=numbers), rows=self.rows[::7])

    def test_facets_count_what_was_found(self) -> None:
        found = find(parse("镇", today=TODAY), Filters())
        rows = {row.pk: row for row in self.rows}
        towns = Counter(str(town.pk) for pk in found.counted for town in rows[pk].towns.all())
        years = Counter(str(self.day(rows[pk]).year) for pk in found.counted)
        self.assertEqual((found.facets["t"], found.facets["y"]), (towns, years))


class ReleaseTests(TestCase):
    """300 stories of one release appear in their second: none before, all at it."""

    AT = dt.datetime(2027, 1, 5, 6, tzinfo=SHANGHAI)

    @classmethod
    def setUpTestData(cls) -> None:
        cls.town = make_town()
        cls.before = make_published("早先的召陵稿件")
        cls.stories = [
            make_published(f"召陵第{n}篇", publish_at=cls.AT, towns=(cls.town,)) for n in range(300)
        ]

    def seen(self, at: dt.datetime) -> list[tuple[int, int]]:
        """How many are counted, found on the first page and told of by the facets, in every order."""
        counts = []
        for order in Order:
            with clock.reading(at=at):
                found = find(parse("召陵", today=TODAY), Filters(), order=order)
                counts.append((found.count, sum(found.facets["t"].values())))
                self.assertEqual(count(parse("召陵", today=TODAY)), found.count)
        return counts

    def test_none_before_the_second(self) -> None:
        for early in (SECOND, SECOND / 2, dt.timedelta(microseconds=1)):
            with self.subTest(early=early):
                self.assertEqual(self.seen(self.AT - early), [(1, 0)] * 2)

    def test_all_at_the_second(self) -> None:
        for late in (dt.timedelta(), dt.timedelta(microseconds=1), SECOND):
            with self.subTest(late=late):
                self.assertEqual(self.seen(self.AT + late), [(301, 300)] * 2)

    def test_the_order_is_that_of_the_newest(self) -> None:
        expected = [*(story.pk for story in reversed(self.stories)), self.before.pk]
        with clock.reading(at=self.AT):
            self.assertEqual(find(parse("召陵", today=TODAY), Filters()).counted, expected)

    def test_a_time_between_two_seconds_is_kept_to_its_fraction(self) -> None:
        late = make_published("曲陵镇的稿件", publish_at=self.AT + SECOND / 2)
        for wait, expected in ((SECOND / 4, []), (SECOND / 2, [late.pk])):
            with clock.reading(at=self.AT + wait):
                self.assertEqual(find(parse("曲陵", today=TODAY), Filters()).counted, expected)
