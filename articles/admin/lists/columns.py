"""The columns that the list of stories can show: what each says, what it needs, whose day asks for it.

A column is shown by the field or the method of its name (`cells`), and exported by its `value`.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any, TypeAlias

from django.core.exceptions import ObjectDoesNotExist
from django.db.models import OuterRef, Prefetch, QuerySet, Subquery
from django.utils.timezone import localtime
from django.utils.translation import gettext_lazy as _

from articles.admin.step_words import DONE
from articles.models import Article, ListColumns, StatusChange
from articles.photos.lacking import lacking_of
from people.models import User
from policy.roles import Role
from policy.table import Action

Cell: TypeAlias = str | int | dt.date | dt.datetime | None


@dataclass(frozen=True, slots=True)
class Column:
    """One column. `width` is in Chinese characters; `prefetch` and `related` is what its cells read."""

    name: str
    label: Any
    width: int
    value: Callable[[Article], Cell]
    prefetch: Callable[[], Iterable[Any]] = tuple
    related: tuple[str, ...] = ()


# What the cells say -------------------------------------------------------------------------------------


def places(article: Article) -> str:
    return "、".join(town.name for town in article.towns.all()) or str(article.county or "")


def placed(article: Article) -> str:
    """The issues and pages that the story stands on."""
    pages = [placement.page for placement in article.placements.all()] if article.pk else []
    return "、".join(f"{page.issue} {page.label}" for page in pages)


def credited(article: Article) -> str:
    """Everybody credited on the story and on its photos, each once."""
    on_photos = [credit for photo in article.photos.all() for credit in photo.credits.all()]
    names = [credit.printed_text for credit in [*article.credits.all(), *on_photos]]
    return "、".join(dict.fromkeys(names))


def lacking(article: Article) -> str:
    """What the story's photos lack, each thing once."""
    found = (part for _photo, parts in lacking_of(article) for part in parts)
    return "、".join(dict.fromkeys(str(part.label) for part in found))


def photos(article: Article) -> Cell:
    """How many photos, as a number where nothing is missing."""
    number, missing = len(article.photos.all()), lacking(article)
    return f"{number}（{missing}）" if missing else number


def filed_at(article: Article) -> dt.datetime | None:
    """When the story was handed in, the last time."""
    filed: Any = article
    return next((localtime(step.at) for step in filed.submissions), None)


def last_step(article: Article) -> str:
    """The last step, who took it, and the reason they gave."""
    stepped: Any = article
    return "".join(_step(step) for step in stepped.last_steps)


def _step(step: StatusChange) -> str:
    said = f"{DONE[Action(step.action)]} {step.by or ''}".strip()
    return f"{said}：{step.note}" if step.note else said


def tags(article: Article) -> str:
    return "、".join(sorted(tag.name for tag in article.tags.all()))


def _newest(**only: Any) -> QuerySet[StatusChange]:
    """Of the steps of each story the newest, among those that `only` names."""
    same_story = StatusChange.objects.filter(article=OuterRef("article"), **only).order_by("-at", "-pk")
    return StatusChange.objects.filter(pk=Subquery(same_story.values("pk")[:1])).select_related("by")


# The columns --------------------------------------------------------------------------------------------

TITLE = Column("title_column", _("title"), 40, lambda story: story.title)
COLUMNS: dict[str, Column] = {
    column.name: column
    for column in (
        Column("state", _("status"), 10, lambda story: story.state_label, related=("stage",)),
        Column("genre", _("genre"), 8, lambda story: story.get_genre_display()),
        Column("places", _("places"), 16, places, lambda: ["towns"], ("county",)),
        Column("length_column", _("characters"), 8, lambda story: story.length),
        Column("photo_count", _("photos"), 12, photos, lambda: ["credits", "photos__credits"]),
        Column("credited", _("credited"), 20, credited, lambda: ["credits", "photos__credits"]),
        Column("planned", _("planned issue"), 12, lambda story: story.planned_for),
        Column("placed", _("placed"), 20, placed, lambda: ["placements__page__issue"]),
        Column("desk", _("desk"), 12, lambda story: str(story.desk or ""), related=("desk",)),
        Column("filed_by", _("filed by"), 12, lambda s: str(s.filed_by or ""), related=("filed_by",)),
        Column(
            "filed_at",
            _("submitted at"),
            16,
            filed_at,
            lambda: [Prefetch("status_changes", _newest(action=Action.SUBMIT), to_attr="submissions")],
        ),
        Column(
            "last_step",
            _("last step"),
            30,
            last_step,
            lambda: [Prefetch("status_changes", _newest(), to_attr="last_steps")],
        ),
        Column("tag_names", _("tags"), 20, tags, lambda: ["tags"]),
        Column("changed", _("updated at"), 16, lambda story: localtime(story.updated_at)),
    )
}

# What each role's day asks for; of several roles the first one named here decides.
DEFAULTS: tuple[tuple[frozenset[Role], str], ...] = (
    (frozenset({Role.CHIEF_EDITOR}), "state desk length_column photo_count planned placed filed_by changed"),
    (
        frozenset({Role.SECTION_HEAD, Role.DESK_EDITOR}),
        "state length_column photo_count planned placed filed_by changed",
    ),
    (frozenset({Role.PHOTO_DESK}), "state photo_count credited places planned placed changed"),
    (
        frozenset({Role.PAGE_DESIGNER, Role.PROOFREADER}),
        "state genre length_column photo_count planned placed changed",
    ),
    (frozenset(Role), "state length_column filed_at planned placed last_step changed"),
)


def default_columns(user: User) -> list[str]:
    found = (columns for roles, columns in DEFAULTS if roles & user.roles)
    return next(found, DEFAULTS[-1][1]).split()


def columns_of(user: User) -> list[Column]:
    """The person's own columns in their order; a name that is no column any more is left out."""
    try:
        chosen = user.list_columns.columns
    except ObjectDoesNotExist:
        chosen = default_columns(user)
    return [COLUMNS[name] for name in chosen if name in COLUMNS]


def choose_columns(user: User, names: Iterable[str]) -> None:
    """Keep the columns, each once; none at all is the title alone."""
    known = [name for name in dict.fromkeys(names) if name in COLUMNS]
    ListColumns.objects.update_or_create(user=user, defaults={"columns": known})


def with_needs(stories: QuerySet[Article], names: Iterable[Any]) -> QuerySet[Article]:
    """The stories with what the cells of these columns read, and nothing else.

    A title may be the beginning of a caption, and a length the captions': photos are always there.
    """
    columns = [COLUMNS[name] for name in names if name in COLUMNS]
    related = {field for column in columns for field in column.related}
    needed = {need if isinstance(need, str) else need.to_attr: need for c in columns for need in c.prefetch()}
    bare = stories.select_related(None).prefetch_related(None)
    if related:
        bare = bare.select_related(*sorted(related))
    return bare.prefetch_related("photos", *needed.values())
