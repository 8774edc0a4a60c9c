"""Deleting on the staff site: it asks twice, names what goes with it, and goes into the bin (`audit.bin`)."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from functools import cached_property
from typing import Any, TypeVar

from django.contrib import admin, messages
from django.contrib.admin.helpers import ACTION_CHECKBOX_NAME
from django.contrib.admin.templatetags.admin_urls import add_preserved_filters
from django.contrib.admin.utils import model_ngettext, quote, unquote
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import Model, ProtectedError, QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.decorators import method_decorator
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_protect

from audit.bin import discard
from audit.chain import digest
from audit.models import KEPT, Deletion
from audit.packed import collected, loosened
from policy.access import may
from policy.inputs import reason_in
from policy.roles import Role
from policy.table import Action

M = TypeVar("M", bound=Model)
ACTION = "delete_selected"
# What the two pages send: which of them it is, what it showed, and the answers.
STEP, SHOWN, WHY, SURE = "bin_step", "bin_shown", "why", "sure"
ONE, TWO = "1", "2"


@dataclass
class Question:
    """What a page of deletion asks about: the things, what goes with them, what keeps them."""

    page: BinAdmin[Any]
    request: HttpRequest
    things: list[Any]

    def __post_init__(self) -> None:
        found = self.page.get_deleted_objects(self.things, self.request)
        self.names, self.counts, self.lacking, self.protected = found

    @property
    def is_refused(self) -> bool:
        return bool(self.lacking or self.protected)

    @cached_property
    def loosened(self) -> dict[str, int]:
        """What stays and loses its relation, such as the photos of a story."""
        if self.is_refused:
            return {}
        found: Counter[str] = Counter()
        for model, _name, keys in loosened(collected(self.things)):
            found[str(model._meta.verbose_name_plural)] += len(keys)
        return dict(found)

    @cached_property
    def digest(self) -> str:
        """Of all that the page shows: what comes in between is shown again before anything is deleted."""
        counts = {str(name): count for name, count in self.counts.items()}
        return digest([thing.pk for thing in self.things], self.names, counts, self.loosened)

    def mark(self, step: str) -> str:
        """What the page of this step sends back: the second is answered by who has seen it."""
        return digest(self.digest, step)

    def answered(self, step: str) -> bool:
        return self.request.POST.get(STEP) == step

    @property
    def is_what_was_shown(self) -> bool:
        return self.request.POST.get(SHOWN) == self.mark(self.request.POST.get(STEP, ""))

    @property
    def why(self) -> str:
        return reason_in(self.request.POST.get(WHY))

    @property
    def title(self) -> str:
        count = len(self.things)
        if count == 1:
            return str(self.things[0])
        return _("%(count)d %(kind)s") % {"count": count, "kind": model_ngettext(self.page.opts, count)}

    @property
    def back(self) -> str:
        """Where who has thought better of it came from: the thing's page, or the list."""
        place = f"admin:{self.page.opts.app_label}_{self.page.opts.model_name}"
        if len(self.things) == 1:
            return reverse(f"{place}_change", args=[quote(self.things[0].pk)])
        return reverse(f"{place}_changelist")

    def context(self) -> dict[str, Any]:
        return {
            "question": self,
            "opts": self.page.opts,
            "object": self.things[0] if len(self.things) == 1 else None,
            "names": self.names,
            "counts": self.counts.items(),
            "until": timezone.now() + KEPT,
            "chief": Role.CHIEF_EDITOR.value,
            "administrator": Role.ADMINISTRATOR.value,
            "is_many": ACTION in self.request.POST.getlist("action"),
            "checkbox": ACTION_CHECKBOX_NAME,
            "back": self.back,
        }


