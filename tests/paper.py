"""A paper of some days with pictures, people and corrections, as readers would find it: for looking at.

It is made with the practice pages; signing and release are written straight into the rows.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from itertools import cycle
from urllib.parse import quote

from django.db.models import Count
from django.urls import reverse
from django.utils import timezone

from articles.models import Article, Credit, Photo
from ingest.importing import ingest_page
from issues.models import Issue, Placement
from people.models import MastheadLine, Person
from tests.landscapes import landscape
from tests.make import make_photo, make_published
from tests.mutated_pages import practice_pages
from towns.loading import load_prefecture
from towns.models import County, Town

LABELS = (("A1", "要闻"), ("A2", "综合"), ("A3", "县区新闻"))
DAYS = 4
HOUR = dt.time(6)
TAGS = ("招商引资", "乡村振兴", "主题教育", "民生实事", "春耕备播")
MASTHEAD = (
    ("about", "", "本报报道全市各乡镇街道的新闻，由记者和各乡镇街道的通讯员采写。"),
    ("staff", "值班编委", "（演示）"),
    ("contact", "新闻热线", "0530-0000000"),
    ("contact", "投稿邮箱", "tougao@example.com"),
    ("registration", "统一刊号", "（演示）"),
)


def make_paper() -> None:
    """Issues of today and the days before, each of three pages; the texts come twice."""
    load_prefecture("菏泽市")
    texts = cycle(practice_pages())
    for age in reversed(range(DAYS)):
        _issue(timezone.localdate() - dt.timedelta(days=age), texts)
    _pictures()
    for number, story in enumerate(Article.objects.published()):
        story.tags.add(TAGS[number % len(TAGS)], TAGS[number * 3 % len(TAGS)])
    for order, (part, label, text) in enumerate(MASTHEAD):
        MastheadLine.objects.create(part=part, label=label, text=text, order=order)
    _extras()


def _issue(date: dt.date, texts: Iterator[str]) -> None:
    for label, name in LABELS:
        ingest_page(next(texts), date=date, label=label, name=name)
    issue = Issue.objects.get(date=date)
    issue.publish_at = min(timezone.make_aware(dt.datetime.combine(date, HOUR)), timezone.now())
    issue.save()
    stories = Article.objects.filter(placements__page__issue=issue)
    stories.update(status=Article.Status.SIGNED_OFF, publish_at=issue.publish_at)


def _pictures() -> None:
    """Most photo news has its picture, some of it several; every seventh story has a photo."""
    photographer = Person.objects.filter(kind=Person.Kind.REPORTER).first()
    for number, photo in enumerate(Photo.objects.order_by("-pk")):
        if number % 6 != 5:
            photo.image = landscape(number)
            photo.alt_text = "田野、树木和天空"
            photo.save()
    for number, story in enumerate(Article.objects.exclude(genre=Article.Genre.PHOTO).order_by("pk")):
        if number % 7 == 0:
            photo = make_photo(story, "田间地头一派丰收景象。", image=landscape(100 + number))
            Credit.objects.create(
                photo=photo,
                role=Credit.Role.PHOTOGRAPHER,
                printed_text="王燕",
                title="记者",
                person=photographer,
            )


def _extras() -> None:
    """A correction, a story withdrawn, one with several photos, one that came out before its issue."""
    lead = _lead_of(Issue.objects.latest("date"))
    for number in range(3):
        make_photo(lead, f"图为项目建设现场（{number + 1}）。", image=landscape(200 + number))
    correction = make_published(
        "关于一处数字的更正",
        genre=Article.Genre.CORRECTION,
        corrects=lead,
        body="昨日A1版头条稿件中“二百亩”应为“二千亩”。特此更正。",
        publish_at=timezone.now(),
    )
    correction.towns.set(lead.towns.all())
    web_first = Article.objects.published().filter(genre=Article.Genre.NEWS).order_by("-pk")[:2]
    for story in web_first:
        story.placements.all().delete()
        story.web_first_at = story.publish_at = timezone.now()
        story.save()
    gone = Article.objects.published().filter(genre=Article.Genre.BRIEF).first()
    if gone:
        gone.withdrawn_at = timezone.now()
        gone.withdrawal_reason = Article.WithdrawalReason.FACTS
        gone.save()


def one_of_each() -> dict[str, str]:
    """An address of every kind of page of the paper just made, by its name."""
    issue = Issue.objects.published().latest("date")
    page = issue.pages.order_by("order")[0]
    published = Article.objects.published()
    lead = _lead_of(issue)
    photo_news = published.filter(genre=Article.Genre.PHOTO).exclude(photos__image="").newest_first()[0]
    town = Town.objects.annotate(stories=Count("articles")).order_by("-stories")[0]
    quiet = Town.objects.filter(articles=None)[0]
    person = Person.objects.annotate(works=Count("credits")).order_by("-works")[0]
    gone = Article.objects.exclude(withdrawn_at=None)[0]
    return {
        "home": reverse("home"),
        "towns": reverse("towns"),
        "town": town.get_absolute_url(),
        "town-without-stories": quiet.get_absolute_url(),
        "county": reverse("county", args=[County.objects.order_by("-jurisdictions__town__articles")[0].slug]),
        "story": lead.get_absolute_url(),
        "photo-news": photo_news.get_absolute_url(),
        "withdrawn": gone.get_absolute_url(),
        "person": person.get_absolute_url(),
        "tag": reverse("tag", args=[lead.tags.all()[0].slug]),
        "issues": reverse("issues"),
        "issue": issue.get_absolute_url(),
        "page": page.get_absolute_url(),
        "archive": reverse("archive"),
        "day": reverse("day", args=[issue.date]),
        "corrections": reverse("corrections"),
        "about": reverse("about"),
        "search": f"{reverse('search')}?q={quote('项目')}",
        "search-narrowed": f"{reverse('search')}?q={quote('项目')}&town={town.slug}&order=relevant",
        "search-form": reverse("search"),
        "search-nothing": f"{reverse('search')}?q={quote('没有这样的事')}",
        "not-found": "/nothing-here/",
    }


def _lead_of(issue: Issue) -> Article:
    """The lead story of the first page."""
    leads = Placement.objects.filter(page__issue=issue, position=Placement.Position.LEAD)
    return leads.order_by("page__order")[0].article
