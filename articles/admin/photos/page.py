"""The photo library, and the page of one photo."""

from __future__ import annotations

from functools import partial
from typing import Any

from django.contrib import admin, messages
from django.db import connection
from django.db.models import Field, QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.loader import render_to_string
from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext_lazy as _

from articles.admin.base import LockedAdmin, context_of
from articles.admin.forms import PhotoPageForm
from articles.admin.inlines import CreditInline
from articles.admin.photos.caption_words import advice
from articles.admin.photos.conflicts import ConflictsAdmin
from articles.admin.photos.facts import FactsAdmin
from articles.admin.photos.library import LibraryAdmin, thumbnail
from articles.admin.photos.uploads import discard, upload, upload_door
from articles.admin.photos.uses import UsesAdmin
from articles.admin.previews import preview, serve_preview
from articles.images import WIDTHS
from articles.models import Article, Photo
from articles.photos import captions
from articles.photos.facts import move_credit
from articles.revisions.keeping import hold_all
from audit.models import Deletion
from people.accounts import user_of
from policy.inputs import is_key
from policy.table import Action

# The button that saves and then takes the credit out of the caption.
MOVE_CREDIT = "_move_credit"


@admin.register(Photo)
class PhotoAdmin(LockedAdmin[Photo], ConflictsAdmin, LibraryAdmin, UsesAdmin, FactsAdmin):
    form = PhotoPageForm
    list_display = ["__str__"]
    list_select_related = ["article__stage", "uploaded_by"]
    autocomplete_fields = ["article", "towns"]
    inlines = [CreditInline]
    save_on_top = False

    class Media:
        js = ["newsroom/focal.js", "newsroom/library.js"]

    def get_queryset(self, request: HttpRequest) -> QuerySet[Photo]:
        return super().get_queryset(request).prefetch_related("credits")

    def choices(self, db_field: Field[Any, Any], request: HttpRequest) -> QuerySet[Any]:
        """A photo is put on a story that this person may add photos to."""
        if db_field.name == "article":
            return Article.objects.allowed(user_of(request), Action.ADD, label="articles.photo")
        return super().choices(db_field, request)

    def get_object(self, request: HttpRequest, object_id: str, from_field: str | None = None) -> Photo | None:
        """Story before photo, as the story's form locks them; the old and the new story in order."""
        if request.method == "POST" and connection.in_atomic_block and is_key(Photo, object_id):
            chosen = request.POST.get("article", "")
            keys = {*Photo.objects.filter(pk=object_id).values_list("article", flat=True)} - {None}
            keys |= {int(chosen)} if is_key(Article, chosen) else set()
            hold_all(Article.objects.filter(pk__in=keys), photos=[int(object_id)])
        return super().get_object(request, object_id, from_field)

    def get_readonly_fields(self, request: HttpRequest, obj: Photo | None = None) -> list[str]:
        """Who may not delete a photo from a story does not take it off by another choice either."""
        is_free = obj is None or obj.article is None or self.has_delete_permission(request, obj)
        return ["preview", "focal_point", *([] if is_free else ["article"])]

    def get_fields(self, request: HttpRequest, obj: Photo | None = None) -> list[Any]:
        """The focal point is set on the picture, so where there is none yet it is not asked for."""
        may_change = obj is not None and self.has_change_permission(request, obj)
        has_focus = may_change and obj is not None and bool(obj.image)
        picture = ["focal_point", "focal_x", "focal_y", "image"] if has_focus else ["preview", "image"]
        told = ["caption", "alt_text", "taken_on", "place", "article", "towns", "order"]
        return [*picture, *told, *(["version", "story_version"] if obj is None or may_change else [])]

    @admin.display(description=_("preview"))
    def preview(self, photo: Photo) -> str:
        return preview(photo)

    @admin.display(description=_("preview"))
    def focal_point(self, photo: Photo) -> str:
        """The picture with its focal point, and how it is cropped around it."""
        context = {"photo": photo, "thumbnail": thumbnail(photo, WIDTHS[1]), "small": thumbnail(photo)}
        return render_to_string("admin/articles/photo/_focal_point.html", context)

    def get_urls(self) -> list[URLPattern]:
        view = self.admin_site.admin_view(partial(serve_preview, self))
        take, give_back = (upload_door(self, partial(each, self)) for each in (upload, discard))
        return [
            path("<int:pk>/<int:width>.webp", view, name="articles_photo_preview"),
            path("upload/", take, name="articles_photo_upload"),
            path("<int:pk>/discard/", give_back, name="articles_photo_discard"),
            *super().get_urls(),
        ]

    def keeps_revisions(self, obj: Photo) -> bool:
        """What happens to a photo on a story happens to the story."""
        return obj.article_id is not None

    def save_model(self, request: HttpRequest, obj: Photo, form: Any, change: bool) -> None:
        if not change:
            obj.uploaded_by = user_of(request)
            hold_all(Article.objects.filter(pk=obj.article_id or 0))
        super().save_model(request, obj, form, change)

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:
        super().save_related(request, form, formsets, change)
        if MOVE_CREDIT in request.POST and move_credit(form.instance, by=user_of(request)):
            messages.success(request, _("The credit stands among the credits now."))
        before = form.initial.get("article") if change else None
        stories = Article.objects.filter(pk__in={before, form.instance.article_id} - {None})
        for article in stories.order_by("pk"):
            self.story_changed(request, article)

    def response_change(self, request: HttpRequest, obj: Photo) -> HttpResponse:
        if MOVE_CREDIT in request.POST:
            return HttpResponseRedirect(reverse("admin:articles_photo_change", args=[obj.pk]))
        return super().response_change(request, obj)

    def changeform_view(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Above the form of who may change the photo stands what the trade would say of its caption."""
        response = super().changeform_view(request, *args, **kwargs)
        context = context_of(response)
        photo = context.get("original") if context else None
        if context is not None and photo is not None and self.has_change_permission(request, photo):
            context["advice"] = advice(photo)
            context["moves_credit"] = MOVE_CREDIT if captions.part(photo.caption).credit else ""
        return response

    def discard(self, request: HttpRequest, things: list[Photo], *, why: str) -> Deletion:
        """Story before photo, as everywhere; each story that loses one is another text now."""
        keys = [photo.pk for photo in things]
        held = hold_all(Article.objects.filter(photos__in=keys), photos=keys)
        deletion = super().discard(request, things, why=why)
        for article in held.values():
            self.story_changed(request, article)
        return deletion
