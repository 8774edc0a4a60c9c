"""The photo library: a grid of pictures in place of a table, on Django's own list with all it can do."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.contrib import admin
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext as _

from articles.admin.base import context_of, state_chips
from articles.admin.desk_filters import PHOTO_FILTERS
from articles.admin.photos.filters import LacksFilter, StandsFilter, TownFilter, UploaderFilter
from articles.images import WIDTHS
from articles.models import Article, Photo
from articles.photos.uses import uses_of
from people.accounts import user_of
from people.models import User

THUMBNAIL = WIDTHS[0]
# On a card; the photo's page lists them all.
USES_SHOWN = 3


@dataclass(frozen=True, slots=True)
class Use:
    """A story in which the picture stands."""

    photo: Photo
    article: Article
    chips: str


@dataclass(frozen=True, slots=True)
class Card:
    """What the grid shows of one photo."""

    photo: Photo
    thumbnail: str
    credits: str
    chips: str
    uses: list[Use]
    more_uses: int


def uses_by_picture(photos: Iterable[Photo], *, seen_by: User) -> dict[str, list[Use]]:
    """By the name of the picture, its uses that the person may see."""
    found: dict[str, list[Use]] = defaultdict(list)
    for use in uses_of(photos, seen_by=seen_by):
        assert use.article is not None
        found[str(use.image.name)].append(Use(use, use.article, state_chips(use.article)))
    return found


def thumbnail(photo: Photo, width: int = THUMBNAIL) -> str:
    return reverse("admin:articles_photo_preview", args=[photo.pk, width]) if photo.image else ""


def cards(photos: Iterable[Photo], *, seen_by: User) -> list[Card]:
    rows = list(photos)
    uses = uses_by_picture(rows, seen_by=seen_by)
    return [_card(photo, _with_own(uses.get(str(photo.image.name), []), photo)) for photo in rows]


def _card(photo: Photo, uses: list[Use]) -> Card:
    return Card(
        photo=photo,
        thumbnail=thumbnail(photo),
        credits="、".join(credit.printed_text for credit in photo.credits.all()),
        chips="" if uses else _loose_chip(),
        uses=uses[:USES_SHOWN],
        more_uses=len(uses[USES_SHOWN:]),
    )


def _with_own(uses: list[Use], photo: Photo) -> list[Use]:
    """A photo that waits for its picture stands on its story all the same."""
    if photo.article is None or photo.image:
        return uses
    return [Use(photo, photo.article, state_chips(photo.article))]


def _loose_chip() -> str:
    return format_html('<span class="state state-loose">{}</span>', _("not used yet"))


class LibraryAdmin(admin.ModelAdmin[Photo]):
    """The list of photos; `templates/admin/articles/photo/change_list.html` draws its cards."""

    list_filter = [
        LacksFilter,
        StandsFilter,
        TownFilter,
        UploaderFilter,
        ("taken_on", admin.DateFieldListFilter),
        *PHOTO_FILTERS,
    ]
    date_hierarchy = "uploaded_at"
    ordering = ["-uploaded_at", "-pk"]
    list_per_page = 48
    search_fields = [
        "caption",
        "credits__printed_text",
        "credits__person__name",
        "place",
        "towns__name",
        "article__towns__name",
        "article__headline",
    ]

    def changelist_view(
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        response = super().changelist_view(request, extra_context)
        context = context_of(response)
        if context and "cl" in context:
            context["cards"] = cards(context["cl"].result_list, seen_by=user_of(request))
            context["is_narrowed"] = bool(request.GET)
        return response
