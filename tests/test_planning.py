"""Planning an issue: its pages by the weekday's template or as last time, templates, days without paper."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils import timezone

from audit.trail import entries_of
from ingest.importing import NotIngested, ingest_page
from issues.models import Issue, IssueTemplate, NoPaperDay, Page, TemplateWeekday
from issues.planning import days, outlines
from issues.planning.making import Pages, make_issue
from tests.cast import CastTests
from tests.make import FAR_AHEAD, make_article, make_page, make_placement
from tests.make import make_issue as bare_issue

WEDNESDAY = dt.date(2026, 12, 2)
THURSDAY = dt.date(2026, 12, 3)


def make_template(*, weekdays: tuple[int, ...] = (2, 3), **fields: Any) -> IssueTemplate:
    """The four pages of an ordinary day."""
    template = IssueTemplate.objects.create(name="日常四版")
    for order, page in enumerate(("要闻", "综合", "鲁西新区·巨野", "副刊"), start=1):
        template.pages.create(label=f"A{order}", order=order, name=page, planned_length=4500, **fields)
    for weekday in weekdays:
        template.weekdays.create(weekday=weekday)
    return template


def labels(issue: Issue) -> list[str]:
    return [f"{page.label}{'+' if page.is_extra else ''}" for page in issue.pages.order_by("order")]


class PlanTests(CastTests):
    def setUp(self) -> None:
        self.client.force_login(self.head)

    def day(self, date: dt.date = WEDNESDAY, **data: Any) -> Any:
        address = reverse("admin:issues_calendar_day", args=[date.isoformat()])
        return self.client.post(address, data, follow=True) if data else self.client.get(address)


class OutlineTests(PlanTests):
    def outline(self, issue: Issue, **data: Any) -> Any:
        address = reverse("admin:issues_issue_outline", args=[issue.pk])
        return self.client.post(address, data, follow=True)

    def test_the_pages_of_the_weekday_are_laid_out_with_all_that_is_known_of_them(self) -> None:
        make_template(editor=self.editor, line_length=15, headline_length=14)
        issue = bare_issue(WEDNESDAY)
        self.outline(issue, do="template")
        page = issue.pages.get(label="A3")
        self.assertEqual(labels(issue), ["A1", "A2", "A3", "A4"])
        self.assertEqual((page.name, page.editor, page.planned_length), ("鲁西新区·巨野", self.editor, 4500))
        self.assertEqual((page.line_length, page.headline_length), (15, 14))

    def test_the_trail_says_which_pages_came_from_where(self) -> None:
        make_template()
        issue = bare_issue(WEDNESDAY)
        self.outline(issue, do="template")
        entry = entries_of(issue).get(action="lay_pages")
        self.assertEqual(entry.after_values["taken_from"], "日常四版")
        self.assertEqual(entry.after_values["pages"][0], "A1 要闻")

    def test_the_pages_of_the_last_issue_are_taken_over_without_its_extra_pages(self) -> None:
        make_template()
        last = make_issue(WEDNESDAY, pages=Pages.TEMPLATE, by=self.head)
        Page.objects.create(issue=last, label="B1", name="专刊", is_extra=True)
        issue = bare_issue(THURSDAY)
        self.outline(issue, do="last")
        self.assertEqual(labels(issue), ["A1", "A2", "A3", "A4"])

    def test_extra_pages_come_along_where_they_are_asked_for_and_are_marked(self) -> None:
        make_template()
        last = make_issue(WEDNESDAY, pages=Pages.TEMPLATE, by=self.head)
        Page.objects.create(issue=last, label="B1", name="专刊", is_extra=True)
        issue = bare_issue(THURSDAY)
        self.outline(issue, do="last", with_extra="on")
        self.assertEqual(labels(issue), ["A1", "A2", "A3", "A4", "B1+"])

    def test_what_is_beyond_the_template_of_the_new_day_is_an_extra_page(self) -> None:
        last = bare_issue(WEDNESDAY)
        for label in ("A1", "B1"):
            Page.objects.create(issue=last, label=label)
        IssueTemplate.objects.create(name="周四").weekdays.create(weekday=3)
        IssueTemplate.objects.get().pages.create(label="A1", order=1)
        issue = bare_issue(THURSDAY)
        outlines.lay_last(issue, by=self.head)
        self.assertEqual(labels(issue), ["A1", "B1+"])

    def test_an_ordinary_issue_takes_nothing_over_from_an_extra_one(self) -> None:
        make_page(bare_issue(WEDNESDAY), "A1")
        make_page(Issue.objects.create(date=WEDNESDAY, extra=1), "T1")
        source = outlines.last_with_pages(Issue(date=THURSDAY))
        assert source
        self.assertEqual(source.extra, 0)

    def test_an_issue_with_stories_or_a_time_is_refused(self) -> None:
        make_template()
        begun, waiting = bare_issue(WEDNESDAY), bare_issue(THURSDAY, FAR_AHEAD)
        make_placement(make_article(), make_page(begun, "A9"))
        for issue in (begun, waiting):
            with self.subTest(issue=issue):
                self.assertContains(self.outline(issue, do="template"), 'class="error"')
        self.assertEqual(Page.objects.count(), 1)

    def test_pages_that_are_there_stay_and_are_not_doubled(self) -> None:
        make_template()
        issue = bare_issue(WEDNESDAY)
        make_page(issue, "A1", 1, name="自定")
        self.outline(issue, do="template")
        self.outline(issue, do="template")
        self.assertEqual(labels(issue), ["A1", "A2", "A3", "A4"])
        self.assertEqual(issue.pages.get(label="A1").name, "自定")

    def test_without_a_template_or_an_issue_before_it_is_said(self) -> None:
        issue = bare_issue(WEDNESDAY)
        for do in ("template", "last", "nonsense", ""):
            with self.subTest(do=do):
                self.assertContains(self.outline(issue, do=do), 'class="error"')

    def test_the_issue_offers_its_pages_while_it_has_none(self) -> None:
        make_template()
        issue = bare_issue(WEDNESDAY)
        address = reverse("admin:issues_issue_change", args=[issue.pk])
        self.assertContains(self.client.get(address), 'value="template"')
        self.outline(issue, do="template")
        self.assertNotContains(self.client.get(address), 'value="template"')

    def test_the_issue_says_where_it_differs_from_its_weekday(self) -> None:
        make_template()
        issue = make_issue(WEDNESDAY, pages=Pages.TEMPLATE, by=self.head)
        address = reverse("admin:issues_issue_change", args=[issue.pk])
        self.assertFalse(self.client.get(address).context["unusual"])
        issue.pages.filter(label="A4").delete()
        Page.objects.create(issue=issue, label="B1")
        Page.objects.create(issue=issue, label="B2", is_extra=True)
        found = self.client.get(address).context["unusual"]
        self.assertEqual((found.missing, found.beyond), (["A4 副刊"], ["B1"]))


class MakingTests(PlanTests):
    def test_the_issue_of_a_day_is_made_by_its_template(self) -> None:
        make_template()
        self.day(do="make", pages="template")
        self.assertEqual(labels(Issue.objects.get(date=WEDNESDAY)), ["A1", "A2", "A3", "A4"])

    def test_or_like_the_last_one_or_empty(self) -> None:
        make_page(bare_issue(WEDNESDAY - dt.timedelta(days=1)), "A1")
        self.day(do="make", pages="last")
        self.day(THURSDAY, do="make", pages="none")
        self.assertEqual(labels(Issue.objects.get(date=WEDNESDAY)), ["A1"])
        self.assertEqual(labels(Issue.objects.get(date=THURSDAY)), [])

    def test_a_second_issue_of_a_day_is_refused(self) -> None:
        self.day(do="make", pages="none")
        self.assertContains(self.day(do="make", pages="none"), 'class="error"')
        self.assertEqual(Issue.objects.count(), 1)

    def test_nothing_is_made_where_its_pages_cannot_be_laid_out(self) -> None:
        for pages in ("template", "last", "nonsense", ""):
            with self.subTest(pages=pages):
                self.assertContains(self.day(do="make", pages=pages), 'class="error"')
        self.assertFalse(Issue.objects.exists())

    def test_extra_issues_are_counted_and_end_at_nine(self) -> None:
        for _number in range(10):
            self.day(do="extra", pages="none")
        extras = Issue.objects.order_by("extra").values_list("extra", flat=True)
        self.assertEqual(list(extras), list(range(1, 10)))

    def test_forged_days_and_deeds_are_refused_without_a_crash(self) -> None:
        for date in ("2026-13-01", "2026-02-30", "99999-01-01", "1700-01-01", "２０２６-12-01", "x"):
            address = reverse("admin:issues_calendar_day", args=[date])
            with self.subTest(date=date):
                self.assertEqual(self.client.get(address).status_code, 404)
                self.assertEqual(self.client.post(address, {"do": "make"}).status_code, 404)
        self.assertContains(self.day(do="drop tables"), 'class="error"')

    def test_the_form_refuses_an_archive_of_days_to_come(self) -> None:
        self.client.force_login(self.chief)
        data = {"extra": 0, "is_archive": "on", "pages-TOTAL_FORMS": 0, "pages-INITIAL_FORMS": 0}
        address = reverse("admin:issues_issue_add")
        for date, count in ((timezone.localdate(), 0), (timezone.localdate() - dt.timedelta(days=1), 1)):
            self.client.post(address, data | {"date": date})
            self.assertEqual(Issue.objects.count(), count)

    def test_only_who_releases_marks_an_issue_as_the_archives(self) -> None:
        issue = bare_issue(dt.date(2026, 1, 1))
        data = {"date": issue.date, "is_archive": "on", "pages-TOTAL_FORMS": 0, "pages-INITIAL_FORMS": 0}
        address = reverse("admin:issues_issue_change", args=[issue.pk])
        for user, expected in ((self.editor, False), (self.chief, True)):
            self.client.force_login(user)
            self.client.post(address, data)
            issue.refresh_from_db()
            self.assertEqual(issue.is_archive, expected)

    def test_an_issue_from_the_archive_is_not_moved_to_come(self) -> None:
        issue = bare_issue(dt.date(2020, 1, 1))
        data = {"date": dt.date(2099, 12, 2), "extra": 0, "pages-TOTAL_FORMS": 0, "pages-INITIAL_FORMS": 0}
        for user in (self.editor, self.chief):
            self.client.force_login(user)
            answer = self.client.post(
                reverse("admin:issues_issue_change", args=[issue.pk]), data | {"is_archive": "on"}
            )
            self.assertEqual(answer.status_code, 200)
            issue.refresh_from_db()
            self.assertEqual(issue.date, dt.date(2020, 1, 1))


class NoPaperTests(PlanTests):
    def test_a_day_without_paper_is_set_with_its_reason_and_ended(self) -> None:
        self.day(do="close", reason="国庆节休刊")
        self.assertEqual(NoPaperDay.objects.get().reason, "国庆节休刊")
        key = NoPaperDay.objects.get()
        self.day(do="open")
        self.assertFalse(NoPaperDay.objects.exists())
        self.assertEqual([entry.action for entry in entries_of(key)], ["end_no_paper", "add"])

    def test_it_needs_a_reason_and_is_set_once(self) -> None:
        self.assertContains(self.day(do="close", reason=" "), 'class="error"')
        self.assertContains(self.day(do="close", reason="长" * 81), 'class="error"')
        self.day(do="close", reason="休刊")
        self.assertContains(self.day(do="close", reason="再休"), 'class="error"')
        self.assertEqual(NoPaperDay.objects.get().reason, "休刊")

    def test_it_is_refused_while_an_issue_is_there(self) -> None:
        bare_issue(WEDNESDAY)
        self.assertContains(self.day(do="close", reason="休刊"), 'class="error"')
        self.assertFalse(NoPaperDay.objects.exists())

    def test_an_extra_issue_may_appear_on_it(self) -> None:
        self.day(do="extra", pages="none")
        self.day(do="close", reason="休刊")
        self.day(do="extra", pages="none")
        self.assertEqual((Issue.objects.count(), NoPaperDay.objects.count()), (2, 1))

    def test_no_door_makes_an_issue_of_it(self) -> None:
        days.set_no_paper(WEDNESDAY, "休刊", by=self.head)
        self.assertContains(self.day(do="make", pages="none"), 'class="error"')
        data = {"date": WEDNESDAY, "extra": 0, "pages-TOTAL_FORMS": 0, "pages-INITIAL_FORMS": 0}
        self.assertContains(self.client.post(reverse("admin:issues_issue_add"), data), "errorlist")
        with self.assertRaises(NotIngested):
            ingest_page("新闻标题\n本报讯 正文一段。\n", date=WEDNESDAY, label="A1")
        self.assertFalse(Issue.objects.exists())

    def test_an_issue_is_not_moved_to_it(self) -> None:
        days.set_no_paper(WEDNESDAY, "休刊", by=self.head)
        issue = bare_issue(THURSDAY)
        data = {"date": WEDNESDAY, "extra": 0, "pages-TOTAL_FORMS": 0, "pages-INITIAL_FORMS": 0}
        self.client.post(reverse("admin:issues_issue_change", args=[issue.pk]), data)
        issue.refresh_from_db()
        self.assertEqual(issue.date, THURSDAY)

    def test_a_desk_editor_makes_issues_and_closes_no_day(self) -> None:
        self.client.force_login(self.editor)
        self.assertEqual(self.day(do="close", reason="休刊").status_code, 403)
        self.assertNotContains(self.day(), 'value="close"')
        self.day(do="make", pages="none")
        self.assertTrue(Issue.objects.exists())


class TemplateTests(PlanTests):
    def post(self, template: IssueTemplate | None = None, **data: Any) -> Any:
        place = [template.pk] if template else []
        address = reverse(f"admin:issues_issuetemplate_{'change' if template else 'add'}", args=place)
        rows = {
            "pages-TOTAL_FORMS": 1,
            "pages-INITIAL_FORMS": 0,
            "pages-0-label": "A1",
            "pages-0-name": "要闻",
        }
        if template:
            rows["pages-TOTAL_FORMS"] = 0
        return self.client.post(address, {"name": "周末版", "pages-0-line_length": 13, **rows, **data})

    def weekdays(self) -> dict[str, list[int]]:
        return {
            template.name: list(template.weekdays.values_list("weekday", flat=True))
            for template in IssueTemplate.objects.all()
        }

    def test_a_template_has_pages_and_weekdays(self) -> None:
        self.post(weekdays=[5, 6])
        self.assertEqual(self.weekdays(), {"周末版": [5, 6]})
        self.assertEqual(IssueTemplate.objects.get().pages.get().order, 1)

    def test_its_weekdays_are_changed_and_the_trail_says_so(self) -> None:
        self.post(weekdays=[5, 6])
        template = IssueTemplate.objects.get()
        self.post(template, weekdays=[4, 5])
        self.assertEqual(self.weekdays(), {"周末版": [4, 5]})
        entry = entries_of(template).filter(action="change").get()
        self.assertIn("weekdays", entry.after_values)

    def test_a_weekday_belongs_to_one_template_and_the_other_is_named(self) -> None:
        make_template()
        response = self.post(weekdays=[3, 5])
        self.assertContains(response, "日常四版")
        self.assertFalse(IssueTemplate.objects.filter(name="周末版").exists())

    def test_its_own_weekdays_are_no_others(self) -> None:
        template = make_template()
        self.post(template, name="日常四版", weekdays=[2, 3])
        self.assertEqual(self.weekdays(), {"日常四版": [2, 3]})

    def test_labels_that_change_places_are_refused_and_not_half_saved(self) -> None:
        template = make_template(weekdays=())
        one, two = template.pages.all()[:2]
        rows: dict[str, Any] = {"pages-TOTAL_FORMS": 2, "pages-INITIAL_FORMS": 2}
        for number, (page, label) in enumerate(((one, "A2"), (two, "A1"))):
            row = {"id": page.pk, "template": template.pk, "label": label, "order": page.order}
            rows |= {f"pages-{number}-{name}": value for name, value in row.items()}
            rows[f"pages-{number}-line_length"] = 13
        self.assertEqual(self.post(template, **rows).status_code, 200)
        one.refresh_from_db()
        self.assertEqual(one.label, "A1")

    def test_who_may_only_look_sees_the_weekdays(self) -> None:
        template = make_template()
        self.client.force_login(self.editor)
        address = reverse("admin:issues_issuetemplate_change", args=[template.pk])
        self.assertContains(self.client.get(address), str(TemplateWeekday.Weekday.THURSDAY.label))

    def test_two_templates_cannot_hold_one_weekday(self) -> None:
        make_template()
        with self.assertRaises(ValidationError):
            TemplateWeekday(template=IssueTemplate.objects.create(name="他"), weekday=3).full_clean()
