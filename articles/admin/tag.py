"""Tags. The library's own page merges tags without asking for a permission, so ours takes its place."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.contrib import admin
from django.db import transaction
from django.db.models import F, QuerySet
from django.http import HttpRequest
from taggit import admin as taggit_admin
from taggit.models import Tag

from articles.models import Article, Revision
from articles.revisions.keeping import hold_all, keep
from audit.models import Deletion
from people.accounts import user_of
from people.models import User
from policy.admin import PolicyAdmin

assert taggit_admin.TagAdmin, "registered by its import, so that it can be taken out"
admin.site.unregister(Tag)


@contextmanager
def changing(tags: QuerySet[Tag], *, by: User) -> Iterator[None]:
    """Another name of a tag, or its deletion, is a change of each story that has it."""
    with transaction.atomic():
        held = hold_all(Article.objects.filter(tags__in=tags))
        yield
        Article.objects.filter(pk__in=held).update(version=F("version") + 1)
        for story in held.values():
            keep(story, by=by, how=Revision.How.BULK)


@admin.register(Tag)
class TagAdmin(PolicyAdmin[Tag]):
    list_display = ["name", "slug"]
    search_fields = ["name"]
    ordering = ["name"]

    def save_model(self, request: HttpRequest, obj: Tag, form: Any, change: bool) -> None:
        renamed = Tag.objects.filter(pk=obj.pk).exclude(name=obj.name)
        with changing(renamed, by=user_of(request)):
            super().save_model(request, obj, form, change)

    def discard(self, request: HttpRequest, things: list[Tag], *, why: str) -> Deletion:
        tags = Tag.objects.filter(pk__in=[tag.pk for tag in things])
        with changing(tags, by=user_of(request)):
            return super().discard(request, things, why=why)
