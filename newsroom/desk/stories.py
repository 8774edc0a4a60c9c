"""My stories and where they stand: what I filed or am credited on."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Exists, OuterRef, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from articles.models import Article, ArticleQuerySet, ReviewStage
from articles.models.scoping import in_states, whose
from articles.standing import LATELY
from issues.models import Placement
from newsroom.desk.figures import STORIES, Figure, listed
from people.models import User
from policy.table import Scope, State

SHOWN = 8


@dataclass(frozen=True)
class Standing:
    """A place on a story's way: its name, the stories that stand there, and the filters that list them."""

    label: Any
    condition: Q
    filters: dict[str, str]


@dataclass(frozen=True)
class Stories:
    figures: Sequence[Figure]
    newest: Sequence[Article]


def stories(user: User) -> Stories:
    mine = Article.objects.visible_to(user).filter(whose(user, Scope.OWN))
    newest = mine.select_related("stage").prefetch_related("photos", "placements__page__issue")
    return Stories(_figures(mine), list(newest.order_by("-updated_at", "-pk")[:SHOWN]))


def _figures(mine: ArticleQuerySet) -> list[Figure]:
    """Where anything stands; an empty place is left out."""
    standings = _standings()
    counts = mine.aggregate(
        **{f"at_{place}": Count("pk", filter=each.condition) for place, each in enumerate(standings)}
    )
    figures = [
        Figure(counts[f"at_{place}"], each.label, listed(STORIES, list="mine", **each.filters))
        for place, each in enumerate(standings)
    ]
    return [figure for figure in figures if figure.count]


def _standings() -> list[Standing]:
    """In the order of work. What came back comes first: it waits for its author."""
    public = Q(Exists(Article.objects.published().filter(pk=OuterRef("pk"))))
    placed = Q(Exists(Placement.objects.filter(article=OuterRef("pk"))))
    ready = in_states([State.SIGNED_OFF]) & ~public
    return [
        _in_state(State.RETURNED, _("returned")),
        _in_state(State.DRAFT, _("drafts")),
        _in_state(State.SUBMITTED, _("submitted")),
        *(
            Standing(
                _("at %(stage)s") % {"stage": stage.name}, Q(stage=stage), {"state": f"stage-{stage.pk}"}
            )
            for stage in ReviewStage.objects.in_use()
        ),
        Standing(
            _("signed off, no page yet"),
            ready & ~placed,
            {"state": "signed_off", "public": "0", "placed": "0"},
        ),
        Standing(
            _("signed off, on a page"), ready & placed, {"state": "signed_off", "public": "0", "placed": "1"}
        ),
        Standing(
            _("published in the last 7 days"),
            public & Q(publish_at__gte=timezone.now() - LATELY),
            {"public": "week"},
        ),
    ]


def _in_state(state: State, label: Any) -> Standing:
    return Standing(label, in_states([state]), {"state": state.value})
