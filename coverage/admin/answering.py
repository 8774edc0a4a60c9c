"""The story that is written from an assignment: its form begins with what is known and links what is saved.

The key of the assignment comes with the form. One that is not to be seen, or is open no longer, links
nothing and says so; the text is saved all the same, for it is worth more than the link.
"""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest
from django.utils.translation import gettext as _

from articles.models import Article
from articles.workflow import NotPossible
from coverage import assigning
from coverage.models import Assignment
from people.accounts import user_of
from people.models import Desk
from policy.access import may
from policy.inputs import is_key
from policy.table import Action

FIELD = "assignment"


class Answering:
    """See `articles.admin.companions`."""

    def initial(self, request: HttpRequest) -> dict[str, Any]:
        found = asked(request)
        if found is None:
            return {}
        return {
            "towns": [found.town_id] if found.town_id else [],
            "desk": found.desk_id,
            "planned_length": found.planned_length,
            "planned_for": found.planned_for,
            "note": "\n".join(text for text in (found.event, found.brief) if text),
        }

    def desk(self, request: HttpRequest) -> Desk | None:
        found = asked(request)
        return found.desk if found else None

    def shown(self, request: HttpRequest, article: Article | None) -> dict[str, Any]:
        visible = Assignment.objects.visible_to(user_of(request))
        answered = visible.filter(stories=article) if article else visible.none()
        return {
            "template": "admin/coverage/assignment/_answered.html",
            "asked": asked(request) if article is None else None,
            "answered": list(answered),
        }

    def made(self, request: HttpRequest, article: Article) -> None:
        if not given(request):
            return
        found = asked(request)
        try:
            if found is None:
                raise PermissionDenied
            assigning.file(found, story=article, by=user_of(request))
        except (PermissionDenied, NotPossible):
            messages.warning(
                request, _("The story is saved. Its assignment is open no longer: it is not linked.")
            )


def given(request: HttpRequest) -> str:
    """What the form or the address names as the assignment."""
    return request.POST.get(FIELD, "") if request.method == "POST" else request.GET.get(FIELD, "")


def asked(request: HttpRequest) -> Assignment | None:
    """The open assignment that this person may answer."""
    key, user = given(request), user_of(request)
    if not key or not is_key(Assignment, key):
        return None
    rows = Assignment.objects.visible_to(user).open().select_related("desk")
    found = rows.filter(pk=key).first()
    return found if found and may(user, Action.FILE, found) else None
