"""The issues of `release_on_time.py`, scheduled one after the other, and where each of them is looked for."""

from __future__ import annotations

import datetime as dt

import django

django.setup()

from django.core.management import call_command
from django.db import connection, connections
from django.urls import reverse

from articles.models import Article, Photo
from bench.release_watch import Surface
from issues.models import Issue, Page
from people.models import User
from policy.roles import Role
from tests import make, releasing
from towns.models import Town

STORIES = 3
BODY = "今年以来，全县小麦长势良好，农技人员走进田间地头开展指导。\n" * 12


def build(moments: list[dt.datetime]) -> list[list[Surface]]:
    """An issue of three stories, one of them with a photo, for each moment."""
    call_command("migrate", verbosity=0)
    call_command("collectstatic", interactive=False, verbosity=0)
    chief, town = make.make_user("zongbian", Role.CHIEF_EDITOR), make.make_town()
    surfaces = [_issue(number, at, town, chief) for number, at in enumerate(moments)]
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE")
    connections.close_all()
    return surfaces


def _issue(number: int, at: dt.datetime, town: Town, chief: User) -> list[Surface]:
    issue = make.make_issue(dt.date(2026, 1, 1) + dt.timedelta(days=number))
    page = make.make_page(issue)
    stories = [_story(f"第{number:04}期{name}", town, page) for name in "甲乙丙"[:STORIES]]
    photo = make.make_photo(stories[0], image=make.make_picture(1200, 800))
    releasing.schedule(issue, at=at, by=chief)
    return _surfaces(issue, page, stories, photo, town)


def _story(headline: str, town: Town, page: Page) -> Article:
    story = make.make_article(headline, body=BODY, status=Article.Status.SIGNED_OFF, towns=(town,))
    make.make_placement(story, page)
    return story


def _surfaces(issue: Issue, page: Page, stories: list[Article], photo: Photo, town: Town) -> list[Surface]:
    headlines = tuple(story.headline for story in stories)
    addresses = tuple(story.get_absolute_url() for story in stories)
    on_its_day = (issue.get_absolute_url(),)
    sitemap = "/sitemap-{}.xml".format
    return [
        Surface("home", "/", headlines + on_its_day),
        Surface("issues of the year", f"/issues/?year={issue.date.year}", on_its_day),
        Surface("issue", issue.get_absolute_url(), headlines),
        Surface("page of the paper", page.get_absolute_url(), headlines),
        Surface("story with JSON-LD", addresses[0], (headlines[0], "NewsArticle", '"datePublished"')),
        Surface("photo", reverse("photo", kwargs={"key": photo.key, "width": 480})),
        Surface("town", town.get_absolute_url(), headlines),
        Surface("feed", reverse("feed"), headlines),
        Surface("feed of the town", reverse("town-feed", kwargs={"slug": town.slug}), headlines),
        Surface("sitemap of stories", sitemap("stories"), tuple(f"{each}<" for each in addresses)),
        Surface("sitemap of issues", sitemap("issues"), tuple(f"{each}<" for each in on_its_day)),
    ]
