"""People in the queue: a printed name is linked, left to an editor to choose, or proposed as somebody new."""

from __future__ import annotations

import io
import json
import tempfile
from pathlib import Path
from typing import Any
from unittest import mock

from django.core.management import call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from articles.models import Article, Credit
from audit.models import Entry
from ingest.correcting.fields import BY_HAND
from ingest.importing import accept, ingest_page
from ingest.models import SourcePage
from ingest.words import TOWNS
from people.models import Person, Unit
from tests.make import make_person
from tests.test_queue import DAY, QueueTests
from towns.models import County, Town

CORRESPONDENT = Person.Kind.CORRESPONDENT


def page_by(byline: str, *more: str) -> str:
    """A page without any doubt but about who is meant; further bylines make further stories."""
    stories = [
        f"田庄镇:麦田返青第{number}天\n本报讯({each})巨野县田庄镇的麦田返青了,村民们忙着浇水。\n"
        for number, each in zip("一二三四五六七八九十", (byline, *more), strict=False)
    ]
    return "".join(stories)


class PeopleTests(QueueTests):
    @classmethod
    def setUpTestData(cls) -> None:
        super().setUpTestData()
        cls.town = Town.objects.get(name="田庄镇")
        cls.far = Town.objects.get(name="莱河镇")

    def shown(self, source: SourcePage) -> list[Any]:
        """The names of the first story, as they are on the page."""
        people: list[Any] = self.client.get(self.address(source)).context["stories"][0].people
        return people

    def choose(self, source: SourcePage, who: object, **name: object) -> int:
        sent: dict[str, Any] = {"name": "王燕", "title": "通讯员", "unit": "", "who": who, **name}
        return self.post(source, "who", story=1, here="doubts", **sent).status_code

    def credit(self, source: SourcePage) -> Credit:
        accept(source, by=self.editor)
        return Credit.objects.get()


class LinkedTests(PeopleTests):
    def test_the_one_of_the_printed_town_is_linked_among_namesakes(self) -> None:
        near = make_person("王燕", CORRESPONDENT, town=self.town)
        make_person("王燕", CORRESPONDENT, town=self.far)
        forms = {"A1": "通讯员 王　燕(田庄镇)", "A2": "田庄镇 通讯员 王燕", "A3": "通讯员 王燕 巨野县田庄镇"}
        for label, printed in forms.items():
            with self.subTest(printed):
                source = self.page(page_by(printed), label=label)
                (who,) = self.shown(source)
                self.assertEqual((who.state, who.chosen, bool(who.why)), ("linked", str(near.pk), True))
                self.assertEqual(source.open_doubts, 0)
                (story,) = accept(source, by=self.editor)
                self.assertEqual(story.credits.get().person, near)

    def test_the_one_of_the_printed_unit_is_linked_among_namesakes(self) -> None:
        county = County.objects.get(name="巨野县")
        unit = Unit.objects.create(name="巨野县融媒体中心", county=county)
        own = make_person("王燕", CORRESPONDENT, unit=unit)
        make_person("王燕", CORRESPONDENT, town=self.town)
        source = self.page(page_by("通讯员 县融媒体中心 王燕"))
        self.assertEqual(self.credit(source).person, own)

    def test_one_bearer_of_the_name_is_linked_whoever_is_new_beside(self) -> None:
        known = make_person("王燕")
        source = self.page(page_by("记者 王燕 通讯员 刘菲"))
        self.assertEqual([who.state for who in self.shown(source)], ["linked", "new"])
        accept(source, by=self.editor)
        self.assertEqual(Credit.objects.get(printed_text="王燕").person, known)


