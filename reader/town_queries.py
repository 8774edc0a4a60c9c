"""What the pages of towns ask the database beside the stories. Every answer begins at `published()`."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from django.db.models import Count, F, Q, QuerySet
from django.db.models.functions import Coalesce, ExtractYear

from articles.models import Article, ArticleQuerySet, Credit, Photo
from people.models import Person
from reader.queries import governing, is_published, printed_on
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
    """How many stories each county's page has, by the rule of `queries.stories_of_county`."""
    named = Article.objects.published().filter(county__isnull=False).values_list("county")
    counts = Counter(dict(named.annotate(Count("pk")).order_by()))
    # A story that names the county as well is counted already.
    others = governing().filter(Q(named=None) | ~Q(named=F("county")), is_published("story"))
    counts.update(dict(others.values_list("county").annotate(Count("story", distinct=True)).order_by()))
    return counts
