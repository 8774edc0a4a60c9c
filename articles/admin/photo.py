"""The photo library."""

from __future__ import annotations

from functools import partial
from typing import Any

from django.contrib import admin, messages
from django.db import connection
from django.db.models import F, Field, QuerySet
from django.http import HttpRequest
from django.urls import URLPattern, path
from django.utils.translation import gettext_lazy as _

from articles import workflow
from articles.admin.base import LockedAdmin
from articles.admin.desk_filters import PHOTO_FILTERS
from articles.admin.forms import PhotoPageForm
from articles.admin.inlines import CreditInline
from articles.admin.previews import preview, serve_preview
from articles.models import Article, Photo
from people.accounts import user_of
from policy.table import Action


@admin.register(Photo)
class PhotoAdmin(LockedAdmin[Photo]):
    form = PhotoPageForm
    list_display = ["preview", "__str__", "article", "credit_line", "uploaded_by"]
    list_display_links = ["__str__"]
    list_select_related = ["article", "uploaded_by"]
    list_filter = [("image", admin.EmptyFieldListFilter), *PHOTO_FILTERS]
    search_fields = ["caption", "credits__printed_text", "article__headline", "towns__name"]
    autocomplete_fields = ["article", "towns"]
    fields = ["preview", "image", "caption", "alt_text", "article", "towns", "order", "version"]
    inlines = [CreditInline]

    def get_queryset(self, request: HttpRequest) -> QuerySet[Photo]:
        return super().get_queryset(request).prefetch_related("credits")

    def choices(self, db_field: Field[Any, Any], request: HttpRequest) -> QuerySet[Any]:
        """A photo is put on a story that this person may add photos to."""
        if db_field.name == "article":
            return Article.objects.allowed(user_of(request), Action.ADD, label="articles.photo")
        return super().choices(db_field, request)

    def get_object(self, request: HttpRequest, object_id: str, from_field: str | None = None) -> Photo | None:
        """Story before photo, as the story's form locks them; the old and the new story in order."""
        if request.method == "POST" and connection.in_atomic_block and object_id.isdecimal():
            chosen = request.POST.get("article", "")
            keys = {*Photo.objects.filter(pk=int(object_id)).values_list("article", flat=True)} - {None}
            keys |= {int(chosen)} if chosen.isdecimal() else set()
            list(Article.objects.select_for_update().filter(pk__in=keys).order_by("pk"))
        return super().get_object(request, object_id, from_field)

    def get_readonly_fields(self, request: HttpRequest, obj: Photo | None = None) -> list[str]:
        """Who may not delete a photo from a story does not take it off by another choice either."""
        is_free = obj is None or obj.article is None or self.has_delete_permission(request, obj)
        return ["preview", *([] if is_free else ["article"])]

    @admin.display(description=_("preview"))
    def preview(self, photo: Photo) -> str:
        return preview(photo)

    def get_urls(self) -> list[URLPattern]:
        view = self.admin_site.admin_view(partial(serve_preview, self))
        return [path("<int:pk>/<int:width>.webp", view, name="articles_photo_preview"), *super().get_urls()]

    @admin.display(description=_("credits"))
    def credit_line(self, photo: Photo) -> str:
        return "、".join(credit.printed_text for credit in photo.credits.all())

    def save_model(self, request: HttpRequest, obj: Photo, form: Any, change: bool) -> None:
        if not change:
            obj.uploaded_by = user_of(request)
        super().save_model(request, obj, form, change)

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:
        super().save_related(request, form, formsets, change)
        before = form.initial.get("article") if change else None
        for article in Article.objects.filter(pk__in={before, form.instance.article_id} - {None}):
            self._story_changed(request, article)

    def delete_model(self, request: HttpRequest, obj: Photo) -> None:
        article = obj.article
        super().delete_model(request, obj)
        if article:
            self._story_changed(request, article)

    def delete_queryset(self, request: HttpRequest, queryset: QuerySet[Photo]) -> None:
        for photo in queryset:
            self.delete_model(request, photo)

    @staticmethod
    def _story_changed(request: HttpRequest, article: Article) -> None:
        """A form open on the story is stale now, and a sign-off of the story no longer holds."""
        Article.objects.filter(pk=article.pk).update(version=F("version") + 1)
        if workflow.void_if_changed(article, by=user_of(request)):
            messages.warning(
                request, _("Its story was signed off and has to be signed off again: %s") % article
            )