class DoubtfulTests(PeopleTests):
    def test_namesakes_are_offered_the_near_one_first_and_nobody_is_linked(self) -> None:
        far = make_person("王燕", CORRESPONDENT, town=self.far)
        near = make_person("王燕", CORRESPONDENT, town=self.town)
        source = self.page(page_by("通讯员 王燕"))
        (row,) = self.client.get(self.address(source)).context["doubts"]
        offered = [dict(choice.values)["who"] for choice in row.choices]
        self.assertEqual(offered, [str(near.pk), str(far.pk), "new", "open"])
        self.assertTrue(all(choice.why for choice in row.choices[:2]))
        self.assertIn("田庄镇", row.choices[0].label)
        self.assertEqual(self.post(source, "accept_page").status_code, 400)
        self.assertIsNone(self.credit(source).person)

    def test_one_bearer_from_elsewhere_is_not_taken_for_the_printed_one(self) -> None:
        make_person("王燕", CORRESPONDENT, town=self.far)
        for label, printed in {"A1": "通讯员 王燕", "A2": "通讯员 王燕(田庄镇)", "A3": "记者 王燕"}.items():
            with self.subTest(printed):
                source = self.page(page_by(printed), label=label)
                self.assertEqual([who.state for who in self.shown(source)], ["doubtful"])

    def test_the_list_counts_the_doubt(self) -> None:
        make_person("王燕")
        make_person("王燕", CORRESPONDENT)
        source = self.page(page_by("王燕"))
        self.assertEqual(source.open_doubts, 1)
        self.assertContains(
            self.client.get(reverse("admin:ingest_sourcepage_changelist")), '<span class="mark">1</span>'
        )

    def test_whom_an_editor_chooses_is_linked(self) -> None:
        make_person("王燕", CORRESPONDENT, town=self.far)
        meant = make_person("王燕", CORRESPONDENT, town=self.town)
        source = self.page(page_by("通讯员 王燕"))
        self.assertEqual(self.choose(source, meant.pk), 302)
        self.assertEqual(source.open_doubts, 0)
        self.assertEqual(self.post(source, "accept_page").status_code, 302)
        credit = Credit.objects.get()
        self.assertEqual((credit.person, credit.printed_text), (meant, "王燕"))
        self.assertEqual(Article.objects.get().note, "")

    def test_a_choice_is_taken_back_and_is_in_the_trail(self) -> None:
        make_person("王燕", CORRESPONDENT, town=self.far)
        source = self.page(page_by("通讯员 王燕"))
        self.choose(source, "open")
        entry = Entry.objects.filter(action="correct_reading").get()
        self.assertEqual(entry.after_values, {"correction": "who"})
        self.post(source, "take_back")
        self.assertEqual(source.open_doubts, 1)

    def test_a_name_that_is_left_open_is_no_doubt_any_more(self) -> None:
        make_person("王燕", CORRESPONDENT, town=self.far)
        source = self.page(page_by("通讯员 王燕"))
        self.choose(source, "open")
        self.assertEqual(self.post(source, "accept_page").status_code, 302)
        self.assertIsNone(Credit.objects.get().person)
        self.assertEqual(Article.objects.get().note, "")

    def test_what_was_not_offered_is_refused(self) -> None:
        make_person("王燕", CORRESPONDENT, town=self.far)
        other = make_person("刘菲")
        source = self.page(page_by("通讯员 王燕"))
        before = source.reading
        for who, name in (
            (other.pk, {}),
            ("", {}),
            ("x", {}),
            ("open", {"name": "刘菲"}),
            ("open", {"title": ""}),
        ):
            with self.subTest(who=who, **name):
                self.assertEqual(self.choose(source, who, **name), 400)
        self.assertEqual(self.post(source, "who", story=99, who="open").status_code, 400)
        self.assertEqual(source.reading, before)

    def test_a_namesake_who_comes_later_is_a_doubt_again(self) -> None:
        make_person("王燕", CORRESPONDENT, town=self.far)
        source = self.page(page_by("通讯员 王燕(田庄镇)"))
        self.choose(source, "new", unit="田庄镇")
        make_person("王燕", CORRESPONDENT)
        self.assertEqual([who.state for who in self.shown(source)], ["doubtful"])
        self.assertEqual(self.post(source, "accept_page").status_code, 400)

    def test_a_choice_goes_with_the_story_when_it_is_joined(self) -> None:
        meant = make_person("王燕", CORRESPONDENT, town=self.far)
        source = self.page(page_by("记者 安宁", "通讯员 王燕"))
        self.post(source, "who", story=2, name="王燕", title="通讯员", unit="", who=meant.pk)
        self.post(source, "join", story=2, to=1)
        self.assertEqual([who.state for who in self.shown(source)], ["new", "linked"])


