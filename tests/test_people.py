"""People: one spelling a person, and no two people merged silently."""

from __future__ import annotations

from django.core.exceptions import ValidationError
from django.test import SimpleTestCase, TestCase

from people.matching import Certainty, Near, candidates, candidates_for, identify
from people.models import Correspondent, Person, Reporter, Unit
from people.names import normalise_name
from tests.make import make_person, make_town, make_user


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
    def test_a_new_name_becomes_a_person_of_the_printed_kind(self) -> None:
        kinds = {
            "本报记者": "reporter",
            "通讯员": "correspondent",
            "特约记者": "contributor",
            "": "contributor",
        }
        for number, (title, kind) in enumerate(kinds.items()):
            with self.subTest(title=title):
                match = identify(f"张{'一二三四'[number]}", title=title)
                self.assertEqual((match.certainty, match.person and match.person.kind), (Certainty.NEW, kind))

    def test_a_known_name_is_linked_however_padded(self) -> None:
        person = make_person("王燕")
        self.assertEqual(identify("王　燕", title="记者").person, person)
        self.assertEqual(identify("王燕").person, person)

    def test_two_bearers_of_a_name_are_never_guessed_between(self) -> None:
        make_person("王伟")
        make_person("王伟", town=make_town())
        self.assertEqual(identify("王伟", title="记者").certainty, Certainty.DOUBTFUL)

    def test_a_bearer_of_another_kind_is_not_taken_for_the_same(self) -> None:
        make_person("王伟", kind=Person.Kind.REPORTER)
        match = identify("王伟", title="通讯员")
        self.assertEqual((match.person, match.certainty), (None, Certainty.DOUBTFUL))


class CandidatesTests(TestCase):
    def test_a_lookup_makes_nobody(self) -> None:
        self.assertEqual(candidates("刘菲", title="通讯员").certainty, Certainty.NEW)
        self.assertFalse(Person.objects.exists())

    def test_it_judges_as_the_import_does(self) -> None:
        make_person("王燕")
        make_person("王伟")
        make_person("王伟", town=make_town())
        for name, title in (("王　燕", "记者"), ("王燕", "通讯员"), ("王燕", ""), ("王伟", "记者")):
            with self.subTest(name=name, title=title):
                self.assertEqual(candidates(name, title=title).match, identify(name, title=title))

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
            found = candidates_for([("王 燕", "记者"), ("郭锦萍", "通讯员"), ("王燕", "记者")])
        self.assertEqual([each.certainty for each in found], ["certain", "new", "certain"])

    def test_who_may_not_be_seen_is_no_candidate(self) -> None:
        make_person("王燕")
        self.assertEqual(candidates("王燕", among=Person.objects.none()).people, ())
