"""The whole of a story as plain values: what a revision keeps, what two of them are compared by.

    {"fields": {"headline": …, "body": …}, "towns": [3], "tags": ["三农"],
     "credits": [{"id": 7, "role": "reporter", …}],
     "photos": [{"id": 9, "image": …, "caption": …, "towns": […], "credits": […]}],
     "placements": [{"issue": "2026-11-25", "page": "A3", "position": "lead", "order": 1}],
     "state": {"status": "submitted", …}}

Relations are kept by key; rows of their own keep their keys, so that a row is known again.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from typing import Any, cast

from django.db.models import Prefetch, QuerySet

from articles.models import Article, Credit, Photo

Snapshot = dict[str, Any]
# A credit or a photo of it, and its fields.
Row = dict[str, Any]

# What people write into a story, by the columns' names.
TEXTS = ("kicker", "headline", "deck", "dateline", "printed_byline", "body", "note")
FACTS = ("genre", "county_id", "desk_id", "planned_length", "planned_for", "is_cut_off")
FIELDS = (*TEXTS, *FACTS)
# Where the story stands: shown, and never brought back.
STATE = ("status", "stage_id", "publish_at", "withdrawn_at", "withdrawal_reason", "filed_by_id")
OF_A_CREDIT = ("person_id", "role", "title", "printed_text", "order")
OF_A_PHOTO = (
    "image", "width", "height", "caption", "alt_text", "taken_on", "place", "focal_x", "focal_y", "order",
    "uploaded_by_id",
)  # fmt: skip


def snapshot(article: Article) -> Snapshot:
    """The story as it stands in the database."""
    return snapshot_of_row(fresh(article))


def fresh(article: Article) -> Article:
    """The story as the database has it now, with the rows that a snapshot and a sign-off are about."""
    return _rows().get(pk=article.pk)


def fresh_all(articles: Iterable[Article]) -> list[Article]:
    """The same of several by their keys, in as many queries as for one."""
    return list(_rows().filter(pk__in=[article.pk for article in articles]).order_by("pk"))


def _rows() -> QuerySet[Article]:
    """Pages stand in a room above this one: where the story is printed is reached by name."""
    places: Any = Article._meta.get_field("placements").related_model
    printed = places.objects.select_related("page__issue", "continues__page")
    return Article._base_manager.prefetch_related(  # type: ignore[misc]  # taggit has no types.
        "towns",
        "tags",
        "credits",
        "photos__towns",
        "photos__credits",
        Prefetch("placements", printed.order_by("page__issue__date", "page__order", "pk")),
    )


def snapshot_of_row(row: Article) -> Snapshot:
    """The same of a row that `fresh` has read."""
    return {
        "fields": _values(row, FIELDS),
        "towns": sorted(town.pk for town in row.towns.all()),
        "tags": sorted(tag.name for tag in row.tags.all()),
        "credits": _credits(row.credits.all()),
        "photos": [photo_row(photo) for photo in row.photos.all()],
        "placements": [_place(place) for place in cast("Any", row).placements.all()],
        "state": _values(row, STATE) | _if_set("web_first_at", _plain(row.web_first_at)),
    }


def photo_row(photo: Photo) -> Row:
    towns = sorted(town.pk for town in photo.towns.all())
    return (
        {"id": photo.pk}
        | _values(photo, OF_A_PHOTO)
        | {"towns": towns, "credits": _credits(photo.credits.all())}
    )


def _credits(credits: Iterable[Credit]) -> list[Row]:
    return [{"id": credit.pk} | _values(credit, OF_A_CREDIT) for credit in credits]


def _place(row: Any) -> Row:
    from_page = row.continues.page.label if row.continues else None
    page = {"issue": str(row.page.issue.day), "page": row.page.label}
    return (
        page
        | {"position": row.position, "order": row.order}
        | _if_set("planned_length", row.planned_length)
        | _if_set("continues", from_page)
    )


def _if_set(name: str, value: Any) -> Row:
    """What few stories have: without it a snapshot is as it was before there was such a thing."""
    return {} if value is None else {name: value}


def _values(row: Article | Photo | Credit, names: Iterable[str]) -> Row:
    return {name: _plain(getattr(row, name)) for name in names}


def _plain(value: Any) -> Any:
    """As JSON has it: times in UTC, files by their names."""
    if isinstance(value, dt.datetime):
        return value.astimezone(dt.UTC).isoformat(timespec="microseconds")
    if isinstance(value, dt.date):
        return value.isoformat()
    return value if value is None or isinstance(value, (str, int, bool)) else str(value)
