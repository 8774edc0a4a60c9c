"""The staff's side of private links: giving, showing, revoking and replacing one."""

from __future__ import annotations

from typing import Any

from django.contrib.admin.models import LogEntry
from django.test import TestCase
from django.urls import reverse
from django.utils import timezone

from filing.models import FilingLink
from filing.tokens import token_of
from people.models import Person
from policy.roles import Role
from tests.clients import StaffClient
from tests.make import make_person, make_town, make_user


class LinkAdminTests(TestCase):
    @classmethod
    def setUpTestData(cls) -> None:
        cls.editor = make_user("bianji", Role.DESK_EDITOR, last_name="刘敏")
        cls.person = make_person("安宁", Person.Kind.CORRESPONDENT, town=make_town())
        cls.link = FilingLink.objects.create(person=cls.person, created_by=cls.editor)

    def setUp(self) -> None:
        self.client = StaffClient()
        self.client.force_login(self.editor)

    def page(self, word: str, link: FilingLink | None = None) -> str:
        return reverse(f"admin:filing_filinglink_{word}", args=[(link or self.link).pk])

    def add(self, person: Person) -> Any:
        data = {"person": person.pk, "expires_at_0": "2099-01-01", "expires_at_1": "08:00", "note": ""}
        return self.client.post(reverse("admin:filing_filinglink_add"), data)

    def opens(self, link: FilingLink) -> bool:
        return self.client.get(link.get_private_path()).status_code == 200


class GivingTests(LinkAdminTests):
    def test_a_link_is_given_from_the_correspondents_page(self) -> None:
        page = self.client.get(reverse("admin:people_correspondent_change", args=[self.person.pk]))
        add = f"{reverse('admin:filing_filinglink_add')}?person={self.person.pk}"
        self.assertContains(page, add)
        self.assertContains(self.client.get(add), f'<option value="{self.person.pk}" selected>')
        response = self.add(self.person)
        new = FilingLink.objects.exclude(pk=self.link.pk).get()
        self.assertRedirects(response, self.page("change", new))
        self.assertEqual(new.created_by, self.editor)
        self.assertTrue(self.opens(new))

    def test_a_correspondent_is_not_offered_one(self) -> None:
        self.client.force_login(make_user("jizhe", Role.REPORTER))
        self.assertEqual(self.client.get(reverse("admin:filing_filinglink_changelist")).status_code, 403)
        for word in ("address", "revoke", "renew"):
            self.assertIn(self.client.post(self.page(word)).status_code, (403, 404))

    def test_reporters_get_none(self) -> None:
        self.assertEqual(self.add(make_person("王燕", Person.Kind.REPORTER)).status_code, 200)
        self.assertEqual(FilingLink.objects.count(), 1)

    def test_whose_link_it_is_cannot_be_changed(self) -> None:
        other = make_person("郭锦萍", Person.Kind.CORRESPONDENT)
        data = {"person": other.pk, "expires_at_0": "", "expires_at_1": "", "note": "微信"}
        self.client.post(self.page("change"), data)
        self.link.refresh_from_db()
        self.assertEqual(
            (self.link.person, self.link.note, self.link.expires_at), (self.person, "微信", None)
        )


class ShowingTests(LinkAdminTests):
    def test_the_address_is_shown_with_its_picture_and_who_looked_is_kept(self) -> None:
        response = self.client.post(self.page("address"))
        self.assertContains(response, f"http://testserver{self.link.get_private_path()}")
        self.assertContains(response, "data:image/svg+xml")
        self.assertIn("no-store", response.headers["Cache-Control"])
        self.assertEqual(response.headers["Referrer-Policy"], "no-referrer")
        entry = LogEntry.objects.get()
        self.assertEqual((entry.user, entry.object_id), (self.editor, str(self.link.pk)))

    def test_it_is_not_shown_without_the_button_or_once_it_is_revoked(self) -> None:
        self.assertRedirects(self.client.get(self.page("address")), self.page("change"))
        FilingLink.objects.update(revoked_at=timezone.now())
        self.assertRedirects(self.client.post(self.page("address")), self.page("change"))
        self.assertFalse(LogEntry.objects.exists())

    def test_no_other_page_has_the_address_or_what_it_is_made_of(self) -> None:
        self.client.post(self.page("address"))
        signature = token_of(self.link.pk, self.link.nonce)[2:]
        places = [self.page(word) for word in ("change", "history", "revoke", "renew")]
        places += [reverse("admin:filing_filinglink_changelist"), reverse("admin:index")]
        for place in places:
            page = self.client.get(place).content.decode()
            with self.subTest(place=place):
                self.assertNotIn(signature, page)
                self.assertNotIn(self.link.nonce, page)

    def test_the_list_tells_state_use_and_stories(self) -> None:
        self.client.get(self.link.get_private_path())
        page = self.client.get(reverse("admin:filing_filinglink_changelist"))
        self.assertContains(page, "安宁")
        row = page.context["cl"].result_list[0]
        self.assertEqual((row.story_count, row.state), (0, FilingLink.State.OPEN))
        self.assertIsNotNone(row.last_used_at)
        for chosen, found in (("open", 1), ("over", 0)):
            page = self.client.get(reverse("admin:filing_filinglink_changelist"), {"state": chosen})
            self.assertEqual(len(page.context["cl"].result_list), found)


class EndingTests(LinkAdminTests):
    def test_a_revocation_asks_first_and_is_kept(self) -> None:
        self.client.get(self.page("revoke"))
        self.assertTrue(self.opens(self.link))
        self.client.post(self.page("revoke"))
        self.assertFalse(self.opens(self.link))
        self.link.refresh_from_db()
        self.assertEqual((self.link.revoked_by, self.link.state), (self.editor, FilingLink.State.REVOKED))
        self.assertEqual(LogEntry.objects.count(), 1)

    def test_a_second_revocation_changes_nothing(self) -> None:
        self.client.post(self.page("revoke"))
        before = FilingLink.objects.get().revoked_at
        self.client.post(self.page("revoke"))
        self.assertEqual(FilingLink.objects.get().revoked_at, before)

    def test_with_a_new_link_the_old_one_dies(self) -> None:
        self.assertEqual(self.client.get(self.page("renew")).status_code, 200)
        self.client.post(self.page("renew"))
        new = FilingLink.objects.exclude(pk=self.link.pk).get()
        self.assertEqual((new.person, new.created_by), (self.person, self.editor))
        self.assertEqual((self.opens(self.link), self.opens(new)), (False, True))

    def test_the_button_pressed_twice_makes_one_new_link(self) -> None:
        """Nobody would know of the other, and it would open all the same."""
        for _press in range(2):
            response = self.client.post(self.page("renew"))
        new = FilingLink.objects.exclude(pk=self.link.pk).get()
        self.assertRedirects(response, reverse("admin:filing_filinglink_change", args=[new.pk]))

    def test_nobody_deletes_a_link(self) -> None:
        self.client.force_login(make_user("root", is_superuser=True))
        self.assertEqual(self.client.post(self.page("delete"), {"post": "yes"}).status_code, 403)
