"""Small worlds for tests: plain functions that make rows with as little as the test needs to say."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.contrib.auth import get_user_model
from django.contrib.auth.models import AbstractUser, Group
from django.utils import timezone

from articles.models import Article
from issues.models import Issue, Page, Placement
from newsroom.policy import Role
from people.models import Person
from towns.models import County, Jurisdiction, Town

LONG_AGO = timezone.make_aware(dt.datetime(2023, 12, 20, 6))
FAR_AHEAD = timezone.make_aware(dt.datetime(2099, 1, 1, 6))


def make_user(username: str, role: Role | None = None, **fields: Any) -> AbstractUser:
    """A member of staff with the password `username`."""
    user: AbstractUser = get_user_model().objects.create_user(
        username, password=username, is_staff=True, **fields
    )
    if role is not None:
        user.groups.set(Group.objects.filter(name=role.value))
    return user


def make_county(name: str = "巨野县", slug: str = "juye") -> County:
    county, _created = County.objects.get_or_create(name=name, defaults={"slug": slug})
    return county


def make_town(name: str = "田庄镇", slug: str = "tianzhuang", county: County | None = None) -> Town:
    town = Town.objects.create(name=name, slug=slug, kind=Town.Kind.TOWN)
    Jurisdiction.objects.create(town=town, county=county or make_county())
    return town


def make_person(name: str = "王燕", kind: str = Person.Kind.REPORTER, **fields: Any) -> Person:
    return Person.objects.create(name=name, kind=kind, **fields)


def make_article(headline: str = "麦田返青", *, towns: tuple[Town, ...] = (), **fields: Any) -> Article:
    """A draft, unless the fields say otherwise."""
    article = Article.objects.create(headline=headline, **fields)
    article.towns.set(towns)
    return article


def make_published(headline: str = "麦田返青", **fields: Any) -> Article:
    """A story that readers see: signed off, its time long past."""
    return make_article(headline, **({"status": Article.Status.SIGNED_OFF, "publish_at": LONG_AGO} | fields))


def make_issue(date: dt.date = dt.date(2023, 12, 20), publish_at: dt.datetime | None = None) -> Issue:
    return Issue.objects.create(date=date, publish_at=publish_at)


def make_page(issue: Issue, label: str = "A3", order: int = 3, name: str = "鲁西新区·巨野") -> Page:
    return Page.objects.create(issue=issue, label=label, order=order, name=name)


def make_placement(article: Article, page: Page, **fields: Any) -> Placement:
    return Placement.objects.create(article=article, page=page, **fields)
