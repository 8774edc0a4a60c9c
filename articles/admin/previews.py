"""The staff's look at a picture before it is public, encoded anew as for the readers."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.http import FileResponse, Http404, HttpRequest
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext as _

from articles.images import WIDTHS, PictureLost, Size, rendition
from articles.models import Photo

if TYPE_CHECKING:
    from articles.admin.photos.page import PhotoAdmin

PREVIEW = WIDTHS[0]


def preview(photo: Photo) -> str:
    """The picture, linked to its largest size; a dash where there is none yet."""
    if not photo.pk or not photo.image:
        return "—"
    small, large = (
        reverse("admin:articles_photo_preview", args=[photo.pk, w]) for w in (PREVIEW, WIDTHS[-1])
    )
    return format_html(
        '<a href="{}"><img class="preview" src="{}" alt="{}" loading="lazy"></a>',
        large,
        small,
        photo.alt_text or _("picture"),
    )


def serve_preview(admin: PhotoAdmin, request: HttpRequest, pk: int, width: int) -> FileResponse:
    photo = get_object_or_404(admin.get_queryset(request), pk=pk)
    if width not in WIDTHS or not photo.image:
        raise Http404
    try:
        file = rendition(photo, Size(width))
    except PictureLost as error:
        raise Http404 from error
    return FileResponse(file, content_type="image/webp")
