"""People: one spelling a person, and no two people merged silently."""

from __future__ import annotations

import datetime as dt

from django.core.exceptions import ValidationError
from django.test import SimpleTestCase, TestCase

from people.bylines import Credit
from people.matching import Certainty, Named, Near, candidates, candidates_for, named_as
from people.models import Correspondent, Person, Reporter, Unit
from people.names import normalise_name
from tests.make import make_person, make_town, make_user
from towns.loading import load_prefecture
from towns.models import Town
from towns.places import places_on


class NameTests(SimpleTestCase):
    def test_padding_is_taken_out_of_chinese_names_only(self) -> None:
        cases = {
            "王　燕": "王燕",
            " 王 燕 ": "王燕",
            "郭锦萍": "郭锦萍",
            "阿卜杜拉•买买提": "阿卜杜拉·买买提",
            "Anna  Lee": "Anna Lee",
            "J. Smith": "J. Smith",
            "王\u200b燕\ufeff": "王燕",
            "\u202e王燕": "王燕",
        }
        for printed, name in cases.items():
            with self.subTest(printed=printed):
                self.assertEqual(normalise_name(printed), name)


class PersonTests(TestCase):
    def test_a_namesake_needs_a_unit_or_a_town(self) -> None:
        make_person("王燕")
        with self.assertRaises(ValidationError):
            Person(name="王 燕", kind=Person.Kind.REPORTER).full_clean()
        Person(name="王燕", kind=Person.Kind.REPORTER, town=make_town()).full_clean()
        Person(name="王燕", kind=Person.Kind.REPORTER, unit=Unit.objects.create(name="要闻部")).full_clean()

    def test_the_proxies_list_their_kind_and_keep_it(self) -> None:
        Reporter.objects.create(name="王燕")
        Correspondent.objects.create(name="刘菲")
        self.assertEqual([str(person) for person in Reporter.objects.all()], ["王燕"])
        self.assertEqual(Person.objects.get(name="刘菲").kind, Person.Kind.CORRESPONDENT)


class MatchingTests(TestCase):
    def test_the_title_says_the_kind(self) -> None:
        kinds = {
            "本报记者": "reporter",
            "通讯员": "correspondent",
            "特约通讯员": "correspondent",
            "特约记者": "contributor",
            "": None,
        }
        for title, kind in kinds.items():
            with self.subTest(title=title):
                found = candidates("张三", title=title)
                self.assertEqual((found.certainty, found.kind), (Certainty.NEW, kind))

    def test_a_reporter_of_another_house_is_none_of_ours(self) -> None:
        make_person("张三")
        (found,) = candidates_for([Named("张三", "新华社记者", "新华社")])
        self.assertEqual((found.certainty, found.kind), (Certainty.DOUBTFUL, None))

    def test_a_known_name_is_linked_however_padded(self) -> None:
        person = make_person("王燕")
        self.assertEqual(candidates("王　燕", title="记者").match.person, person)
        self.assertEqual(candidates("王燕").match.person, person)

    def test_two_bearers_of_a_name_are_never_guessed_between(self) -> None:
        make_person("王伟")
        make_person("王伟", town=make_town())
        self.assertEqual(candidates("王伟", title="记者").certainty, Certainty.DOUBTFUL)

    def test_a_bearer_of_another_kind_is_not_taken_for_the_same(self) -> None:
        make_person("王伟", kind=Person.Kind.REPORTER)
        match = candidates("王伟", title="通讯员").match
        self.assertEqual((match.person, match.certainty), (None, Certainty.DOUBTFUL))


class PrintedUnitTests(TestCase):
    """What a printed unit says, by the places of the database."""

    @classmethod
    def setUpTestData(cls) -> None:
        load_prefecture("菏泽市")
        cls.places = places_on(dt.date(2023, 12, 20))

    def test_units_towns_and_counties(self) -> None:
        town = Town.objects.get(name="田庄镇")
        cases = {
            "田庄镇": ("", town.pk),
            "巨野县田庄镇人民政府": ("", town.pk),
            "田庄镇卫生院": ("田庄镇卫生院", town.pk),
            "县融媒体中心": ("巨野县融媒体中心", None),
            "市气象局": ("菏泽市气象局", None),
            "区应急局": ("区应急局", None),
            "巨野县": ("", None),
            "菏泽日报": ("", None),
            None: ("", None),
        }
        for unit, expected in cases.items():
            with self.subTest(unit=unit):
                credit = Credit("correspondent", "王燕", "通讯员", unit)
                named = named_as(credit, self.places, near=Near(), county="巨野县")
                self.assertEqual((named.unit, named.town), expected)


class CandidatesTests(TestCase):
    def test_a_lookup_makes_nobody(self) -> None:
        self.assertEqual(candidates("刘菲", title="通讯员").certainty, Certainty.NEW)
        self.assertFalse(Person.objects.exists())

    def test_of_namesakes_those_at_work_and_near_come_first(self) -> None:
        town = make_town()
        gone = make_person("王伟", town=town, is_active=False)
        far = make_person("王伟")
        county = town.jurisdictions.get().county
        near = make_person("王伟", unit=Unit.objects.create(name="巨野融媒", county=county))
        account = make_user("wang")
        of_desk = make_person("王伟", kind=Person.Kind.CORRESPONDENT, user=account)
        place = Near(
            towns=frozenset({town.pk}),
            counties=frozenset({county.pk}),
            accounts=frozenset({account.pk}),
        )
        self.assertEqual(list(candidates("王伟", near=place).people), [near, of_desk, far, gone])

    def test_the_names_of_a_text_take_one_query(self) -> None:
        make_person("王燕")
        with self.assertNumQueries(1):
            found = candidates_for([Named("王 燕", "记者"), Named("郭锦萍", "通讯员"), Named("王燕", "记者")])
        self.assertEqual([each.certainty for each in found], ["certain", "new", "certain"])

    def test_who_may_not_be_seen_is_no_candidate(self) -> None:
        make_person("王燕")
        self.assertEqual(candidates("王燕", among=Person.objects.none()).people, ())
