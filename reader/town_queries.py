"""What the pages of towns ask the database beside the stories. Every answer begins at `published()`."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Sequence
from typing import Any

from django.db.models import Count, F, Q, QuerySet
from django.db.models.functions import Coalesce, ExtractYear

from articles.models import Article, ArticleQuerySet, Credit, Photo
from people.models import Person
from reader.queries import InTown, in_towns, is_published, printed_on
from towns.models import Jurisdiction, Town

PEOPLE = 8
PHOTOS = 6


def of_year(stories: ArticleQuerySet, year: int) -> ArticleQuerySet:
    """Those of the year that stands under them: of print if they were printed."""
    return stories.annotate(year=ExtractYear(printed_on())).filter(year=year)


def years_of(town: Town) -> dict[int, int]:
    """The years of the town's published stories, the newest first, and how many each has."""
    stories = Article.objects.published().for_town(town).annotate(year=ExtractYear(printed_on()))
    return dict(stories.values_list("year").annotate(Count("pk")).order_by("-year"))


def people_of(town: Town) -> list[tuple[Person, int]]:
    """Who is credited most often in the town's published stories or on their photos, and in how many."""
    stories = Article.objects.published().for_town(town).values("pk")
    photos = Photo.objects.filter(article__in=stories).values("pk")
    credits = Credit.objects.filter(Q(article__in=stories) | Q(photo__in=photos), person__isnull=False)
    by_person = credits.annotate(story=Coalesce("article", "photo__article")).values_list("person")
    counted = by_person.annotate(stories=Count("story", distinct=True)).order_by("-stories", "person")
    counts = dict(counted[:PEOPLE])
    people = Person.objects.in_bulk(counts)
    return [(people[key], stories) for key, stories in counts.items()]


def photos_of(town: Town) -> QuerySet[Photo]:
    """The newest pictures of the town's published stories, without those that show other towns."""
    stories = Article.objects.published().for_town(town).values("pk")
    shown = Photo.objects.filter(Q(towns=None) | Q(towns=town), article__in=stories).exclude(image="")
    newest = F("article__publish_at").desc(nulls_last=True)
    return shown.select_related("article").order_by(newest, "-article", "order", "pk")[:PHOTOS]


def governments_of(town: Town) -> Sequence[Jurisdiction]:
    """The counties that the town belongs and has belonged to, the latest first."""
    return list(town.jurisdictions.select_related("county"))


def story_counts_by_county() -> dict[int, int]:
    """How many stories each county's page has, by the rule of `queries.stories_of_county`.

    Stories of towns that never changed county are counted by the database; only for the others the day of
    print is looked up, once a story.
    """
    named = Article.objects.published().filter(county__isnull=False).values_list("county")
    counts = Counter(dict(named.annotate(Count("pk")).order_by()))
    # A story that names the county as well is counted already.
    counts.update(dict(_always_governed().annotate(Count("pk", distinct=True)).order_by()))
    counts.update(county for _story, county in _governed_for_a_time())
    return counts


def _always_governed() -> QuerySet[Article, Any]:
    """The county of each town of a story that has always been in it, unless the story names it."""
    governor = "towns__jurisdictions"
    undated = {f"{governor}__isnull": False, f"{governor}__since": None, f"{governor}__until": None}
    unnamed = Q(county=None) | ~Q(county=F(f"{governor}__county"))
    return Article.objects.published().filter(unnamed, **undated).values_list(f"{governor}__county")


def _governed_for_a_time() -> set[tuple[int, int]]:
    """Stories and the counties that governed one of their towns when they were printed, though not always."""
    by_town: dict[int, list[Jurisdiction]] = defaultdict(list)
    for row in Jurisdiction.objects.dated():
        by_town[row.town_id].append(row)
    # By the towns' own rows: begun at the stories, SQLite looks each of them up under every town.
    in_town = InTown.objects.filter(is_published("article"), town__in=by_town)
    day = printed_on("article", "article__publish_at")
    found = {
        (story, row.county_id)
        for story, named, town, day in in_town.values_list("article", "article__county", "town", day)
        for row in by_town[town]
        if row.county_id != named and row.holds_on(day)
    }
    return found - _always_with(by_town)


def _always_with(towns: Collection[int]) -> set[tuple[int, int]]:
    """Stories of these towns and the counties that another of their towns has always been in."""
    undated = {"town__jurisdictions__since": None, "town__jurisdictions__until": None}
    rows = InTown.objects.filter(article__in=in_towns(towns), town__jurisdictions__isnull=False, **undated)
    return set(rows.values_list("article", "town__jurisdictions__county"))
