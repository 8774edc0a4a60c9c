"""What the readers' pages ask the database. Every answer begins at `published()`.

Lookups by story use `Exists` on the primary key, so that one page of a hundred-year archive never
collects the archive's published stories first.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterable
from typing import Any, TypeVar

from django.db.models import Count, Exists, F, Max, Min, OuterRef, Prefetch, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce, TruncDate
from taggit.models import Tag, TaggedItem

from articles import clock
from articles.models import Article, ArticleQuerySet, Credit, StatusChange
from issues.models import Issue, NoPaperDay, Page, Placement
from people.models import Person
from policy.table import Action
from towns.models import County, Jurisdiction, JurisdictionQuerySet, Town

LATEST_TOWNS = 12
# The newest story-town pairs looked through for the towns lately in the paper.
PAIRS_LOOKED_AT = 300
WEB_FIRST_LENGTH = 6
CORRECTIONS_LENGTH = 3
CORRECTIONS_AGE = dt.timedelta(days=14)

T = TypeVar("T")
InTown = Article.towns.through

# Stories ------------------------------------------------------------------------------------------


def stories() -> ArticleQuerySet:
    """Published stories, newest first, with what a list shows of them: `in_print` says where they stood."""
    in_print = Prefetch("placements", placements_in_print(), to_attr="in_print")
    return Article.objects.published().newest_first().for_list().prefetch_related(in_print)


def stories_of_town(town: Town) -> ArticleQuerySet:
    return stories().for_town(town)


def stories_of_county(county: County) -> ArticleQuerySet:
    """Stories that name the county, or whose town it governed on the day they were printed.

    A story of 马岭岗镇 printed in 2021 stands under 牡丹区, one printed today under 鲁西新区.
    Of a town that was always in the county nobody asks for that day: each of its stories would be looked up.
    """
    governed = Jurisdiction.objects.filter(county=county)
    at_home = Q(county=county) | Q(pk__in=in_towns(governed.undated().values("town")))
    for row in governed.dated():
        at_home |= Q(pk__in=in_towns([row.town_id])) & _within(row)
    return stories().alias(printed_on=printed_on()).filter(at_home)


def in_towns(towns: Collection[int] | QuerySet[Any, Any]) -> QuerySet[Any, Any]:
    """The stories of these towns, by number, published or not."""
    return InTown.objects.filter(town__in=towns).values("article")


def _within(row: Jurisdiction) -> Q:
    """What `JurisdictionQuerySet.in_force` asks, of the stories' `printed_on`."""
    begun = Q(printed_on__gte=row.since) if row.since else Q()
    return begun & Q(printed_on__lt=row.until) if row.until else begun


def governing() -> JurisdictionQuerySet:
    """A row for each story of a town and each county that governed the town on the day it was printed.

    `story` is a column: a filter that walked to the stories again would pair all of them with all.
    """
    story = "town__articles"
    day = printed_on(story, f"{story}__publish_at")
    rows = Jurisdiction.objects.annotate(story=F(story), printed_on=day)
    return rows.in_force(F("printed_on"))


def printed_on(story: str = "pk", publish_at: str = "publish_at") -> Coalesce:
    """The day that stands under a story: of the first issue it was printed in, else of its publication.

    A subquery and no join: it is asked only where the day matters, which it does for few counties.
    """
    printed = Placement.objects.filter(article=OuterRef(story), page__issue__in=Issue.objects.published())
    dates = printed.order_by("page__issue__date").values("page__issue__date")
    return Coalesce(Subquery(dates[:1]), TruncDate(publish_at))


def stories_by(person: Person) -> ArticleQuerySet:
    """Stories that credit the person, or that carry a photo which does."""
    credited = Credit.objects.filter(person=person).annotate(story=Coalesce("article", "photo__article"))
    return stories().filter(pk__in=credited.values("story"))


def stories_tagged(tag: Tag) -> ArticleQuerySet:
    return stories().filter(pk__in=tagged_items().filter(tag=tag).values("object_id"))


def stories_in_full() -> ArticleQuerySet:
    """Published stories with what their own page shows; the tags are asked for one story alone."""
    return (
        Article.objects.published()
        .annotate(signed_at=signed_at())
        .select_related("county")
        .prefetch_related("towns", "credits", "photos__credits", original())
    )


def signed_at() -> Subquery:
    """When a story was signed last. An edit of its text voids the signature, so that what readers have is of
    then; what the newsroom changes beside the text (notes, plans) is no change for them, and is not told.
    """
    signed = StatusChange.objects.filter(article=OuterRef("pk"), status=Article.Status.SIGNED_OFF)
    return Subquery(signed.order_by("-at").values("at")[:1])


def web_first_since(issue: Issue) -> ArticleQuerySet:
    """Stories that are out before their issue, after this one, the newest first."""
    return stories().filter(web_first_at__isnull=False, publish_at__gt=issue.publish_at)[:WEB_FIRST_LENGTH]


def is_published(story: str) -> Exists:
    """Condition: the story that the field `story` points to is public."""
    return Exists(Article.objects.published().filter(pk=OuterRef(story)))