class BinAdmin(admin.ModelAdmin[M]):
    """Puts what is deleted into the bin, one or many, after two questions."""

    # What is done

    def discard(self, request: HttpRequest, things: list[M], *, why: str) -> Deletion:
        """The one way on which this page deletes. In the transaction of the answer."""
        user: Any = request.user
        return discard(things, by=user, why=why)

    def delete_model(self, request: HttpRequest, obj: M) -> None:
        self.discard(request, [obj], why="")

    def delete_queryset(self, request: HttpRequest, queryset: QuerySet[M]) -> None:
        self.discard(request, list(queryset), why="")

    # The questions

    @method_decorator(csrf_protect)
    @transaction.atomic
    def delete_view(
        self, request: HttpRequest, object_id: str, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        thing = self.get_object(request, unquote(object_id))
        if not self.has_delete_permission(request, thing):
            raise PermissionDenied
        if thing is None:
            # Django's own answer: the button was pressed twice, or it never was there.
            page: Any = self
            gone: HttpResponse = page._get_obj_does_not_exist_redirect(request, self.opts, object_id)
            return gone
        return self.asked(request, [thing]) or self._after_deletion(request)

    def get_actions(self, request: HttpRequest) -> dict[str, Any]:
        """Django's own, with its place and its name, but ours."""
        actions: dict[str, Any] = dict(super().get_actions(request) or {})
        if ACTION in actions:
            _django, name, description = actions[ACTION]
            actions[ACTION] = (delete_selected, name, description)
        return actions

    def asked(self, request: HttpRequest, things: list[M]) -> HttpResponse | None:
        """The page that comes next; None once both questions are answered and the things are gone."""
        question = Question(self, request, things)
        if question.is_refused or not (question.answered(ONE) or question.answered(TWO)):
            if question.lacking and request.POST.get(STEP):
                raise PermissionDenied
            return self._ask_first(request, question)
        if not question.is_what_was_shown:
            return self._ask_first(request, question, has_changed=True)
        if question.answered(ONE) or SURE not in request.POST:
            return self._ask_again(request, question)
        return self._delete_asked(request, question)

    def _delete_asked(self, request: HttpRequest, question: Question) -> HttpResponse | None:
        title = question.title
        try:
            with transaction.atomic():
                self.log_deletions(request, question.things)  # type: ignore[arg-type]  # As Django does.
                deletion = self.discard(request, question.things, why=question.why)
        except ProtectedError:
            # Something came to stand on it between the look and the lock.
            return self._ask_first(request, Question(self, request, question.things), has_changed=True)
        self.message_user(request, what_was_done(request, title, deletion), messages.SUCCESS)
        return None

    def _ask_first(
        self, request: HttpRequest, question: Question, *, has_changed: bool = False
    ) -> HttpResponse:
        title = _("Cannot be deleted") if question.is_refused else _("Delete")
        return self._ask_page(
            request,
            "delete_confirmation",
            question,
            {"title": title, "has_changed": has_changed, "mark": question.mark(ONE)},
        )

    def _ask_again(self, request: HttpRequest, question: Question) -> HttpResponse:
        extra = {
            "title": _("Delete: the second question"),
            "is_unanswered": question.answered(TWO),
            "mark": question.mark(TWO),
        }
        return self._ask_page(request, "delete_again", question, extra)

    def _ask_page(
        self, request: HttpRequest, name: str, question: Question, extra: dict[str, Any]
    ) -> HttpResponse:
        context = self.admin_site.each_context(request) | question.context() | extra
        return TemplateResponse(request, f"admin/{name}.html", context)

    def _after_deletion(self, request: HttpRequest) -> HttpResponse:
        if not self.has_view_permission(request):
            return HttpResponseRedirect(reverse("admin:index"))
        address = reverse(f"admin:{self.opts.app_label}_{self.opts.model_name}_changelist")
        filters: Any = {"preserved_filters": self.get_preserved_filters(request), "opts": self.opts}
        return HttpResponseRedirect(add_preserved_filters(filters, address))


def what_was_done(request: HttpRequest, title: str, deletion: Deletion) -> str:
    """That it is gone, and the way back."""
    until = timezone.localtime(deletion.until).strftime("%Y-%m-%d")
    user: Any = request.user
    if not may(user, Action.VIEW, Deletion):
        return _("“%(name)s” was deleted.") % {"name": title}
    address = reverse("admin:audit_deletion_undo", args=[deletion.pk])
    text = _("“%(name)s” was deleted. It can be brought back until %(until)s.") % {
        "name": title,
        "until": until,
    }
    return format_html('{} <a href="{}">{}</a>', text, address, _("Bring it back"))


def delete_selected(
    page: BinAdmin[Any], request: HttpRequest, queryset: QuerySet[Any]
) -> HttpResponse | None:
    """The action on a list: both questions about all ticked rows, one deletion, one way back."""
    things = list(queryset)
    if not things:
        return None
    with transaction.atomic():
        return page.asked(request, things)
