"""Days without paper (休刊) and extra issues (增期) as readers meet them; nothing of what is planned."""

from __future__ import annotations

import datetime as dt

from django.test import TestCase
from django.utils import timezone

from issues.models import Issue, NoPaperDay
from tests.make import FAR_AHEAD, LONG_AGO, make_issue

CLOSED = dt.date(2023, 10, 1)


class NoPaperTests(TestCase):
    @classmethod
    def setUpTestData(cls) -> None:
        cls.before = make_issue(dt.date(2023, 9, 30), LONG_AGO)
        cls.after = make_issue(dt.date(2023, 10, 8), LONG_AGO)
        NoPaperDay.objects.create(date=CLOSED, reason="国庆节休刊")

    def test_the_address_of_such_a_day_says_so_and_why(self) -> None:
        response = self.client.get("/issues/2023-10-01/")
        self.assertContains(response, "国庆节休刊")
        self.assertContains(response, "2023年10月1日")
        self.assertContains(response, "noindex")

    def test_other_days_without_an_issue_are_not_found_as_before(self) -> None:
        response = self.client.get("/issues/2023-10-02/")
        self.assertEqual(response.status_code, 404)
        self.assertNotContains(response, "休刊", status_code=404)

    def test_a_page_or_an_extra_issue_of_such_a_day_is_not_found(self) -> None:
        for address in ("/issues/2023-10-01/A1/", "/issues/2023-10-01-1/"):
            self.assertNotContains(self.client.get(address), "国庆节", status_code=404)

    def test_one_turns_over_the_day_to_the_issues_around_it(self) -> None:
        context = self.client.get("/issues/2023-10-01/").context
        self.assertEqual((context["previous"], context["following"]), (self.before, self.after))
        self.assertEqual(self.client.get("/issues/2023-09-30/").context["following"], self.after)

    def test_the_calendar_marks_the_day_with_its_reason(self) -> None:
        response = self.client.get("/issues/")
        self.assertContains(response, "国庆节休刊")
        self.assertContains(response, "/issues/2023-10-01/")

    def test_days_to_come_are_announced(self) -> None:
        day = timezone.localdate() + dt.timedelta(days=9)
        NoPaperDay.objects.create(date=day, reason="春节休刊")
        self.assertContains(self.client.get("/issues/"), "春节休刊")
        self.assertContains(self.client.get(f"/issues/{day}/"), "春节休刊")

    def test_days_to_come_are_announced_by_a_paper_without_issues_too(self) -> None:
        Issue.objects.all().delete()
        NoPaperDay.objects.create(date=timezone.localdate(), reason="春节休刊")
        self.assertContains(self.client.get("/issues/"), "春节休刊")

    def test_the_home_page_says_it_on_the_day_itself(self) -> None:
        day = NoPaperDay.objects.create(date=timezone.localdate(), reason="元旦休刊")
        self.assertContains(self.client.get("/"), "元旦休刊")
        NoPaperDay.objects.filter(pk=day.pk).update(date=timezone.localdate() + dt.timedelta(days=1))
        self.assertNotContains(self.client.get("/"), "元旦休刊")


class ExtraIssueTests(TestCase):
    @classmethod
    def setUpTestData(cls) -> None:
        cls.paper = make_issue(dt.date(2023, 12, 20), LONG_AGO)
        cls.extra = Issue.objects.create(date=cls.paper.date, extra=1, publish_at=LONG_AGO)
        Issue.objects.create(date=cls.paper.date, extra=2, publish_at=FAR_AHEAD)
        Issue.objects.create(date=dt.date(2023, 12, 21))

    def test_the_calendar_leads_to_the_paper_and_to_its_extra_issue(self) -> None:
        response = self.client.get("/issues/")
        self.assertContains(response, "/issues/2023-12-20/")
        self.assertContains(response, "/issues/2023-12-20-1/")

    def test_what_is_planned_or_waits_is_told_nowhere(self) -> None:
        response = self.client.get("/issues/")
        for address in ("/issues/2023-12-20-2/", "/issues/2023-12-21/"):
            self.assertNotContains(response, address)
            self.assertEqual(self.client.get(address).status_code, 404)

    def test_the_address_of_a_planned_day_answers_like_one_that_never_was(self) -> None:
        planned, never = (self.client.get(f"/issues/2023-12-{day}/") for day in (21, 22))
        self.assertEqual(
            planned.content.replace(b"2023-12-21", b""), never.content.replace(b"2023-12-22", b"")
        )

    def test_an_extra_issue_says_what_it_is(self) -> None:
        mark = f"</time> {self.extra.extra_label}"
        self.assertContains(self.client.get("/issues/2023-12-20-1/"), mark)
        self.assertNotContains(self.client.get("/issues/2023-12-20/"), mark)

    def test_an_extra_issue_of_a_day_without_paper_is_reached_from_there(self) -> None:
        day = dt.date(2023, 10, 1)
        NoPaperDay.objects.create(date=day, reason="国庆节休刊")
        Issue.objects.create(date=day, extra=1, publish_at=LONG_AGO)
        for address in ("/issues/", f"/issues/{day}/"):
            self.assertContains(self.client.get(address), "/issues/2023-10-01-1/")
