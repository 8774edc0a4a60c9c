"""Taking printed pages in from the browser: one file after another, each answered for itself."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.urls import URLPattern, path, reverse
from django.utils.dateparse import parse_date
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from ingest.importing import NotIngested, Received, receive
from ingest.models import SourcePage
from ingest.page import PageError
from ingest.placing import place_of
from ingest.sources import page_text
from ingest.sources.reading import MAX_FILE
from ingest.words import error_in_words
from people.accounts import user_of
from people.models import User
from policy.access import may
from policy.table import Action

MOST_FILES = 40  # a thick issue


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of a file: where it is worked, or why it was not taken."""

    file: str
    text: str
    address: str = ""


class UploadPages(admin.ModelAdmin[SourcePage]):
    def get_urls(self) -> list[URLPattern]:
        view = self.admin_site.admin_view(require_POST(self.upload_view))
        return [path("upload/", view, name="ingest_sourcepage_upload"), *super().get_urls()]

    def upload_view(self, request: HttpRequest) -> HttpResponse:
        """The script sends one file at a time and gets JSON; the plain form sends all and goes on."""
        if not may(user_of(request), Action.ADD, SourcePage):
            raise PermissionDenied
        files = request.FILES.getlist("file")[:MOST_FILES]
        found = [_taken(file, request.POST, is_alone=len(files) == 1, by=user_of(request)) for file in files]
        if request.headers.get("Accept") == "application/json" and len(found) == 1:
            (one,) = found
            return JsonResponse(
                {"file": one.file, "text": one.text, "address": one.address},
                status=200 if one.address else 400,
            )
        if not found:
            messages.error(request, _("Choose the files of printed pages first."))
        for outcome in found:
            tell = messages.success if outcome.address else messages.error
            tell(request, outcome.text)
        is_one = len(found) == 1 and found[0].address
        return HttpResponseRedirect(
            found[0].address if is_one else reverse("admin:ingest_sourcepage_changelist")
        )


def _taken(file: Any, typed: Mapping[str, str], *, is_alone: bool, by: User) -> Outcome:
    name = (file.name or "").replace("\0", "")
    try:
        text = page_text(file.read(MAX_FILE + 1))
        received = _received(text, name, typed, is_alone=is_alone, by=by)
    except PageError as error:
        return Outcome(name, error_in_words(name, error))
    except NotIngested as error:
        return Outcome(name, f"{name}: {error}")
    source = received.source
    told = _("%(page)s is taken in.") if received.is_new else _("%(page)s is in already; nothing changed.")
    told = " ".join(filter(None, (told % {"page": source}, str(received.replaced or ""))))
    return Outcome(name, told, reverse("admin:ingest_sourcepage_work", args=[source.pk]))


def _received(text: str, name: str, typed: Mapping[str, str], *, is_alone: bool, by: User) -> Received:
    """What is typed goes before what the file says; a label can only be that of a single file."""
    place = place_of(name, text)
    date = _date_in(typed.get("date", "")) or place.date
    label = (typed.get("label", "").strip() if is_alone else "") or place.label
    if date is None or not label:
        missing = [str(word) for word, has in ((_("date"), date), (_("label"), label)) if not has]
        raise NotIngested(
            _("Neither its name nor its folio line says: %(missing)s. Type it and send the file again.")
            % {"missing": "、".join(missing)}
        )
    return receive(
        text,
        replaces=bool(typed.get("replace")),
        date=date,
        extra=place.extra,
        label=label,
        name=place.name[:40],
        file_name=name,
        by=by,
    )


def _date_in(text: str) -> dt.date | None:
    """What is no date is none."""
    try:
        return parse_date(text.strip())
    except ValueError:
        return None