# Corrections and withdrawals ------------------------------------------------------------------------


def original() -> Prefetch[str, ArticleQuerySet, str]:
    """What a correction corrects: `corrects` is None where readers may not see the story."""
    return Prefetch("corrects", Article.objects.published().prefetch_related("photos"))


def corrections() -> ArticleQuerySet:
    """Published corrections, newest first, with what they correct."""
    return stories().filter(corrects__isnull=False).prefetch_related(original())


def corrections_of(story: Article) -> ArticleQuerySet:
    """Published corrections of the story, newest first."""
    return Article.objects.published().filter(corrects=story).newest_first().prefetch_related("photos")


def withdrawn() -> ArticleQuerySet:
    """Stories that readers could see until they were withdrawn: their address tells so.

    Of a story withdrawn before its time readers never knew, and do not learn now. Neither do they of one
    that nobody had signed when its issue appeared, and that was withdrawn before somebody did.
    """
    steps = StatusChange.objects.filter(article=OuterRef("pk"))
    signed = Article.Status.SIGNED_OFF
    in_its_time = steps.filter(at__gte=OuterRef("publish_at"), at__lte=OuterRef("withdrawn_at"))
    as_it_came_out = steps.filter(at__lte=OuterRef("publish_at")).order_by("-at", "-pk").values("status")[:1]
    was_signed = Q(Exists(in_its_time.filter(status=signed))) | Q(status_when_out=signed)
    unsigned_when_withdrawn = steps.filter(action=Action.WITHDRAW).exclude(status=signed)
    return (
        Article.objects.filter(publish_at__lte=clock.now(), withdrawn_at__gte=F("publish_at"))
        .annotate(status_when_out=Subquery(as_it_came_out))
        .filter(was_signed | ~Exists(unsigned_when_withdrawn))
    )


def lately_corrected() -> ArticleQuerySet:
    """The corrections of the last fortnight, the newest few."""
    since = clock.now() - CORRECTIONS_AGE
    return corrections().filter(publish_at__gte=since)[:CORRECTIONS_LENGTH]


# Places -------------------------------------------------------------------------------------------


def county_by_town(towns: Collection[int] | None = None, *, on: dt.date) -> dict[int, County]:
    """Which county governed each town (by default every town) on the day; towns without one are missing."""
    rows = Jurisdiction.objects.in_force(on).select_related("county")
    if towns is not None:
        rows = rows.filter(town__in=towns)
    return {row.town_id: row.county for row in rows}


def towns_of(county: County, *, on: dt.date) -> QuerySet[Town]:
    return Town.objects.governed_by(county.pk, on=on)


def story_counts() -> dict[int, int]:
    """Published stories by town."""
    rows = Article.objects.published().filter(towns__isnull=False).values_list("towns")
    return dict(rows.annotate(Count("pk")).order_by())


def latest_by_town() -> list[tuple[Town, Article]]:
    """The towns lately in the paper, each with its newest story."""
    newest = (
        Article.objects.published()
        .exclude(genre=Article.Genre.CORRECTION)
        .filter(towns__isnull=False)
        .newest_first()
        .values_list("towns", "pk")[:PAIRS_LOOKED_AT]
    )
    by_town: dict[int, int] = {}
    for town, story in newest:
        by_town.setdefault(town, story)
    chosen = dict(list(by_town.items())[:LATEST_TOWNS])
    towns = Town.objects.in_bulk(chosen)
    found = Article.objects.published().prefetch_related("photos").in_bulk(set(chosen.values()))
    return [(towns[town], found[story]) for town, story in chosen.items() if story in found]


# People and tags ----------------------------------------------------------------------------------


def credits_in_print() -> QuerySet[Credit]:
    """Credits of published stories and of their photos."""
    return Credit.objects.filter(is_published("article") | is_published("photo__article"))


def people() -> QuerySet[Person]:
    """People with at least one published credit; of the others readers learn nothing."""
    published = credits_in_print().filter(person=OuterRef("pk"))
    return Person.objects.filter(Exists(published)).select_related("unit", "town")


def tagged_items() -> QuerySet[TaggedItem]:
    items: QuerySet[TaggedItem] = TaggedItem.objects.filter(
        content_type__app_label="articles", content_type__model="article"
    )
    return items


def tags() -> QuerySet[Tag]:
    """Tags with at least one published story."""
    used = tagged_items().filter(is_published("object_id"), tag=OuterRef("pk"))
    found: QuerySet[Tag] = with_address().filter(Exists(used))
    return found


def with_address() -> QuerySet[Tag]:
    """Tags that have an address: one of punctuation alone has none."""
    tags: QuerySet[Tag] = Tag.objects.exclude(slug="")
    return tags


def tags_of(story: Article) -> list[Tag]:
    return list(
        with_address().filter(pk__in=tagged_items().filter(object_id=story.pk).values("tag")).order_by("name")
    )


def tags_by_story(stories: Collection[int]) -> dict[int, list[Tag]]:
    """The tags of many stories at once, in the order of their names."""
    rows = tagged_items().filter(object_id__in=stories, tag__in=with_address()).select_related("tag")
    found: dict[int, list[Tag]] = {}
    for row in rows.order_by("tag__name"):
        found.setdefault(row.object_id, []).append(row.tag)
    return found