class NewTests(PeopleTests):
    def test_somebody_new_is_made_with_the_draft_and_not_before(self) -> None:
        source = self.page(page_by("通讯员 王燕(田庄镇)"))
        (who,) = self.shown(source)
        self.assertEqual((who.state, source.open_doubts), ("new", 0))
        self.assertFalse(Person.objects.exists())
        person = self.credit(source).person
        assert person is not None
        self.assertEqual((person.kind, person.town, person.unit), (CORRESPONDENT, self.town, None))
        self.assertTrue(Entry.objects.filter(action="add", actor=self.editor.pk).exists())

    def test_the_printed_unit_is_theirs(self) -> None:
        person = self.credit(self.page(page_by("通讯员 县融媒体中心 王燕"))).person
        assert person is not None
        assert person.unit is not None
        self.assertEqual((person.unit.name, str(person.unit.county)), ("巨野县融媒体中心", "巨野县"))

    def test_an_editor_declines_and_the_printed_name_stays(self) -> None:
        source = self.page(page_by("通讯员 王燕"))
        self.assertEqual(self.choose(source, "open"), 302)
        credit = self.credit(source)
        self.assertEqual((credit.person, credit.printed_text), (None, "王燕"))
        self.assertFalse(Person.objects.exists())

    def test_somebody_new_among_namesakes_has_what_tells_them_apart(self) -> None:
        make_person("王燕", CORRESPONDENT)
        source = self.page(page_by("通讯员 王燕(田庄镇)"))
        self.choose(source, "new", unit="田庄镇")
        person = self.credit(source).person
        assert person is not None
        self.assertEqual((Person.objects.count(), person.town), (2, self.town))

    def test_nobody_new_is_offered_whom_nothing_would_tell_apart(self) -> None:
        make_person("王燕", CORRESPONDENT)
        make_person("王燕")
        source = self.page(page_by("通讯员 王燕"))
        self.assertEqual(self.choose(source, "new"), 400)

    def test_who_is_new_in_one_story_is_known_in_the_next(self) -> None:
        source = self.page(page_by("通讯员 王燕", "通讯员 王燕"))
        accept(source, by=self.editor)
        self.assertEqual(set(Credit.objects.values_list("person", flat=True)), {Person.objects.get().pk})

    def test_who_may_not_add_people_leaves_the_name_open(self) -> None:
        source = self.page(page_by("通讯员 王燕"))
        with mock.patch("ingest.crediting.may", return_value=False):
            self.assertEqual([who.state for who in self.shown(source)], ["open"])
            self.assertEqual(self.choose(source, "new"), 400)
            self.assertIsNone(self.credit(source).person)
        self.assertIn("王燕", Article.objects.get().note)
        self.assertFalse(Person.objects.exists())

    def test_two_people_of_one_name_in_one_byline_are_two(self) -> None:
        source = self.page(page_by("记者 王燕 通讯员 王燕"))
        self.assertEqual([who.state for who in self.shown(source)], ["new", "new"])
        accept(source, by=self.editor)
        kinds = Credit.objects.order_by("order").values_list("person__kind", flat=True)
        self.assertEqual(list(kinds), [Person.Kind.REPORTER, CORRESPONDENT])


class CommandTests(PeopleTests):
    def test_the_command_links_makes_and_leaves_the_doubt_with_its_reasons(self) -> None:
        known = make_person("安宁", CORRESPONDENT, town=self.town)
        far = make_person("王燕", CORRESPONDENT, town=self.far)
        ingest_page(page_by("通讯员 安宁 王燕 刘菲"), date=DAY, label="A3")
        people = dict(Credit.objects.values_list("printed_text", "person__name"))
        self.assertEqual(people, {"安宁": "安宁", "王燕": None, "刘菲": "刘菲"})
        self.assertEqual(Credit.objects.get(printed_text="安宁").person, known)
        (doubt,) = Article.objects.get().note.splitlines()
        self.assertIn(far.choice_label, doubt)


