"""What the story's form is proposed while it is typed: one address, asked by the page's script.

    POST /admin/articles/article/proposals/
    body, headline, kicker, deck, dateline, printed_byline, genre, planned_for    as in the form
    captions                         once for each photo, in their order, empty ones too
    article                          the key of a saved story, or empty
    towns, county, tags              what was chosen: towns once for each, tags as typed
    people, printed                  credited already: once for each person, once for each printed name

The answer is JSON (see `articles.proposals.answer`); a refusal is {"error": sentence}.
"""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, JsonResponse
from django.urls import URLPattern, path
from django.utils import timezone
from django.utils.dateparse import parse_date
from django.utils.translation import gettext as _

from articles.admin.likely import rows_for
from articles.models import Article, Credit, Photo
from articles.proposals import Draft, proposals
from articles.search.analyzer import fold
from articles.search.duplicates import Draft as Compared
from articles.tags import parse_tags
from people.accounts import user_of
from policy.access import may
from policy.inputs import is_key
from policy.json import Refused, json_view, refuse_other_than_post
from policy.table import Action

LONGEST_BODY = 100_000
LONGEST_LINE = 2_000
# More photos, towns or people than any form holds.
MOST_CHOSEN = 200
LINES = ("kicker", "headline", "deck", "dateline", "printed_byline", "genre")


class ProposalsAdmin(admin.ModelAdmin[Article]):
    """Whoever may write a story is proposed what its text says. Nothing is written here."""

    def get_urls(self) -> list[URLPattern]:
        view = json_view(self.admin_site, self.proposals_view)
        return [path("proposals/", view, name="articles_article_proposals"), *super().get_urls()]

    def proposals_view(self, request: HttpRequest) -> JsonResponse:
        refuse_other_than_post(request)
        article = self._story_of(request)
        draft = draft_of(request, article)
        user, but = user_of(request), article.pk if article else None
        answer = proposals(draft, user=user, article=article)
        return JsonResponse(answer | {"likely": rows_for(user, compared(draft), but=but)})

    def _story_of(self, request: HttpRequest) -> Article | None:
        """The saved story, which this person may change; None for one that has no key yet."""
        key = request.POST.get("article", "")
        if not key:
            if not (self.has_add_permission(request) or may(user_of(request), Action.CHANGE, Article)):
                raise PermissionDenied
            return None
        article = self.get_object(request, key) if is_key(Article, key) else None
        if article is None:
            raise Http404
        if not self.has_change_permission(request, article):
            raise PermissionDenied
        return article


def draft_of(request: HttpRequest, article: Article | None) -> Draft:
    """What was sent, checked; what cannot be read is refused with the name of its field."""
    lines = {name: _text(request, name, longest=LONGEST_LINE) for name in LINES}
    lines["genre"] = lines["genre"] or (article.genre if article else Article.Genre.NEWS)
    county = _keys(request, "county")
    return Draft(
        date=_day(request, article),
        body=_text(request, "body", longest=LONGEST_BODY),
        captions=_captions(request),
        towns=_keys(request, "towns"),
        county=next(iter(county), None),
        tags=frozenset(parse_tags(_text(request, "tags", longest=LONGEST_LINE))),
        people=_keys(request, "people"),
        printed=frozenset(_several(request, "printed")),
        **lines,
    )


def compared(draft: Draft) -> Compared:
    """In the order in which the index has it (`articles.search.texts`)."""
    title = f"{draft.kicker}\n{draft.headline}\n{draft.deck}"
    text = "\n".join([title, draft.printed_byline, draft.dateline, draft.body, *draft.captions])
    return Compared(fold(title), fold(text), draft.towns, draft.county)


def _text(request: HttpRequest, name: str, *, longest: int) -> str:
    return _bounded(request.POST.get(name, ""), name, longest=longest)


def _bounded(text: str, name: str, *, longest: int) -> str:
    """The text without what no database keeps."""
    if len(text) > longest:
        said = {"field": _label(name), "length": longest}
        raise Refused(_("%(field)s is longer than %(length)d characters.") % said, status=413)
    return text.replace("\0", "")


def _several(request: HttpRequest, name: str) -> list[str]:
    values = request.POST.getlist(name)
    if len(values) > MOST_CHOSEN:
        said = {"field": _label(name), "count": MOST_CHOSEN}
        raise Refused(_("%(field)s: more than %(count)d.") % said, status=413)
    return [value.replace("\0", "") for value in values]


def _captions(request: HttpRequest) -> tuple[str, ...]:
    return tuple(_bounded(text, "captions", longest=LONGEST_LINE) for text in _several(request, "captions"))


def _keys(request: HttpRequest, name: str) -> frozenset[int]:
    values = [value for value in _several(request, name) if value]
    for value in values:
        if not is_key(Article, value):
            said = {"field": _label(name), "value": value[:20]}
            raise Refused(_("%(field)s: “%(value)s” cannot be chosen.") % said)
    return frozenset(map(int, values))


def _day(request: HttpRequest, article: Article | None) -> dt.date:
    """The day whose counties hold: that of the planned issue, or else today."""
    typed = request.POST.get("planned_for", "")
    if not typed:
        planned = article.planned_for if article else None
        return planned or timezone.localdate()
    try:
        day = parse_date(typed)
    except ValueError:
        day = None
    if day is None:
        said = {"field": _label("planned_for"), "value": typed[:20]}
        raise Refused(_("%(field)s: “%(value)s” is no day.") % said)
    return day


def _label(name: str) -> str:
    """What the form calls it."""
    if name in ("people", "printed"):
        return str(Credit._meta.verbose_name_plural)
    model, field = (Photo, "caption") if name == "captions" else (Article, name)
    label: Any = getattr(model._meta.get_field(field), "verbose_name", field)
    return str(label)
