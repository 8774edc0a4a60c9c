"""Where a reader finds a town, and what the town's page knows of it."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.test import SimpleTestCase, TestCase, override_settings

from articles.models import Article, Credit
from issues.models import Page
from people.models import Person
from reader import queries, town_queries
from tests import make
from towns import maps, readings
from towns.loading import load_prefecture
from towns.models import County, Jurisdiction, Town

YEAR = dt.timedelta(days=365)
# What is typed, and the towns of 菏泽市 that are meant: asked of the server here, of the script in a browser.
TYPED = {
    "田庄": ["田庄镇"],
    "庄镇": ["高庄镇", "李新庄镇", "田庄镇", "高韦庄镇", "邵庄镇", "楼庄镇"],
    "tianzhuang": ["田庄镇"],
    "TZZ": ["田庄镇"],
    "tian'zhu": ["田庄镇"],
    "lvl": ["吕陵镇"],
    "lülin": ["吕陵镇"],
    "luling": ["吕陵镇"],
    "dianhutun": ["佃户屯街道"],
    "danian": ["大埝镇"],
    "shiji": ["什集镇"],
    "佃户屯街道": ["佃户屯街道"],
    "鲁西": ["丹阳街道", "岳程街道", "佃户屯街道", "陈集镇", "万福街道", "吕陵镇", "马岭岗镇"],
    "凤凰": ["凤凰街道", "凤凰镇"],
    "不存在": [],
    "xyz": [],
}


class ReadingTests(SimpleTestCase):
    def test_first_letters_follow_local_readings(self) -> None:
        for name, read in {
            "佃户屯": "dian",
            "吕陵": "lv",
            "郓城": "yun",
            "鄄城": "juan",
            "单县": "shan",
        }.items():
            with self.subTest(name=name):
                self.assertEqual(readings.syllables(name)[0], read)

    def test_nothing_typed_means_every_town(self) -> None:
        for typed in ("", "  ", "…", "'"):
            self.assertTrue(readings.found(typed, readings.keys("田庄镇")))

    def test_other_names_find_a_town_too(self) -> None:
        keys = readings.keys("佃户屯街道", "佃户屯办事处")
        self.assertTrue(readings.found("佃户屯办", keys))


class MapTests(SimpleTestCase):
    """The map is schematic, and still right: who looks for a county looks where it lies."""

    def test_counties_lie_where_they_do_on_the_ground(self) -> None:
        at = {shape.county: (shape.x, shape.y) for shape in maps.shapes("菏泽市")}
        for county, east_of in {
            "郓城县": "鄄城县",
            "牡丹区": "东明县",
            "巨野县": "牡丹区",
            "成武县": "定陶区",
        }.items():
            self.assertGreater(at[county][0], at[east_of][0], f"{county} {east_of}")
        for county, north_of in {
            "鄄城县": "牡丹区",
            "郓城县": "巨野县",
            "牡丹区": "鲁西新区",
            "鲁西新区": "定陶区",
            "定陶区": "曹县",
            "成武县": "单县",
        }.items():
            self.assertLess(at[county][1], at[north_of][1], f"{county} {north_of}")

    def test_every_name_stands_inside_its_county_and_in_no_other(self) -> None:
        for shape in maps.shapes("菏泽市"):
            inside = [
                each.county for each in maps.shapes("菏泽市") if contains(each.corners, (shape.x, shape.y))
            ]
            self.assertEqual(inside, [shape.county])

    def test_a_prefecture_nobody_has_drawn_has_no_map(self) -> None:
        self.assertEqual(maps.shapes("济宁市"), ())


def contains(corners: list[tuple[int, int]], point: tuple[int, int]) -> bool:
    """Whether a line from the point to the right crosses the outline an odd number of times."""
    x, y = point
    sides = zip(corners, corners[1:] + corners[:1], strict=True)
    crossed = [
        a
        for a, b in sides
        if (a[1] > y) != (b[1] > y) and x < (b[0] - a[0]) * (y - a[1]) / (b[1] - a[1]) + a[0]
    ]
    return len(crossed) % 2 == 1


class TownsPageTests(TestCase):
    @classmethod
    def setUpTestData(cls) -> None:
        load_prefecture("菏泽市")

    def found(self, address: str, **asked: str) -> list[str]:
        sections = self.client.get(address, asked).context["sections"]
        return [entry.town.name for section in sections for entry in section.towns if entry.is_found]

    def test_what_is_typed_finds_the_towns_that_are_meant(self) -> None:
        for typed, towns in TYPED.items():
            with self.subTest(typed=typed):
                self.assertCountEqual(self.found("/towns/", q=typed), towns)
                self.assertCountEqual(self.found("/towns/", q=typed, by="letter"), towns)

    def test_what_is_not_meant_is_on_the_page_and_hidden(self) -> None:
        body = self.client.get("/towns/", {"q": "tzz"}).content.decode()
        self.assertEqual(body.count("<li data-keys"), Town.objects.count())
        self.assertEqual(body.count('" hidden><a href="/towns/'), Town.objects.count() - 1)

    def test_a_name_that_no_town_has_is_answered_with_what_may_help(self) -> None:
        empty = 'class="empty none-found">'
        self.assertContains(self.client.get("/towns/", {"q": "不存在"}), empty)
        self.assertNotContains(self.client.get("/towns/", {"q": "田庄"}), empty)

    def test_odd_questions_are_answered(self) -> None:
        for typed in ("\0", "<script>", "%", "a" * 5000, "\ud83d"):
            with self.subTest(typed=typed[:9]):
                self.assertEqual(
                    self.client.get("/towns/", {"q": typed.encode(errors="replace")}).status_code, 200
                )
        self.assertEqual(self.client.get("/towns/?by=size").status_code, 404)

    def test_letters_without_towns_are_no_links(self) -> None:
        response = self.client.get("/towns/?by=letter")
        letters = dict(response.context["letters"])
        self.assertEqual(len(letters), 26)
        self.assertEqual([letter for letter, used in letters.items() if not used], list("EIKOUV"))
        self.assertContains(response, '<a href="#T">T</a>')
        self.assertContains(response, '<span aria-hidden="true">V</span>')

    def test_towns_stand_under_the_letter_of_their_reading(self) -> None:
        sections = self.client.get("/towns/?by=letter").context["sections"]
        at = {entry.town.name: section.letter for section in sections for entry in section.towns}
        for town, letter in {
            "田庄镇": "T",
            "吕陵镇": "L",
            "佃户屯街道": "D",
            "什集镇": "S",
            "郓州街道": "Y",
        }.items():
            self.assertEqual(at[town], letter)

    def test_each_county_of_today_is_on_the_map_with_its_stories(self) -> None:
        make.make_published(towns=(Town.objects.get(slug="tianzhuang"),))
        response = self.client.get("/towns/")
        shown = {each.county.name: each.stories for each in response.context["on_the_map"]}
        today = {section.county.name for section in response.context["sections"]}
        self.assertEqual(set(shown), today)
        self.assertEqual((shown["巨野县"], shown["曹县"]), (1, 0))
        self.assertContains(response, '<a href="/towns/#juye">')

    @override_settings(PAPER_PREFECTURE="济宁市")
    def test_a_paper_without_a_map_has_a_towns_page_all_the_same(self) -> None:
        self.assertNotContains(self.client.get("/towns/"), "<polygon")


class CountTests(TestCase):
    def test_a_county_has_as_many_stories_on_the_map_as_on_its_page(self) -> None:
        juye, luxi = make.make_county(), make.make_county("鲁西新区", "luxi")
        town, moved = make.make_town(), make.make_town("吕陵镇", "lvling")
        Jurisdiction.objects.filter(town=moved).update(until=dt.date(2022, 9, 2))
        Jurisdiction.objects.create(town=moved, county=luxi, since=dt.date(2022, 9, 2))
        early = make.LONG_AGO - 3 * YEAR
        pages = {at: self.page_of(at) for at in (early, make.LONG_AGO, make.FAR_AHEAD)}
        for towns, county, at in [
            ((town,), None, early),
            ((town, moved), None, early),
            ((moved,), juye, make.LONG_AGO),
            ((town, moved), luxi, make.LONG_AGO),
            ((), juye, make.LONG_AGO),
            ((town,), juye, make.LONG_AGO),
            ((town,), None, make.FAR_AHEAD),
        ]:
            make.make_placement(make.make_published(towns=towns, county=county, publish_at=at), pages[at])
        counts = town_queries.story_counts_by_county()
        for each in County.objects.all():
            with self.subTest(county=each):
                self.assertEqual(counts[each.pk], queries.stories_of_county(each).count())
        self.assertEqual((counts[juye.pk], counts[luxi.pk]), (6, 2))

    def test_the_day_on_which_a_town_changes_belongs_to_the_new_county(self) -> None:
        """Three counties, one after the other; a second town that never moved counts a story only once."""
        juye, luxi, third = (
            make.make_county(),
            make.make_county("鲁西新区", "luxi"),
            make.make_county("三县", "san"),
        )
        town, moved = make.make_town(), make.make_town("吕陵镇", "lvling")
        first, last = make.LONG_AGO.date(), make.LONG_AGO.date() + dt.timedelta(days=2)
        Jurisdiction.objects.filter(town=moved).update(until=first)
        Jurisdiction.objects.create(town=moved, county=luxi, since=first, until=last)
        Jurisdiction.objects.create(town=moved, county=third, since=last)
        for days in range(-1, 3):
            make.make_published(towns=(town, moved), publish_at=make.LONG_AGO + dt.timedelta(days=days))
        counts = town_queries.story_counts_by_county()
        self.assertEqual([counts[each.pk] for each in (juye, luxi, third)], [4, 2, 1])
        for each in (juye, luxi, third):
            self.assertEqual(counts[each.pk], queries.stories_of_county(each).count())

    def page_of(self, at: dt.datetime) -> Page:
        return make.make_page(make.make_issue(at.date(), publish_at=at))


class TownPageTests(TestCase):
    @classmethod
    def setUpTestData(cls) -> None:
        cls.town = make.make_town()

    def get(self, query: str = "") -> Any:
        return self.client.get(f"/towns/tianzhuang/{query}")

    def publish(self, headline: str, **fields: Any) -> Article:
        return make.make_published(headline, towns=(self.town,), **fields)

    def test_the_head_names_the_counties_of_before(self) -> None:
        Jurisdiction.objects.filter(town=self.town).update(since=dt.date(2022, 9, 2))
        old, oldest = make.make_county("牡丹区", "mudan"), make.make_county("菏泽县", "heze")
        Jurisdiction.objects.create(
            town=self.town, county=old, since=dt.date(1983, 10, 1), until=dt.date(2022, 9, 2)
        )
        Jurisdiction.objects.create(town=self.town, county=oldest, until=dt.date(1983, 10, 1))
        context = self.get().context
        self.assertEqual(context["county"].name, "巨野县")
        self.assertEqual([row.county.name for row in context["earlier"]], ["牡丹区", "菏泽县"])
        self.assertContains(self.get(), "1983年10月1日")

    def test_a_county_to_come_is_not_told(self) -> None:
        Jurisdiction.objects.filter(town=self.town).update(until=dt.date(2099, 1, 1))
        Jurisdiction.objects.create(
            town=self.town, county=make.make_county("新县", "xinxian"), since=dt.date(2099, 1, 1)
        )
        context = self.get().context
        self.assertEqual((context["county"].name, context["earlier"]), ("巨野县", []))

    def test_who_reports_most_from_the_town_stands_first(self) -> None:
        wang, li = make.make_person("王燕"), make.make_person("李心怡", Person.Kind.CORRESPONDENT)
        for number in range(3):
            story = self.publish(f"第{number}篇")
            make.make_credit(story, wang)
            make.make_credit(make.make_photo(story), wang, role=Credit.Role.PHOTOGRAPHER)
        make.make_credit(make.make_photo(self.publish("图片")), li, role=Credit.Role.PHOTOGRAPHER)
        make.make_credit(make.make_published("别处的"), li)
        make.make_credit(self.publish("没有认出的人"), printed_text="某同名者")
        self.assertEqual(self.get().context["people"], [(wang, 3), (li, 1)])

    def test_nobody_is_named_for_copy_that_is_not_out(self) -> None:
        make.make_credit(make.make_article("草稿", towns=(self.town,)), make.make_person("未见报"))
        self.assertEqual(self.get().context["people"], [])

    def test_the_strip_shows_the_newest_pictures_of_the_town(self) -> None:
        newest = [
            self.picture(f"第{number}张", make.LONG_AGO + dt.timedelta(days=number)) for number in range(7)
        ]
        make.make_photo(self.publish("图片待补"), "没有图片")
        elsewhere = self.picture("别镇的", make.LONG_AGO + YEAR)
        elsewhere.towns.add(make.make_town("太平镇", "taiping"))
        self.assertEqual(list(self.get().context["photos"]), newest[:0:-1])
        self.assertContains(self.get(), 'alt="第6张"')

    def picture(self, caption: str, at: dt.datetime) -> Any:
        return make.make_photo(self.publish(caption, publish_at=at), caption, image=make.make_picture())

    def test_pictures_of_hidden_stories_are_not_in_the_strip(self) -> None:
        hidden = make.make_article("草稿", towns=(self.town,))
        make.make_photo(hidden, image=make.make_picture())
        self.assertNotContains(self.get(), 'class="strip"')

    def test_years_are_those_of_print(self) -> None:
        """An archive that is released today stands in the years in which it was printed."""
        self.publish("今年的", publish_at=make.LONG_AGO)
        old = self.publish("旧报的", publish_at=make.LONG_AGO)
        issue = make.make_issue(dt.date(1995, 5, 1), publish_at=make.LONG_AGO)
        make.make_placement(old, make.make_page(issue))
        self.assertEqual(self.get().context["years"], {2023: 1, 1995: 1})
        response = self.get("?year=1995")
        self.assertEqual(list(response.context["page"]), [old])
        self.assertContains(response, 'href="?year=1995" aria-current="page"')

    def test_a_new_year_begins_at_midnight_of_the_paper(self) -> None:
        self.publish("元旦", publish_at=dt.datetime(2024, 1, 1, 0, 30, tzinfo=make.SHANGHAI))
        self.assertEqual(self.get().context["years"], {2024: 1})

    def test_years_without_published_stories_are_not_there(self) -> None:
        make.make_article("草稿", towns=(self.town,), publish_at=make.LONG_AGO)
        self.publish("往后的", publish_at=make.FAR_AHEAD)
        for year in ("2023", "2099", "", "x", "２０２３"):
            with self.subTest(year=year):
                self.assertEqual(self.get(f"?year={year}").status_code, 404)

    def test_pages_of_a_year_stay_in_it(self) -> None:
        for number in range(21):
            self.publish(f"第{number}篇")
        self.publish("前一年", publish_at=make.LONG_AGO - YEAR)
        self.assertContains(self.get("?year=2023"), 'href="?year=2023&amp;page=2"')
        self.assertEqual(len(self.get("?year=2023&page=2").context["page"]), 1)
