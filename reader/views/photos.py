"""Pictures of published stories, in the fixed sizes. No other door leads to a picture."""

from __future__ import annotations

import logging
import uuid

from django.http import FileResponse, Http404, HttpRequest
from django.shortcuts import get_object_or_404

from articles.images import SIZES, PictureLost, Size, rendition
from articles.models import Photo

logger = logging.getLogger(__name__)

# Short, so that a withdrawn picture is soon gone from shared caches too.
CACHE_CONTROL = "public, max-age=300"


def photo(
    request: HttpRequest, key: uuid.UUID, width: int, height: int | None = None, extension: str = "webp"
) -> FileResponse:
    size = Size(width, height, extension)
    if size not in SIZES:
        raise Http404
    photo = get_object_or_404(Photo.objects.published().exclude(image=""), key=key)
    try:
        picture = rendition(photo, size)
    except PictureLost as error:
        logger.exception("the picture of photo %s is missing", photo.pk)
        raise Http404 from error
    headers = {"Cache-Control": CACHE_CONTROL, "X-Content-Type-Options": "nosniff"}
    return FileResponse(picture, content_type=size.content_type, headers=headers)
