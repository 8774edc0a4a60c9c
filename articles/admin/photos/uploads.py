"""Pictures sent one by one by the script of a form, and taken back again: JSON in both directions."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from http import HTTPStatus
from typing import TYPE_CHECKING, Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.http import HttpRequest, HttpResponseBase, JsonResponse
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.csrf import csrf_exempt

from articles.admin.previews import PREVIEW
from articles.images import MAX_BYTES, TOO_HEAVY
from articles.models import Credit, Photo
from articles.photos.uploads import receive, sent_before, take_back
from audit.trail import record
from people.accounts import user_of
from policy.access import may
from policy.inputs import uuid_in
from policy.json import Refused, error, json_view, refuse_other_than_post
from policy.table import Action

if TYPE_CHECKING:
    from articles.admin.photos.page import PhotoAdmin

View = Callable[..., HttpResponseBase]

# The picture, and the little that a form puts around it.
MOST_SENT = MAX_BYTES + 64 * 1024

NO_PICTURE = _("No picture was sent.")
NO_KEY = _("The upload has no key. Load the page again.")
NOT_THERE = _("This photo is not yours to take back, or it is on a story by now.")


def upload_door(admin: PhotoAdmin, view: Callable[..., JsonResponse]) -> View:
    """What is too long is refused before it is read; only then is the form's token asked for, as always."""
    guarded = json_view(admin.admin_site, view)

    @csrf_exempt
    @wraps(view)
    def door(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        length = request.headers.get("Content-Length", "")
        if length.isdecimal() and int(length) > MOST_SENT:
            return error(str(TOO_HEAVY), status=HTTPStatus.REQUEST_ENTITY_TOO_LARGE)
        return guarded(request, *args, **kwargs)

    return door


def upload(admin: PhotoAdmin, request: HttpRequest) -> JsonResponse:
    """`image` and `key` in; the photo that was made of them out, 201 the first time and 200 after that."""
    refuse_other_than_post(request)
    user = user_of(request)
    if not may(user, Action.ADD, Photo(uploaded_by=user)):
        raise PermissionDenied
    if (key := uuid_in(request.POST.get("key"))) is None:
        raise Refused(str(NO_KEY))
    if (file := request.FILES.get("image")) is None:
        raise Refused(str(NO_PICTURE))
    try:
        is_known = sent_before(by=user, key=key) is not None
        with transaction.atomic():
            photo = receive(file, by=user, key=key)
            if not is_known:
                admin.log_addition(request, photo, [{"added": {}}])
    except ValidationError as fault:
        raise Refused(fault.messages[0], status=_status(fault)) from fault
    return JsonResponse(described(photo), status=HTTPStatus.OK if is_known else HTTPStatus.CREATED)


def _status(error: ValidationError) -> int:
    is_heavy = getattr(error, "code", None) == "too_heavy"
    return HTTPStatus.REQUEST_ENTITY_TOO_LARGE if is_heavy else HTTPStatus.BAD_REQUEST


def described(photo: Photo) -> dict[str, Any]:
    """What the row of the photo shows in a form."""
    credits = list(photo.credits.filter(role=Credit.Role.PHOTOGRAPHER).select_related("person"))
    people = [credit.person for credit in credits if credit.person is not None]
    return {
        "key": str(photo.upload_key),
        "id": photo.pk,
        "version": photo.version,
        "width": photo.width,
        "height": photo.height,
        "caption": photo.caption,
        "alt_text": photo.alt_text,
        "place": photo.place,
        "taken_on": photo.taken_on,
        "photographers": [{"id": person.pk, "label": person.choice_label} for person in people],
        "new_photographer": next((credit.printed_text for credit in credits if credit.person is None), ""),
        "preview": reverse("admin:articles_photo_preview", args=[photo.pk, PREVIEW]),
    }


def discard(admin: PhotoAdmin, request: HttpRequest, pk: int) -> JsonResponse:
    """Take back one's own photo that is on no story."""
    refuse_other_than_post(request)
    user = user_of(request)
    with transaction.atomic():
        photo = Photo.objects.select_for_update().filter(pk=pk, article=None, uploaded_by=user).first()
        if photo is None or not may(user, Action.DELETE, photo):
            raise Refused(str(NOT_THERE), status=HTTPStatus.NOT_FOUND)
        record("delete", photo, by=user)
        take_back(photo)
    return JsonResponse({"discarded": pk})
