"""The calendar of issues on the staff site: what stands on each day, and what it lacks, in words."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.urls import reverse
from django.utils import timezone

from articles.models import Article
from coverage.models import Assignment
from issues.models import Issue, NoPaperDay, Page, Placement
from issues.planning import calendar
from people.models import Desk
from tests.cast import CastTests
from tests.make import (
    FAR_AHEAD,
    LONG_AGO,
    clear,
    make_article,
    make_issue,
    make_page,
    make_photo,
    make_placement,
)
from tests.test_planning import make_template

CALENDAR = reverse("admin:issues_calendar")
NOVEMBER = {"month": "2026-11"}


def in_days(number: int) -> dt.date:
    return timezone.localdate() + dt.timedelta(days=number)


class CalendarTests(CastTests):
    def setUp(self) -> None:
        self.client.force_login(self.head)

    def shown(self, date: dt.date) -> calendar.Day:
        [day] = calendar.days(date, date, self.head)
        return day

    def lacks(self, issue: Issue) -> list[str]:
        return [str(lack) for planned in self.shown(issue.date).issues for lack in planned.lacks]


class SpanTests(CalendarTests):
    def test_a_month_runs_from_its_first_day_to_the_end_of_its_last_week(self) -> None:
        days = self.client.get(CALENDAR, {"month": "2028-02"}).context["days"]
        self.assertEqual(
            (days[0].date, days[-1].date, len(days)), (dt.date(2028, 2, 1), dt.date(2028, 3, 5), 34)
        )
        self.assertEqual(days[0].column, 2)

    def test_a_week_runs_from_monday_whatever_day_is_named(self) -> None:
        days = self.client.get(CALENDAR, {"week": "2026-11-25"}).context["days"]
        self.assertEqual([day.date.day for day in days], list(range(23, 30)))

    def test_this_month_is_shown_first(self) -> None:
        days = self.client.get(CALENDAR).context["days"]
        self.assertEqual(days[0].date, timezone.localdate().replace(day=1))
        self.assertEqual([day.date for day in days if day.is_today], [timezone.localdate()])

    def test_one_turns_to_the_month_or_week_before_and_after(self) -> None:
        span = self.client.get(CALENDAR, {"month": "2026-12"}).context["span"]
        self.assertEqual((span.before.query, span.after.query), ("month=2026-11", "month=2027-01"))
        span = self.client.get(CALENDAR, {"week": "2026-12-30"}).context["span"]
        self.assertEqual((span.before.query, span.after.query), ("week=2026-12-21", "week=2027-01-04"))

    def test_the_calendar_ends_where_papers_do(self) -> None:
        for query in ({"month": "1815-01"}, {"week": "1815-01-01"}):
            self.assertIsNone(self.client.get(CALENDAR, query).context["span"].before)
        for query in ({"month": "2199-12"}, {"week": "2199-12-31"}):
            self.assertIsNone(self.client.get(CALENDAR, query).context["span"].after)

    def test_months_that_are_none_show_the_present_one_and_say_so(self) -> None:
        forged = ("2026-13", "2026-00", "99999-01", "0000-01", "1700-01", "２０２６-11", "", "x", "2026-11-")
        for query in ({"month": each} for each in forged):
            with self.subTest(query=query):
                self.assertContains(self.client.get(CALENDAR, query), 'class="warning"')
        for week in ("2026-02-30", "99999-01-01", "", "2026-W48", "\0"):
            with self.subTest(week=week):
                self.assertContains(self.client.get(CALENDAR, {"week": week}), 'class="warning"')

    def test_who_sees_no_issues_sees_no_calendar(self) -> None:
        for user in (self.reporter, self.other):
            self.client.force_login(user)
            self.assertEqual(self.client.get(CALENDAR).status_code, 403)

    def test_the_desk_and_the_list_lead_to_it(self) -> None:
        for address in (reverse("admin:index"), reverse("admin:issues_issue_changelist")):
            self.assertContains(self.client.get(address), f'href="{CALENDAR}"')


class DayTests(CalendarTests):
    def test_a_day_that_its_template_awaits_is_marked_and_made_with_one_button(self) -> None:
        make_template(weekdays=tuple(range(7)))
        self.assertEqual(self.shown(in_days(1)).awaited, "日常四版")
        address = reverse("admin:issues_calendar_day", args=[in_days(1).isoformat()])
        self.client.post(address, {"do": "make", "pages": "template"})
        self.assertEqual(self.shown(in_days(1)).awaited, "")
        self.assertEqual(self.shown(in_days(1)).issues[0].pages, 4)

    def test_days_that_are_past_or_without_paper_await_nothing(self) -> None:
        make_template(weekdays=tuple(range(7)))
        NoPaperDay.objects.create(date=in_days(2), reason="国庆节休刊")
        self.assertEqual([self.shown(in_days(number)).awaited for number in (-1, 2)], ["", ""])
        self.assertContains(self.client.get(CALENDAR, {"week": in_days(2).isoformat()}), "国庆节休刊")

    def test_an_extra_issue_alone_is_not_the_paper_of_the_day(self) -> None:
        make_template(weekdays=tuple(range(7)))
        Issue.objects.create(date=in_days(3), extra=1)
        day = self.shown(in_days(3))
        self.assertEqual((day.awaited, day.has_paper, len(day.issues)), ("日常四版", False, 1))

    def test_an_issue_without_pages_says_so(self) -> None:
        issue = make_issue(in_days(5))
        self.assertEqual(len(self.lacks(issue)), 1)

    def test_what_an_issue_lacks_is_counted(self) -> None:
        issue = make_issue(in_days(1))
        first, second = make_page(issue, "A1", 1), make_page(issue, "A2", 2)
        make_page(issue, "A3", 3)
        Page.objects.filter(pk__in=[first.pk, second.pk]).update(planned_length=1000)
        make_placement(make_article("甲", body="字" * 400, status="signed_off"), first)
        make_placement(make_article("乙", body="字" * 990), second)
        lacks = self.lacks(issue)
        self.assertEqual(len(lacks), 6)
        for lack, number in zip(lacks, ("1", "600", "1", "2"), strict=False):
            self.assertIn(number, lack)

    def test_a_story_on_two_pages_counts_once_and_fills_what_is_planned(self) -> None:
        issue = make_issue(in_days(5))
        first, second = make_page(issue, "A1", 1), make_page(issue, "A2", 2)
        Page.objects.update(planned_length=500)
        story = make_article("甲", body="字" * 800, status="signed_off")
        begin = make_placement(story, first, planned_length=500)
        make_placement(story, second, planned_length=300, continues=begin)
        self.assertEqual(self.shown(issue.date).issues[0].stories, 1)
        [lack] = self.lacks(issue)
        self.assertIn("200", lack)

    def test_a_whole_issue_with_its_time_lacks_nothing(self) -> None:
        issue = make_issue(in_days(1), FAR_AHEAD)
        make_placement(make_article("甲", status="signed_off"), make_page(issue))
        self.assertEqual(len(self.lacks(issue)), 2)
        clear(issue)
        self.assertEqual(self.lacks(issue), [])

    def test_the_near_press_for_proofs_a_reading_and_a_time_and_the_archive_does_not(self) -> None:
        for number, expected in ((2, 0), (1, 3), (0, 3), (-1, 3)):
            issue = make_issue(in_days(number))
            make_placement(make_article(f"稿{number}", status="signed_off"), make_page(issue))
            self.assertEqual(len(self.lacks(issue)), expected, number)
        Issue.objects.filter(date=in_days(-1)).update(is_archive=True)
        self.assertEqual(self.lacks(Issue.objects.get(date=in_days(-1))), [])

    def test_of_what_is_out_only_stories_are_told_that_readers_miss(self) -> None:
        issue = make_issue(in_days(-1), LONG_AGO)
        page = make_page(issue)
        make_page(issue, "A4")
        make_placement(make_article("甲", status=Article.Status.SUBMITTED), page)
        self.assertEqual(len(self.lacks(issue)), 1)


class AssignmentsTests(CalendarTests):
    def make(self, event: str, **fields: Any) -> Assignment:
        return Assignment.objects.create(event=event, date=dt.date(2026, 11, 25), **fields)

    def test_assignments_stand_on_their_day_with_state_and_due_time(self) -> None:
        due = dt.datetime(2026, 11, 25, 12, 30, tzinfo=dt.UTC)
        self.make("麦田统防统治", reporter=self.person, state="assigned", due_at=due)
        response = self.client.get(CALENDAR, NOVEMBER)
        for text in ("麦田统防统治", "王燕", "11-25 20:30"):
            self.assertContains(response, text)

    def test_what_a_person_may_not_see_is_not_there(self) -> None:
        self.make("内部选题", desk=Desk.objects.create(name="他部"))
        hidden = calendar.days(dt.date(2026, 11, 25), dt.date(2026, 11, 25), self.other)
        self.assertEqual(hidden[0].assignments, [])
        self.assertContains(self.client.get(CALENDAR, NOVEMBER), "内部选题")


class CostTests(CalendarTests):
    def fill(self, count: int) -> None:
        """Issues on so many days of a month, full of stories, photos and assignments."""
        make_template(weekdays=tuple(range(7)))
        for number in range(1, count + 1):
            date = dt.date(2099, 11, number)
            issue = make_issue(date, LONG_AGO if number % 3 == 0 else None)
            page = make_page(issue)
            story = make_article(f"稿{number}", genre=Article.Genre.PHOTO)
            make_photo(story)
            make_placement(story, page)
            Assignment.objects.create(event=f"选题{number}", date=date, reporter=self.person)
            Issue.objects.create(date=date, extra=1)
        NoPaperDay.objects.create(date=dt.date(2099, 11, 30), reason="休刊")

    def cost(self, count: int) -> int:
        self.fill(count)
        with self.assertNumQueries(8):
            days = calendar.days(dt.date(2099, 11, 1), dt.date(2099, 11, 30), self.head)
        return sum(len(day.issues) for day in days)

    def test_a_month_of_three_issues(self) -> None:
        self.assertEqual(self.cost(3), 6)

    def test_a_month_of_twenty_nine(self) -> None:
        self.assertEqual(self.cost(29), 58)
        self.assertEqual(Placement.objects.count(), 29)
