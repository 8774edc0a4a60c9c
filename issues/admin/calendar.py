"""The calendar of issues on the staff site, and the page of one day on which its paper is planned."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from articles.admin.base import LockedAdmin
from coverage.models import Assignment
from issues.models import Issue, NoPaperDay, TemplateWeekday
from issues.planning import calendar, days, outlines
from issues.planning.making import Pages, make_issue
from people.accounts import user_of
from people.models import User
from policy.access import may
from policy.inputs import reason_in
from policy.table import Action


class CalendarPages(LockedAdmin[Issue]):
    def get_urls(self) -> list[URLPattern]:
        view = self.admin_site.admin_view
        return [
            path("calendar/", view(self.calendar_view), name="issues_calendar"),
            path("calendar/<str:date>/", view(self.day_view), name="issues_calendar_day"),
            *super().get_urls(),
        ]

    def calendar_view(self, request: HttpRequest) -> HttpResponse:
        """A month, or a week; this month where the address names none that could be."""
        if not self.has_view_permission(request):
            raise PermissionDenied
        month, week = request.GET.get("month"), request.GET.get("week")
        this_month = calendar.month_of(timezone.localdate())
        span = this_month
        if month is not None or week is not None:
            asked = calendar.span_asked(month=month, week=week)
            if asked is None:
                messages.warning(request, _("There is no such month or week: this is the present month."))
            span = asked or this_month
        user = user_of(request)
        context = _rights(user) | {
            "title": _("Calendar of issues"),
            "span": span,
            "shown": _name_of(span),
            "now": calendar.week_of(timezone.localdate()) if span.is_week else this_month,
            "as_month": calendar.month_of(span.first),
            "as_week": _week_in(span),
            "days": calendar.days(span.first, span.shown_until, user),
            "weekdays": [label for _day, label in TemplateWeekday.Weekday.choices],
        }
        return self._page(request, "calendar", context)

    def day_view(self, request: HttpRequest, date: str) -> HttpResponse:
        """What is planned for a day; its buttons make the issue, an extra one, or a day without paper."""
        if not self.has_view_permission(request):
            raise PermissionDenied
        day = calendar.day_in(date)
        if day is None:
            raise Http404
        if request.method == "POST":
            return self._plan(request, day)
        user = user_of(request)
        [shown] = calendar.days(day, day, user)
        context = _rights(user) | {
            "title": date_format(day, "Y-m-d l"),
            "day": shown,
            "month": calendar.month_of(day),
            "template": outlines.template_of(day),
            "last": outlines.last_with_pages(Issue(date=day)),
            "last_of_any": outlines.last_with_pages(Issue(date=day, extra=9)),
            "longest": NoPaperDay._meta.get_field("reason").max_length,
        }
        return self._page(request, "calendar_day", context)

    def _page(self, request: HttpRequest, name: str, context: dict[str, Any]) -> HttpResponse:
        context = self.admin_site.each_context(request) | {"opts": self.opts} | context
        return TemplateResponse(request, f"admin/issues/issue/{name}.html", context)

    def _plan(self, request: HttpRequest, day: dt.date) -> HttpResponse:
        """Do what the button says, or tell why not; the day is shown as it is then."""
        act = DEEDS.get(request.POST.get("do", ""))
        try:
            if act is None:
                raise ValidationError(_("Choose what to do with this day."))
            messages.success(request, act(request, day))
        except ValidationError as error:
            for problem in error.messages:
                messages.error(request, problem)
        return HttpResponseRedirect(reverse("admin:issues_calendar_day", args=[day.isoformat()]))


def _rights(user: User) -> dict[str, bool]:
    return {
        "may_make": may(user, Action.ADD, Issue),
        "may_close": may(user, Action.ADD, NoPaperDay),
        "may_open": may(user, Action.DELETE, NoPaperDay),
        "may_assign": may(user, Action.ADD, Assignment),
    }


def _name_of(span: calendar.Span) -> str:
    if not span.is_week:
        return date_format(span.first, "YEAR_MONTH_FORMAT")
    return _("Week from %(first)s to %(last)s") % {
        "first": date_format(span.first, "MONTH_DAY_FORMAT"),
        "last": date_format(span.last, "MONTH_DAY_FORMAT"),
    }


def _week_in(span: calendar.Span) -> calendar.Span:
    """The week that a month turns into: this one if it is within the month, else the first."""
    today = timezone.localdate()
    return calendar.week_of(today if span.first <= today <= span.last else span.first)


# What the buttons of a day do; each says what it did -------------------------------------------------------


def _make(request: HttpRequest, day: dt.date) -> str:
    return _made(request, day, is_extra=False)


def _make_extra(request: HttpRequest, day: dt.date) -> str:
    return _made(request, day, is_extra=True)


def _made(request: HttpRequest, day: dt.date, *, is_extra: bool) -> str:
    _demand(request, Action.ADD, Issue)
    asked = request.POST.get("pages", "")
    if asked not in list(Pages):
        raise ValidationError(_("Choose where the pages come from."))
    issue = make_issue(day, is_extra=is_extra, pages=Pages(asked), by=user_of(request))
    if issue.serial_number is None:
        return _("The issue %(issue)s is made.") % {"issue": issue}
    values = {"issue": issue, "number": issue.serial_number}
    return _("The issue %(issue)s is made: number %(number)d.") % values


def _close(request: HttpRequest, day: dt.date) -> str:
    _demand(request, Action.ADD, NoPaperDay)
    days.set_no_paper(day, reason_in(request.POST.get("reason")), by=user_of(request))
    return _("There is no paper on this day. Readers are told.")


def _open(request: HttpRequest, day: dt.date) -> str:
    _demand(request, Action.DELETE, NoPaperDay)
    days.end_no_paper(day, by=user_of(request))
    return _("The paper appears on this day after all.")


def _demand(request: HttpRequest, action: Action, model: type[Issue] | type[NoPaperDay]) -> None:
    if not may(user_of(request), action, model):
        raise PermissionDenied


DEEDS: dict[str, Callable[[HttpRequest, dt.date], str]] = {
    "make": _make,
    "extra": _make_extra,
    "close": _close,
    "open": _open,
}
