"""Towns: addresses, dated counties, and the loading of a prefecture."""

from __future__ import annotations

import datetime as dt

from django.core.management import CommandError, call_command
from django.db import IntegrityError, transaction
from django.test import SimpleTestCase, TestCase
from django.utils import timezone

from tests.make import make_county, make_town
from towns import register
from towns.loading import load_prefecture
from towns.models import County, Jurisdiction, Town, Village
from towns.slugs import county_slug, town_slugs


class SlugTests(SimpleTestCase):
    def test_a_town_is_known_by_its_pinyin_without_the_suffix(self) -> None:
        cases = {"田庄镇": "tianzhuang", "佃户屯街道": "dianhutun", "水堡乡": "shuibao", "什集镇": "shiji"}
        for name, slug in cases.items():
            with self.subTest(name=name):
                self.assertEqual(town_slugs([(name, "巨野县")]), [slug])

    def test_towns_that_would_share_an_address_all_carry_their_county(self) -> None:
        places = [("凤凰街道", "巨野县"), ("田庄镇", "巨野县"), ("凤凰镇", "鄄城县")]
        self.assertEqual(town_slugs(places), ["fenghuang-juye", "tianzhuang", "fenghuang-juancheng"])

    def test_an_address_that_is_taken_is_not_given_again(self) -> None:
        places = [("田庄镇", "任城区"), ("田庄乡", "任城区")]
        slugs = town_slugs(places, taken=["tianzhuang", "tianzhuang-rencheng"])
        self.assertEqual(slugs, ["tianzhuang-rencheng-2", "tianzhuang-rencheng-3"])

    def test_a_county_of_one_character_keeps_its_suffix(self) -> None:
        cases = {
            "巨野县": "juye",
            "曹县": "caoxian",
            "单县": "shanxian",
            "鲁西新区": "luxi",
            "牡丹区": "mudan",
        }
        for name, slug in cases.items():
            with self.subTest(name=name):
                self.assertEqual(county_slug(name), slug)


class RegisterTests(SimpleTestCase):
    def test_the_county_before_a_registered_name_is_taken_off(self) -> None:
        names = {town.name for town in register.townships("菏泽市")}
        self.assertIn("党集镇", names)
        self.assertIn("东明集镇", names)
        self.assertFalse({name for name in names if name.startswith("成武县")})

    def test_a_village_has_the_name_people_use(self) -> None:
        cases = {
            "李经野村民委员会": "李经野村",
            "甘庄村村民委员会": "甘庄村",
            "杨庄社区居民委员会": "杨庄社区",
            "南曹社区村民委员会": "南曹社区",
        }
        for registered, name in cases.items():
            with self.subTest(registered=registered):
                self.assertEqual(register.village_name(registered), name)


class LoadingTests(TestCase):
    def test_the_prefecture_comes_whole_and_once(self) -> None:
        first, second = load_prefecture("菏泽市"), load_prefecture("菏泽市")
        self.assertEqual((first.towns, first.villages), (167, 5040))
        self.assertEqual((second.counties, second.towns, second.villages), (0, 0, 0))
        self.assertEqual((Town.objects.count(), Village.objects.count()), (167, 5040))

    def test_the_papers_own_county_governs_since_its_first_day(self) -> None:
        load_prefecture("菏泽市")
        town = Town.objects.get(name="佃户屯街道")
        cases = {dt.date(2022, 9, 1): "菏泽经济技术开发区", dt.date(2022, 9, 2): "鲁西新区"}
        for date, county in cases.items():
            with self.subTest(date=date):
                self.assertEqual(str(town.county_on(date)), county)
                self.assertEqual(Town.objects.with_county(on=date).get(pk=town.pk).county_name, county)

    def test_another_prefecture_joins_without_moving_addresses(self) -> None:
        load_prefecture("菏泽市")
        before = dict(Town.objects.values_list("division_code", "slug"))
        call_command("load_towns", "济宁市", verbosity=0)
        after = dict(Town.objects.values_list("division_code", "slug"))
        self.assertGreater(len(after), len(before))
        self.assertEqual({code: after[code] for code in before}, before)

    def test_what_an_editor_changed_stays(self) -> None:
        load_prefecture("菏泽市")
        Town.objects.filter(name="田庄镇").update(slug="tian-zhuang")
        load_prefecture("菏泽市")
        self.assertEqual(Town.objects.get(name="田庄镇").slug, "tian-zhuang")

    def test_an_unknown_prefecture_is_a_clear_error(self) -> None:
        with self.assertRaisesMessage(CommandError, "菏泽"):
            call_command("load_towns", "菏泽")
        self.assertFalse(County.objects.exists())


class JurisdictionTests(TestCase):
    def test_a_town_has_one_county_at_present(self) -> None:
        town = make_town()
        with self.assertRaises(IntegrityError), transaction.atomic():
            Jurisdiction.objects.create(town=town, county=make_county("牡丹区", "mudan"))

    def test_a_town_counts_once_whatever_its_past(self) -> None:
        town = make_town()
        past = {"county": make_county("牡丹区", "mudan"), "until": dt.date(2020, 1, 1)}
        Jurisdiction.objects.create(town=town, **past)
        self.assertEqual([row.county_name for row in Town.objects.with_county()], ["巨野县"])

    def test_a_county_that_begins_tomorrow_does_not_govern_today(self) -> None:
        town = make_town()
        tomorrow = timezone.localdate() + dt.timedelta(days=1)
        town.jurisdictions.update(until=tomorrow)
        Jurisdiction.objects.create(town=town, county=make_county("牡丹区", "mudan"), since=tomorrow)
        self.assertEqual(Town.objects.with_county().get().county_name, "巨野县")
        self.assertEqual(Town.objects.with_county(on=tomorrow).get().county_name, "牡丹区")

    def test_a_town_without_a_county_is_still_there(self) -> None:
        Town.objects.create(name="新设镇", kind=Town.Kind.TOWN)
        self.assertEqual(
            [(row.slug, row.county_name) for row in Town.objects.with_county()], [("xinshe", None)]
        )

    def test_counties_of_one_name_in_two_prefectures_stay_apart(self) -> None:
        for prefecture in ("济南市", "枣庄市"):
            load_prefecture(prefecture)
        counties = County.objects.filter(name="市中区")
        self.assertEqual({county.prefecture for county in counties}, {"济南市", "枣庄市"})
        self.assertEqual(len({county.slug for county in counties}), 2)
