"""A photo's own page whose save met somebody else's: the caption is not lost there either."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.db import transaction
from django.http import HttpRequest, HttpResponse

from articles.admin.base import context_of
from articles.admin.conflicts import ToTheCopy
from articles.admin.merge_words import field_name, shown
from articles.admin.typed import Filled, photo_texts
from articles.models import Article, Photo
from articles.revisions.conflicts import UNKNOWN, begun_from, keep_copy
from articles.revisions.keeping import hold
from articles.revisions.snapshot import photo_row
from people.accounts import user_of
from policy.access import may_under
from policy.table import Action

COMPARED = ("caption", "alt_text", "taken_on", "place", "towns")


class ConflictsAdmin(admin.ModelAdmin[Photo]):
    """What is on a story is merged with the story; of a loose photo both values stand on the page."""

    def changeform_view(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        response = super().changeform_view(request, *args, **kwargs)
        context = context_of(response)
        if context is None or not context.get("original") or not is_stale(context["adminform"].form):
            return response
        photo = Photo.objects.get(pk=context["original"].pk)
        kept = _kept_with_its_story(request, context, photo)
        if kept is None and photo.article is None:
            _show_both(context, photo)
        return kept or response


def is_stale(form: Any) -> bool:
    return any(error.code == "stale" for error in form.non_field_errors().as_data())


def _kept_with_its_story(request: HttpRequest, context: dict[str, Any], photo: Photo) -> HttpResponse | None:
    """The whole story with this photo as the form has it, to be merged like any other."""
    form, user = context["adminform"].form, user_of(request)
    story = photo.article
    if story is None or form.cleaned_data.get("article", story) != story:
        return None
    if not may_under(user, Action.CHANGE, Photo, story):
        return None
    filled = Filled(form, context["inline_admin_formsets"], by=user, key=None)
    with transaction.atomic():
        held = hold(story)
        version = _version_of(form, held)
        start = begun_from(held, version)
        before = next((row for row in start["photos"] if row["id"] == photo.pk), photo_row(photo))
        if not filled.is_only_stale(before):
            return None
        others = [row for row in start["photos"] if row["id"] != photo.pk]
        mine = start | {"photos": [*others, filled.photo_on_its_page(before)]}
        copy = keep_copy(held, mine, by=user, version=version, form_key=None)
    return ToTheCopy(copy)


def _version_of(form: Any, story: Article) -> int:
    """The story's as the page was opened; whoever changes a photo gives its story a new one."""
    version = form.cleaned_data.get("story_version")
    return version if version is not None and 0 < version < story.version else UNKNOWN


def _show_both(context: dict[str, Any], photo: Photo) -> None:
    """Yours in the form, theirs above it. Saved again, yours were chosen with both in sight."""
    form, now = context["adminform"].form, photo_row(photo)
    typed = now | photo_texts(form.cleaned_data, now)
    context["theirs"] = [
        (field_name(Photo, name), shown((name,), now[name]) or "—")
        for name in COMPARED
        if typed[name] != now[name]
    ]
    data = form.data.copy()
    data[form.add_prefix("version")] = photo.version
    form.data = data
