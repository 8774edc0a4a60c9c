"""The page of an issue on the staff site: who edits it and how much it holds."""

from __future__ import annotations

import datetime as dt

from django.test import TestCase
from django.urls import reverse

from issues.models import Page
from policy.roles import Role
from tests.make import make_issue, make_page, make_user


class PageFormTests(TestCase):
    def setUp(self) -> None:
        self.editor = make_user("editor", Role.DESK_EDITOR)
        self.issue = make_issue(dt.date(2026, 12, 1))
        self.page = make_page(self.issue)
        self.client.force_login(self.editor)

    def sent_page(self, **changes: object) -> dict[str, object]:
        rows = {"placements-TOTAL_FORMS": 0, "placements-INITIAL_FORMS": 0}
        page = {"label": "A3", "order": 3, "name": "要闻", "line_length": 13, "version": self.page.version}
        return {**rows, **page, **changes}

    def test_an_editor_plans_how_much_the_page_and_its_headlines_hold(self) -> None:
        address = reverse("admin:issues_page_change", args=[self.page.pk])
        self.client.post(address, self.sent_page(planned_length=4500, headline_length=14))
        self.page.refresh_from_db()
        self.assertEqual((self.page.planned_length, self.page.headline_length), (4500, 14))

    def test_saving_an_issue_keeps_the_editors_of_its_pages(self) -> None:
        Page.objects.update(editor=self.editor, planned_length=4500)
        address = reverse("admin:issues_issue_change", args=[self.issue.pk])
        form = self.client.get(address).context["inline_admin_formsets"][0].formset
        row = form.forms[0]
        sent = {name: row[name].value() for name in row.fields if row[name].value() is not None}
        offered = {str(value) for value, _label in row.fields["editor"].choices}
        self.assertIn(str(self.editor.pk), offered)
        self.client.post(
            address,
            {
                "date": "2026-12-01",
                "pages-TOTAL_FORMS": 1,
                "pages-INITIAL_FORMS": 1,
                **{f"pages-0-{name}": value for name, value in sent.items()},
                "pages-0-name": "要闻",
            },
        )
        page = Page.objects.get()
        self.assertEqual((page.name, page.editor, page.planned_length), ("要闻", self.editor, 4500))

    def test_an_editor_who_has_left_stays_on_the_page_until_another_is_chosen(self) -> None:
        left = make_user("former")
        Page.objects.update(editor=left)
        address = reverse("admin:issues_page_change", args=[self.page.pk])
        field = self.client.get(address).context["adminform"].form.fields["editor"]
        self.assertIn(left, field.queryset)
        self.client.post(address, self.sent_page(name="副刊", editor=left.pk))
        self.page.refresh_from_db()
        self.assertEqual((self.page.name, self.page.editor), ("副刊", left))
        self.client.post(address, self.sent_page(version=self.page.version, editor=self.editor.pk))
        self.assertEqual(Page.objects.get().editor, self.editor)
