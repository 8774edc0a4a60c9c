"""A person added in place, from the name that a story prints."""

from __future__ import annotations

from typing import Any

from django.contrib.admin.models import LogEntry
from django.test import TestCase

from people.models import Person, Unit, User
from policy.roles import Role
from tests.clients import StaffClient
from tests.make import make_person, make_town, make_user

WHERE = "/admin/people/person/propose/"


class NewPersonTests(TestCase):
    editor: User

    client_class = StaffClient
    client: StaffClient

    @classmethod
    def setUpTestData(cls) -> None:
        cls.editor = make_user("editor", Role.DESK_EDITOR)

    def post(self, user: User | None = None, **data: Any) -> Any:
        self.client.force_login(user or self.editor)
        return self.client.post(WHERE, data, headers={"accept": "application/json"})

    def test_the_title_says_the_kind_and_the_name_loses_its_padding(self) -> None:
        answer = self.post(name="安　宁", title="特约通讯员")
        person = Person.objects.get()
        self.assertEqual((person.name, person.kind), ("安宁", "correspondent"))
        self.assertEqual(answer.status_code, 201)
        self.assertEqual(answer.json(), {"id": person.pk, "label": "安宁（通讯员）"})
        self.assertEqual(LogEntry.objects.get().user, self.editor)

    def test_a_unit_or_a_town_may_be_given(self) -> None:
        town, unit = make_town(), Unit.objects.create(name="巨野融媒")
        self.post(name="安宁", title="通讯员", town=town.pk)
        self.post(name="刘菲", title="通讯员", unit=unit.pk)
        self.assertEqual(Person.objects.get(name="安宁").town, town)
        self.assertEqual(Person.objects.get(name="刘菲").unit, unit)

    def test_a_name_that_is_there_meanwhile_is_answered_with_the_doubt(self) -> None:
        """Though the new one has a town: whoever adds it has not seen the other."""
        other = make_person("安宁", Person.Kind.CORRESPONDENT)
        answer = self.post(name="安 宁", title="通讯员", town=make_town().pk)
        self.assertEqual(answer.status_code, 409)
        self.assertEqual(answer.json()["matches"], [{"id": other.pk, "label": "安宁（通讯员）"}])
        self.assertEqual(Person.objects.count(), 1)

    def test_what_nobody_sees_makes_no_other_name_and_none_by_itself(self) -> None:
        """Texts that are pasted from a chat are full of it."""
        make_person("安宁", Person.Kind.CORRESPONDENT)
        self.assertEqual(self.post(name="安\u200b宁", title="通讯员").status_code, 409)
        self.assertEqual(self.post(name="\u200b\u202e").status_code, 400)
        self.assertEqual(Person.objects.count(), 1)

    def test_a_namesake_who_was_seen_is_told_apart_by_a_town(self) -> None:
        other = make_person("安宁", Person.Kind.CORRESPONDENT)
        refused = self.post(name="安宁", title="通讯员", seen=[other.pk])
        self.assertEqual((refused.status_code, len(refused.json()["matches"])), (409, 1))
        added = self.post(name="安宁", title="通讯员", seen=[other.pk], town=make_town().pk)
        self.assertEqual(added.json()["label"], "安宁（通讯员 田庄镇）")

    def test_who_may_not_add_people_is_refused(self) -> None:
        answer = self.post(make_user("reporter", Role.REPORTER), name="安宁")
        self.assertEqual((answer.status_code, list(answer.json())), (403, ["error"]))
        self.assertFalse(Person.objects.exists())

    def test_what_cannot_be_read_is_refused_with_its_place(self) -> None:
        cases: list[tuple[dict[str, Any], str]] = [
            ({}, "名称"),
            ({"name": "　"}, "名称"),
            ({"name": "安\0宁"}, "名称"),
            ({"name": "安" * 61}, "名称"),
            ({"name": "安宁", "town": "abc"}, "镇街"),
            ({"name": "安宁", "town": "9" * 30}, "镇街"),
            ({"name": "安宁", "unit": "-1"}, "单位"),
            ({"name": "安宁", "seen": ["1", "x"]}, "人员"),
        ]
        for data, place in cases:
            with self.subTest(data=data):
                answer = self.post(**data)
                self.assertEqual(answer.status_code, 400)
                self.assertIn(place, answer.json()["error"])
        self.assertFalse(Person.objects.exists())

    def test_an_expired_session_is_a_401(self) -> None:
        answer = self.client.post(WHERE, {"name": "安宁"}, headers={"accept": "application/json"})
        self.assertEqual(answer.status_code, 401)

    def test_only_a_post_adds(self) -> None:
        self.client.force_login(self.editor)
        self.assertEqual(self.client.get(WHERE, {"name": "安宁"}).status_code, 405)