def towns_in_print() -> QuerySet[Town]:
    """Towns with at least one published story."""
    return Town.objects.filter(Exists(Article.objects.published().filter(towns=OuterRef("pk"))))


def counties_in_print() -> QuerySet[County]:
    """Counties with at least one published story: see `stories_of_county`."""
    named = Article.objects.published().filter(county=OuterRef("pk"))
    governed = governing().filter(is_published("story"), county=OuterRef("pk"))
    return County.objects.filter(Exists(named) | Exists(governed))


# Issues -------------------------------------------------------------------------------------------


def latest_issue() -> Issue | None:
    return Issue.objects.published().first()


def placements_in_print() -> QuerySet[Placement]:
    """Published stories where they stand in published issues, from the first issue to the last page."""
    return (
        Placement.objects.filter(is_published("article"), page__issue__in=Issue.objects.published())
        .select_related("page__issue")
        .order_by("page__issue__date", "page__issue__extra", "page__order", "page_id", "order", "pk")
    )


def placements() -> QuerySet[Placement]:
    """The same with what a list shows of the stories, and where those over several pages go on."""
    jumps = ("continues__page__issue", "continued_by__page__issue")
    shown = placements_in_print().select_related("page__issue", "article__county", *jumps)
    return shown.prefetch_related("article__towns", "article__photos")


def placements_in(issue: Issue) -> QuerySet[Placement]:
    return placements().filter(page__issue=issue)


def placements_on(page: Page) -> QuerySet[Placement]:
    return placements().filter(page=page)


def headlines(at: Q) -> QuerySet[Placement]:
    """Placements with no more than a list of headlines shows; photo news is named by its caption."""
    shown = placements_in_print().filter(at).select_related("article")
    return shown.prefetch_related("article__photos")


def placement_of(story: Article) -> Placement | None:
    """Where the story was first printed."""
    return placements_in_print().filter(article=story).first()


def issues_with_pages() -> QuerySet[Issue]:
    """Published issues with their pages, and on each page `in_print`, its published placements."""
    return Issue.objects.published().prefetch_related(
        Prefetch("pages", Page.objects.order_by("order", "pk")),
        Prefetch("pages__placements", placements(), to_attr="in_print"),
    )


def pages() -> QuerySet[Page]:
    """Pages of published issues, also those that have lost all their stories."""
    return (
        Page.objects.filter(issue__in=Issue.objects.published())
        .select_related("issue")
        .order_by("order", "pk")
    )


def pages_in_print() -> QuerySet[Page]:
    """Pages on which readers find at least one story."""
    return pages().filter(Exists(placements_in_print().filter(page=OuterRef("pk"))))


def pages_of(issue: Issue) -> QuerySet[Page]:
    return pages().filter(issue=issue)


def issue_before(issue: Issue) -> Issue | None:
    return Issue.objects.published().before(issue).first()


def issue_after(issue: Issue) -> Issue | None:
    return Issue.objects.published().after(issue).first()


def issue_years() -> list[int]:
    """The years in which the paper appeared, newest first."""
    return [date.year for date in Issue.objects.published().dates("date", "year", order="DESC")]


def issues_of_year(year: int) -> QuerySet[Issue]:
    return Issue.objects.published().filter(date__year=year).order_by("date", "extra")


def issues_of_month(month: dt.date) -> QuerySet[Issue]:
    return issues_of_year(month.year).filter(date__month=month.month)


def first_and_last_day() -> tuple[dt.date | None, dt.date | None]:
    """Of the paper as readers have it."""
    found = Issue.objects.published().aggregate(first=Min("date"), last=Max("date"))
    return found["first"], found["last"]


def no_paper_on(day: dt.date) -> NoPaperDay | None:
    return NoPaperDay.objects.filter(date=day).first()


def no_paper_days(year: int | None, *, since: dt.date) -> list[NoPaperDay]:
    """Those of the year, and those to come: readers are told ahead."""
    told = Q(date__gte=since) if year is None else Q(date__gte=since) | Q(date__year=year)
    return list(NoPaperDay.objects.filter(told).order_by("date"))


def no_paper_days_of_month(month: dt.date) -> QuerySet[NoPaperDay]:
    return NoPaperDay.objects.filter(date__year=month.year, date__month=month.month).order_by("date")


def issues_of_day(day: dt.date) -> QuerySet[Issue]:
    """The issue of the day and its extra issues."""
    return Issue.objects.published().filter(date=day).order_by("extra")


def extra_issues_of(day: dt.date) -> QuerySet[Issue]:
    """Extra issues (增期) that appeared on the day, with or without a paper beside them."""
    return issues_of_day(day).filter(extra__gt=0)


def neighbours(items: Iterable[T], item: T) -> tuple[T | None, T | None]:
    """What stands before and after `item` in the list: (None, 2) for 1 in [1, 2, 3]."""
    row = list(items)
    at = row.index(item)
    return (row[at - 1] if at else None), (row[at + 1] if at + 1 < len(row) else None)
