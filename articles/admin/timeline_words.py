"""What the timeline of a story says, in the words of a desk."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.utils.formats import date_format, time_format
from django.utils.timezone import localdate, localtime
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from articles.admin.step_words import DONE
from articles.models import Article, Credit, Photo, Revision
from audit.words import ACTIONS
from policy.table import Action

How = Revision.How

# Doors that go without saying, since what happened there says it.
UNSAID = {How.BEGIN, How.FORM, How.STEP, How.PLACE, How.RELEASE}


def label_of(field: str) -> str:
    """The name of a part of a snapshot."""
    words = {
        "credits": Credit._meta.verbose_name_plural,
        "photos": Photo._meta.verbose_name_plural,
        "captions": Photo._meta.get_field("caption").verbose_name,
    }
    column: Any = Article._meta.get_field(field.removesuffix("_id")) if field not in words else None
    return str(words.get(field) or column.verbose_name)


def changed(parts: list[str]) -> str:
    return _("changed %(parts)s") % {"parts": "、".join(parts)} if parts else ""


def characters(field: str, *, added: int, removed: int) -> str:
    """正文（+126字 −30字）"""
    counts = [_("+%d characters") % added if added else "", _("−%d characters") % removed if removed else ""]
    told = " ".join(filter(None, counts))
    return _("%(part)s (%(counts)s)") % {"part": label_of(field), "counts": told} if told else label_of(field)


def rows_of(part: str, *, added: int, removed: int) -> str:
    """图片（+2 −1）"""
    told = " ".join(filter(None, [f"+{added}" if added else "", f"−{removed}" if removed else ""]))
    return _("%(part)s (%(counts)s)") % {"part": label_of(part), "counts": told} if told else label_of(part)


def first_version(length: int) -> str:
    return _("story begun, %(length)d characters") % {"length": length}


def step(action: str, *, stage: str, reason: str | None) -> str:
    """一审签字；撤稿（事实有误）"""
    if action == Action.APPROVE and stage:
        return _("signed %(stage)s") % {"stage": stage}
    said = str(DONE[Action(action)])
    if action == Action.WITHDRAW and reason in Article.WithdrawalReason.values:
        label = Article.WithdrawalReason(reason).label
        return _("%(step)s (%(reason)s)") % {"step": said, "reason": label}
    return said


def other(action: str) -> str:
    return str(ACTIONS.get(action) or _("recorded as “%(action)s”") % {"action": action})


def door(how: str) -> str:
    """How the story was changed, where that says more than the change itself."""
    return "" if how in UNSAID or how not in How.values else str(How(how).label)


def why(note: str) -> str:
    return _("why: %(note)s") % {"note": note} if note else ""


def placed(date: str, page: str) -> str:
    return _("put on page %(page)s of %(day)s") % {"page": page, "day": _day(date)}


def taken_off(date: str, page: str) -> str:
    return _("taken off page %(page)s of %(day)s") % {"page": page, "day": _day(date)}


def moved(date: str, page: str) -> str:
    return _("moved on page %(page)s of %(day)s") % {"page": page, "day": _day(date)}


def scheduled(at: dt.datetime | None) -> str:
    """定于11月26日06:00见报"""
    if at is None:
        return _("its time of publication taken back")
    local = localtime(at)
    said = {"day": day(local.date()), "time": time_format(local.time(), "H:i")}
    return _("to be published on %(day)s at %(time)s") % said


def web_first(at: dt.datetime | None) -> str:
    """定于11月25日18:00网络首发"""
    if at is None:
        return _("web first taken back")
    local = localtime(at)
    return _("web first on %(day)s at %(time)s") % {
        "day": day(local.date()),
        "time": time_format(local.time(), "H:i"),
    }


def printed(pages: list[tuple[dt.date, str]]) -> str:
    """刊于 11月26日 A3版；没有上版的，是已经发布"""
    if not pages:
        return _("out for the readers")
    told = "、".join(_("%(day)s page %(page)s") % {"day": day(date), "page": page} for date, page in pages)
    return _("printed on %(pages)s") % {"pages": told}


def day(date: dt.date) -> str:
    """11月25日; with its year where that is not this one."""
    is_this_year = date.year == localdate().year
    return date_format(date, pgettext("a day of this year", "N j") if is_this_year else "DATE_FORMAT")


def moment(at: dt.datetime) -> str:
    """11月25日 14:20"""
    local = localtime(at)
    return f"{day(local.date())} {time_format(local.time(), 'H:i')}"


def _day(date: str) -> str:
    return day(dt.date.fromisoformat(date))