class PageTests(PeopleTests):
    def test_more_names_take_no_more_queries(self) -> None:
        for name in ("安宁", "王燕"):
            make_person(name, CORRESPONDENT, town=self.town)
            make_person(name, CORRESPONDENT, town=self.far)
        few = self.page(page_by("通讯员 王燕"))
        many = self.page(page_by(*["通讯员 王燕 安宁 刘菲(田庄镇) 县融媒体中心 周宁"] * 4), label="A4")
        counts = []
        for source in (few, many):
            self.client.get(self.address(source))
            with CaptureQueriesContext(connection) as queries:
                self.client.get(self.address(source))
            counts.append(len(queries))
        self.assertEqual(counts[0], counts[1])
        people = [query for query in queries if '"people_person"."name" IN' in query["sql"]]
        self.assertEqual(len(people), 1)

    def test_choices_go_out_beside_the_machines_reading(self) -> None:
        meant = make_person("王燕", CORRESPONDENT, town=self.far)
        source = self.page(page_by("通讯员 王燕"))
        self.choose(source, meant.pk)
        accept(source, by=self.editor)
        folder = Path(self.enterContext(tempfile.TemporaryDirectory())) / "out"
        call_command("export_readings", str(folder), stdout=io.StringIO())
        truth, machine = (
            json.loads((folder / name / "2023-12-20_A3.json").read_text(encoding="utf-8"))["stories"][0]
            for name in ("truth", "machine")
        )
        self.assertEqual(truth["people"], [{"name": "王燕", "title": "通讯员", "unit": "", "who": meant.pk}])
        self.assertEqual(truth["credits"], machine["credits"])


class TownTests(QueueTests):
    def towns(self, text: str) -> dict[str, str]:
        """The towns that the page shows for its first story, each with the reason."""
        source = self.page(text)
        answer = self.client.get(self.address(source))
        found = {each.text: each.why for each in answer.context["stories"][0].fields if each.name == "town"}
        for why in found.values():
            self.assertContains(answer, why)
        source.delete()
        return found

    def test_a_village_stands_for_its_town(self) -> None:
        """姜楼村 is in 牡丹区 and in 定陶区: the county of the story tells which."""
        text = "麦田返青\n本报讯(记者 周宁)近日,定陶区姜楼村的麦田返青了。\n"
        (why,) = self.towns(text).values()
        self.assertEqual(list(self.towns(text)), ["仿山镇（定陶区）"])
        self.assertIn("姜楼村", why)
        accept(self.page(text), by=self.editor)
        self.assertEqual([town.name for town in Article.objects.get().towns.all()], ["仿山镇"])

    def test_a_village_of_two_towns_stands_for_neither(self) -> None:
        self.assertEqual(self.towns("麦田返青\n本报讯(记者 周宁)近日,姜楼村的麦田返青了。\n"), {})

    def test_a_village_says_nothing_beside_a_town(self) -> None:
        text = "麦田返青\n本报讯(记者 周宁)近日,定陶区黄店镇请姜楼村的人来看麦田。\n"
        self.assertEqual(list(self.towns(text)), ["黄店镇（定陶区）"])

    def test_of_towns_of_one_name_the_storys_places_or_the_page_tell(self) -> None:
        by_page = (
            "东城街道有个合唱团\n本报讯(记者 周宁)近日,东城街道的合唱团排练新歌。\n"
            "单县麦田返青\n本报讯(记者 周宁)近日,单县莱河镇的麦田返青了。\n"
        )
        by_story = "东城街道有个合唱团\n本报讯(记者 周宁)近日,东城街道的合唱团到牡丹区何楼街道排练。\n"
        (why,) = self.towns(by_page).values()
        self.assertEqual(list(self.towns(by_page)), ["东城街道（单县）"])
        self.assertIn("单县", why)
        self.assertIn("东城街道（牡丹区）", self.towns(by_story))

    def test_each_way_of_printing_has_its_reason(self) -> None:
        said = "近日,鄄城县郑营、董口等地,还有佃户屯办事处和巨野县田庄镇的麦田返青了。"
        found = self.towns(f"麦田返青\n本报讯(记者 周宁){said}\n")
        self.assertEqual(
            list(found),
            ["郑营镇（鄄城县）", "董口镇（鄄城县）", "佃户屯街道（鲁西新区）", "田庄镇（巨野县）"],
        )
        for town, words in zip(found, ("郑营", "董口", "佃户屯办事处", "田庄镇"), strict=True):
            self.assertIn(words, found[town])
        self.assertEqual(len(set(found.values())), 4)

    def test_a_town_by_hand_says_so(self) -> None:
        source = self.page("麦田返青\n本报讯(记者 周宁)近日,单县莱河镇的麦田返青了。\n")
        self.post(source, "towns", story=1, towns="田庄镇")
        answer = self.client.get(self.address(source))
        (town,) = (each for each in answer.context["stories"][0].fields if each.name == "town")
        self.assertEqual(town.why, str(TOWNS[BY_HAND]))
