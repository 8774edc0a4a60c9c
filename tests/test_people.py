"""People: one spelling a person, and no two people merged silently."""

from __future__ import annotations

from django.core.exceptions import ValidationError
from django.test import SimpleTestCase, TestCase

from people.matching import Certainty, identify
from people.models import Correspondent, Person, Reporter, Unit
from people.names import normalise_name
from tests.make import make_person, make_town


class NameTests(SimpleTestCase):
    def test_padding_is_taken_out_of_chinese_names_only(self) -> None:
        cases = {
            "王　燕": "王燕",
            " 王 燕 ": "王燕",
            "郭锦萍": "郭锦萍",
            "阿卜杜拉•买买提": "阿卜杜拉·买买提",
            "Anna  Lee": "Anna Lee",
            "J. Smith": "J. Smith",
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
        self.assertEqual(identify("王伟", title="记者").certainty, Certainty.AMBIGUOUS)

    def test_a_bearer_of_another_kind_is_not_taken_for_the_same(self) -> None:
        make_person("王伟", kind=Person.Kind.REPORTER)
        match = identify("王伟", title="通讯员")
        self.assertEqual((match.person, match.certainty), (None, Certainty.AMBIGUOUS))
